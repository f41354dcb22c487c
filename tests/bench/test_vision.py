"""`edge bench vision`: how things are counted, and its rows on the shared pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge.bench import vision_words
from edge.bench.asked import Asked
from edge.bench.things_expected import EXPECTED, Counted, Expected, counted, listed
from edge.bench.vision import things, with_one_thread
from edge.bench.vision_text import EngineText, PictureText
from edge.errors import InputError
from edge.ports.sight import Box, Thing

if TYPE_CHECKING:
    from pathlib import Path

WANTED = (Expected(("dog",), 1, 1), Expected(("truck", "car"), 1, 1), Expected(("cup",), 0, 2))


def seen(*labels: str) -> list[Thing]:
    return [Thing(label, 0.9, Box(0, 0, 1, 1)) for label in labels]


@pytest.mark.parametrize(
    ("labels", "counts"),
    [
        (("dog", "car"), Counted(2, 0, 0)),
        (("dog", "dog", "truck"), Counted(2, 1, 0)),
        (("cow", "cup"), Counted(1, 1, 2)),
        ((), Counted(0, 0, 2)),
    ],
)
def test_things_are_right_wrong_or_missed(labels: tuple[str, ...], counts: Counted) -> None:
    assert counted(seen(*labels), WANTED) == counts


def test_every_picture_of_the_folder_has_an_expectation(shared: Path) -> None:
    names = {path.name for path in listed(shared / "data/images")}
    there = {path.name for path in (shared / "data/images").iterdir()}
    assert names == there - {"CONTENTS.tsv", "motorcycle_disp.npz"}
    assert names == set(EXPECTED)


def test_a_folder_without_contents_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"has no CONTENTS.tsv"):
        listed(tmp_path)


@pytest.mark.engines
async def test_without_pictures_there_are_no_rows() -> None:
    assert await things(Asked()) == []
    assert await with_one_thread(Asked()) == []


@pytest.mark.engines
async def test_the_shared_pictures_have_their_rows(
    shared: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("cv2", reason="opencv (extra vision) is not installed")
    monkeypatch.setenv("EDGE_MODELS", str(shared / "models/vision"))
    few = tmp_path / "few"
    few.mkdir()
    for name in ("CONTENTS.tsv", "bus.jpg", "cat.jpg"):
        (few / name).write_bytes((shared / "data/images" / name).read_bytes())
    (few / "CONTENTS.tsv").write_text("file\tshows\nbus.jpg\ta bus\ncat.jpg\ta cat\n")
    rows = {row.name: row.p50 for row in await things(Asked(2, pictures=few))}
    assert rows["things_right_bus.jpg"] == 4
    assert rows["things_wrong_all"] == 0
    costs = {row.name: row.p50 for row in await with_one_thread(Asked(2, pictures=few))}
    assert {"things_1_thread", "faces_1_thread", "depth_1_thread", "features_1_thread"} <= set(
        costs
    )


def test_words_become_rows_of_each_picture_and_of_all() -> None:
    pictures = (
        PictureText("a.jpg", 5, 1, 2, 0.1, 0.2, 0.3),
        PictureText("b.jpg", 1, 0, 0, None, 1, 1),
    )
    rows = {one.name: one for one in vision_words._words(EngineText("x", 1, 0, 0, 0, pictures))}
    assert [rows[f"words_{kind}_a.jpg"].p50 for kind in ("right", "wrong", "missed")] == [5, 1, 2]
    assert rows["words_right_all"].p50 == 6
    costs = {one.name: one for one in vision_words._costs(EngineText("x", 2, 0, 400, 0, pictures))}
    assert (costs["words_2_threads"].p50, costs["words_2_threads"].p95) == (600, 1000)
    assert costs["words_2_threads_memory"].p50 == 400
