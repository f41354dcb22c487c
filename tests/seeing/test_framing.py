"""Framing help: what is measured, what is said, and that following it leads to a readable page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.ports import Box
from edge.seeing.framing import Advice, Guidance, Measures, advice, measured, nearness, tone_hz
from edge.seeing.sharpness import Exposure, grey, sharpness
from tests.pictures import blurred, darkened, lines_of_print

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edge.ports import Picture

DESK = (1600, 2000)
VIEW = (480, 640)
TEXT = [f"Line {n} of the letter that is read" for n in range(14)]
GOOD = Measures(Exposure(20, 200, 240), 2.0, Box(0.2, 0.2, 0.8, 0.8))


@dataclass(frozen=True)
class Hand:
    """Where a camera looks on the desk: its middle, and pixels of the desk for each of its own."""

    across: float
    down: float
    scale: float = 1.6

    def obeys(self, told: Advice) -> Hand:
        step = 40.0
        moved = {
            Advice.LEFT: replace(self, across=self.across - step),
            Advice.RIGHT: replace(self, across=self.across + step),
            Advice.UP: replace(self, down=self.down - step),
            Advice.DOWN: replace(self, down=self.down + step),
            Advice.CLOSER: replace(self, scale=self.scale * 0.9),
            Advice.FARTHER: replace(self, scale=self.scale * 1.1),
        }
        return moved.get(told, self)


@pytest.fixture(scope="module")
def desk() -> Picture:
    """A page in the middle of a dark desk."""
    page = lines_of_print(TEXT)
    wood = np.random.default_rng(4).normal(70, 8, (*DESK, 3)).clip(0, 255).astype(np.uint8)
    top, left = (DESK[0] - page.shape[0]) // 2, (DESK[1] - page.shape[1]) // 2
    wood[top : top + page.shape[0], left : left + page.shape[1]] = page
    return wood


def seen(desk: Picture, hand: Hand) -> Picture:
    """What the camera shows, with the desk's edge going on for ever."""
    rows = hand.down + (np.arange(VIEW[0]) - VIEW[0] / 2) * hand.scale
    columns = hand.across + (np.arange(VIEW[1]) - VIEW[1] / 2) * hand.scale
    picture: Picture = desk[np.ix_(_within(rows, DESK[0]), _within(columns, DESK[1]))]
    return picture


def _within(places: NDArray[np.floating], length: int) -> NDArray[np.int_]:
    return places.round().astype(int).clip(0, length - 1)


@pytest.mark.parametrize(
    "start",
    [
        Hand(600, 800), Hand(1400, 800), Hand(1000, 400), Hand(1000, 1200), Hand(700, 500),
        Hand(1350, 1150), Hand(1000, 800, 0.5), Hand(1000, 800, 3.2), Hand(800, 900, 0.7),
    ],
)  # fmt: skip
def test_who_follows_the_advice_gets_the_whole_page_into_view(desk: Picture, start: Hand) -> None:
    hand, told = start, None
    for _ in range(60):
        told = advice(measured(seen(desk, hand)), told)
        if told is Advice.READY:
            break
        hand = hand.obeys(told)
    assert told is Advice.READY
    page = measured(seen(desk, hand)).page
    assert page is not None
    assert min(page.left, page.top, 1 - page.right, 1 - page.bottom) >= 0.01
    assert max(page.width, page.height) >= 0.45


def test_the_tone_rises_while_one_follows_the_advice(desk: Picture) -> None:
    pitches = []
    for across in range(600, 1000, 50):
        now = measured(seen(desk, Hand(across, 800)))
        pitches.append(tone_hz(nearness(now, Advice.RIGHT)))
    assert pitches == sorted(pitches)
    assert pitches[-1] > 1.5 * pitches[0]


def test_a_desk_without_a_page_has_nothing_on_it(desk: Picture) -> None:
    bare = desk[:200, :300]
    assert advice(measured(bare)) is Advice.NOTHING_THERE


