"""Things that were taught: known again, told apart, and not claimed where they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.ports.sight import Box, Thing
from edge.seeing.picture import load
from edge.seeing.taught_things import (
    LOOKS,
    MOST_LOOKS,
    TaughtThing,
    cut_out,
    from_bytes,
    held_up,
    look_for,
    recognised,
    to_bytes,
    windows,
)

if TYPE_CHECKING:
    from pathlib import Path

    from edge.engines.vision.mobilenet import MobileNetEmbedder
    from edge.ports import Embedding
    from edge.ports.sight import Picture


def point(*values: float) -> Embedding:
    """Of length 1."""
    made = np.array(values, np.float32)
    return made / np.float32(np.linalg.norm(made))


CUP = TaughtThing("cup", (point(1, 0, 0), point(0.9, 0.2, 0)))
KEYS = TaughtThing("keys", (point(0, 1, 0),))


def test_a_thing_is_known_by_its_nearest_look() -> None:
    known = recognised(point(0.95, 0.1, 0.1), [CUP, KEYS])
    assert known is not None
    assert known.name == "cup"
    assert known.likeness > 0.98


@pytest.mark.parametrize(
    ("seen", "taught"),
    [
        (point(0, 0, 1), [CUP, KEYS]),  # nothing like them
        (point(0.78, 1, 0), [CUP, KEYS]),  # between both
        (point(1, 0, 0), []),
        (point(1, 0, 0), [TaughtThing("bare", ())]),
    ],
)
def test_what_is_not_clear_is_not_claimed(seen: Embedding, taught: list[TaughtThing]) -> None:
    assert recognised(seen, taught) is None


def test_a_look_that_is_known_teaches_nothing_and_old_ones_go() -> None:
    assert CUP.with_look(point(1, 0.01, 0)) is CUP
    thing = TaughtThing("cup", ())
    for angle in np.linspace(0, 6, 20):
        thing = thing.with_look(point(float(np.cos(angle)), float(np.sin(angle))))
    assert len(thing.looks) == MOST_LOOKS


def test_looks_are_kept_in_few_bytes() -> None:
    looks = [point(*np.random.default_rng(n).random(1280)) for n in range(3)]
    back = from_bytes(to_bytes(looks), 3)
    assert len(to_bytes(looks)) == 3 * 1280 * 2
    for one, other in zip(looks, back, strict=True):
        assert one @ other == pytest.approx(1, abs=1e-4)
    with pytest.raises(ValueError, match="reshape"):
        from_bytes(b"\0" * 10, 3)


def test_what_is_held_up_is_the_largest_in_the_middle_that_is_no_person() -> None:
    middle, aside = Box(250, 150, 400, 350), Box(0, 0, 100, 100)
    things = [Thing("person", 0.9, Box(0, 0, 640, 480)), Thing("cup", 0.5, middle)]
    assert held_up([*things, Thing("dog", 0.9, aside)], (640, 480)) == middle
    assert held_up([Thing("dog", 0.9, aside)], (640, 480)) == Box(176, 96, 464, 384)


def test_windows_cover_the_picture_and_stay_inside() -> None:
    boxes = list(windows((640, 480)))
    assert len(boxes) == 20
    assert min(box.left for box in boxes) == 0
    assert max(box.right for box in boxes) == pytest.approx(640)
    assert all(0 <= box.top < box.bottom <= 480.001 for box in boxes)


def test_any_box_can_be_cut_out() -> None:
    picture = np.zeros((48, 64, 3), np.uint8)
    for box in (Box(-50, -50, 500, 500), Box(64, 48, 64, 48), Box(10, 10, 10, 10), Box(5, 5, 9, 9)):
        part = cut_out(picture, box)
        assert part.size
        assert part.shape[0] <= 48
        assert part.shape[1] <= 64


# -- with the network

THINGS = {
    "bike": ("dog.jpg", Box(113, 140, 568, 427)),
    "cat": ("cat.jpg", Box(122, 101, 946, 712)),
    "hot dog": ("hot_dog.jpg", Box(149, 88, 459, 229)),
    "bus": ("bus.jpg", Box(19, 224, 802, 727)),
    "note": ("banknote_sek20.jpg", Box(10, 50, 222, 180)),
    "label": ("product_zh.jpg", Box(60, 100, 270, 400)),
    "sign": ("sign_zh_en.jpg", Box(10, 50, 630, 300)),
    "motorcycle": ("motorcycle_left.png", Box(112, 85, 674, 437)),
}


@pytest.fixture(scope="module")
def embedder(shared: Path) -> MobileNetEmbedder:
    pytest.importorskip("cv2", reason="opencv (extra vision) is not installed")
    from edge.engines.vision.mobilenet import MobileNetEmbedder

    folder = shared / "models/vision/mobilenet-v2-imagenet"
    return MobileNetEmbedder(next(folder.glob("*.onnx")))


def another_look(picture: Picture, box: Box, random: np.random.Generator) -> Picture:
    """Moved, nearer or farther, under another light, and noisy."""
    shift = random.uniform(-0.1, 0.1, 2) * (box.width, box.height)
    size = random.uniform(0.85, 1.2)
    wide, high = box.width * size / 2, box.height * size / 2
    x, y = box.centre + shift
    part = cut_out(picture, Box(x - wide, y - high, x + wide, y + high)).astype(float)
    light = random.uniform(0.6, 1.3) * np.array([random.uniform(0.9, 1.1), 1, 1])
    return np.clip(part * light + random.normal(0, 5, part.shape), 0, 255).astype(np.uint8)


@pytest.mark.engines
def test_real_things_are_known_again_and_others_are_not_claimed(
    shared: Path, embedder: MobileNetEmbedder
) -> None:
    random = np.random.default_rng(3)
    pictures = {
        name: (load(shared / "data/images" / file).picture, box)
        for name, (file, box) in THINGS.items()
    }
    looks = {
        name: [embedder.embed(another_look(picture, box, random)) for _ in range(LOOKS + 4)]
        for name, (picture, box) in pictures.items()
    }
    taught = [TaughtThing(name, tuple(seen[:LOOKS])) for name, seen in looks.items()]
    right = wrong = claimed = 0
    for name, seen in looks.items():
        for one in seen[LOOKS:]:
            known = recognised(one, taught)
            right += known is not None and known.name == name
            wrong += known is not None and known.name != name
            others = [thing for thing in taught if thing.name != name]
            claimed += recognised(one, others) is not None
    trials = 4 * len(THINGS)
    assert right >= 0.85 * trials
    assert wrong == 0
    assert claimed <= 0.05 * trials


@pytest.mark.engines
def test_a_taught_thing_is_found_where_it_stands(shared: Path, embedder: MobileNetEmbedder) -> None:
    picture = load(shared / "data/images/dog.jpg").picture
    box = Box(113, 140, 568, 427)
    bike = TaughtThing("bike", (embedder.embed(cut_out(picture, box)),))
    (found,) = look_for(picture, [Thing("bicycle", 0.8, box)], [bike], embedder.embed)
    assert found.label == "bike"
    assert found.box == box
    assert look_for(load(shared / "data/images/cat.jpg").picture, [], [bike], embedder.embed) == []