def test_too_little_light_is_told_first_and_dims_no_sharp_picture(desk: Picture) -> None:
    picture = seen(desk, Hand(1000, 800))
    assert advice(measured(picture)) is Advice.READY
    assert advice(measured(darkened(picture, 0.15))) is Advice.MORE_LIGHT
    half = measured(darkened(picture, 0.5))
    assert advice(half) is Advice.READY


def test_washed_out_print_wants_less_light(desk: Picture) -> None:
    picture = seen(desk, Hand(1000, 800))
    bright = np.clip(picture.astype(int) + 200, 0, 255).astype(np.uint8)
    assert advice(measured(bright)) is Advice.LESS_LIGHT


def test_a_blurred_page_wants_a_still_hand(desk: Picture) -> None:
    picture = seen(desk, Hand(1000, 800))
    assert advice(measured(blurred(picture, 3))) is Advice.HOLD_STILL


def test_sharpness_falls_with_blur_and_not_with_light_or_size() -> None:
    page = lines_of_print(TEXT, pitch=40)[:, :640]
    values = [sharpness(grey(blurred(page, sigma))) for sigma in (0, 1, 2, 3, 5)]
    assert values == sorted(values, reverse=True)
    assert sharpness(grey((page * 0.4).astype(np.uint8))) == pytest.approx(values[0], rel=0.05)
    twice = page.repeat(2, axis=0).repeat(2, axis=1)
    assert sharpness(grey(twice)) == pytest.approx(values[0])


def test_nothing_to_be_sharp_is_not_sharp() -> None:
    assert sharpness(grey(np.full((480, 640, 3), 90, np.uint8))) == 0.0
    assert sharpness(grey(np.zeros((1, 1, 3), np.uint8))) == 0.0


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (Box(0.0, 0.2, 0.7, 0.8), Advice.LEFT),
        (Box(0.3, 0.2, 1.0, 0.8), Advice.RIGHT),
        (Box(0.3, 0.0, 0.8, 0.8), Advice.UP),
        (Box(0.3, 0.3, 0.8, 1.0), Advice.DOWN),
        (Box(0.0, 0.3, 1.0, 0.8), Advice.FARTHER),
        (Box(0.4, 0.4, 0.6, 0.6), Advice.CLOSER),
        (None, Advice.NOTHING_THERE),
    ],
)
def test_every_place_of_the_page_has_its_advice(page: Box | None, told: Advice) -> None:
    assert advice(replace(GOOD, page=page)) is told


def test_print_found_by_a_reader_counts_instead_of_the_sheet(desk: Picture) -> None:
    now = measured(seen(desk, Hand(1000, 800)), [Box(0, 100, 300, 130), Box(0, 140, 310, 170)])
    assert now.page == Box(0.0, 100 / 480, 310 / 640, 170 / 480)
    assert advice(now) is Advice.LEFT


def test_advice_holds_until_it_is_clearly_followed() -> None:
    nearly = replace(GOOD, page=Box(0.02, 0.2, 0.8, 0.8))
    assert advice(nearly) is Advice.READY
    assert advice(nearly, Advice.LEFT) is Advice.LEFT
    dim = replace(GOOD, exposure=Exposure(5, 40, 65))
    assert advice(dim, Advice.MORE_LIGHT) is Advice.MORE_LIGHT
    assert advice(dim, Advice.READY) is Advice.READY


def test_advice_is_said_when_it_has_held_and_again_after_three_seconds() -> None:
    guidance = Guidance()
    left = replace(GOOD, page=Box(0.0, 0.2, 0.7, 0.8))
    said = [guidance.step(left, 0.2 * n) for n in range(20)]
    assert [n for n, one in enumerate(said) if one is Advice.LEFT] == [1, 16]
    assert guidance.step(GOOD, 4.0) is None
    assert guidance.step(GOOD, 4.2) is Advice.READY
    assert all(guidance.step(GOOD, 4.4 + n) is None for n in range(10))


@pytest.mark.parametrize("near", [-1.0, 0.0, 0.5, 1.0, 7.0])
def test_tones_stay_within_two_octaves(near: float) -> None:
    assert 220 <= tone_hz(near) <= 880
