"""RapidOCR as it is used here: no network, any way up, and the pictures of the shared folder."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from edge.engines.vision import rapidocr
from edge.engines.vision.rapidocr import RapidOcr, line_turned
from edge.errors import EngineError
from edge.seeing.document import document
from edge.seeing.money import Banknotes, Note
from edge.seeing.picture import load
from tests.pictures import blurred, darkened, lines_of_print

if TYPE_CHECKING:
    from edge.ports import Picture

pytest.importorskip("rapidocr", reason="rapidocr is not installed")
pytestmark = pytest.mark.engines


@pytest.fixture(scope="module")
def reader() -> RapidOcr:
    return RapidOcr()


def test_nothing_is_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refused)
    assert RapidOcr().read(lines_of_print(["Way out"]))[0].text == "Way out"


def test_a_missing_network_is_named_and_not_fetched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import rapidocr as package

    source = Path(str(package.__file__)).parent / "models" / rapidocr.NETWORKS["Det"]
    (tmp_path / "models").mkdir()
    shutil.copy(source, tmp_path / "models")
    elsewhere = SimpleNamespace(__file__=str(tmp_path / "__init__.py"), RapidOCR=package.RapidOCR)
    monkeypatch.setattr(rapidocr, "library", lambda _: elsewhere)
    with pytest.raises(EngineError, match=r"PP-OCRv6_rec_small.onnx is missing"):
        RapidOcr()


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_sign_is_read_whichever_way_up_it_is(reader: RapidOcr, shared: Path, turns: int) -> None:
    picture = load(shared / "data/images/sign_zh_en.jpg").picture
    lines = reader.read(np.ascontiguousarray(np.rot90(picture, -turns)))
    assert {line.text for line in lines} >= {"愚园路", "Yuyuan Rd.", "315", "309", "W", "E"}
    assert {line.turned for line in lines} == {90 * turns}


@pytest.mark.parametrize("turns", [0, 2])
def test_a_page_on_its_head_is_read_in_the_same_order(
    reader: RapidOcr, shared: Path, turns: int
) -> None:
    picture = load(shared / "data/images/text_poster_en.png").picture
    page = document(reader.read(np.ascontiguousarray(np.rot90(picture, turns))))
    assert [piece.text for piece in page.pieces] == [
        "Reduce your risk of coronavirus infection:",
        "Clean hands with soap and water or alcohol-based hand rub",
        "Cover nose and mouth when coughing and sneezing with tissue or flexed elbow",
        "Avoid close contact with anyone with cold or flu-like symptoms",
        "Thoroughly cook meat and eggs",
        "No unprotected contact with live wild or farm animals",
        "World Health Organization",
    ]
    assert page.turned == 90 * turns


def test_grass_and_planks_are_no_print(reader: RapidOcr, shared: Path) -> None:
    for name in ("dog.jpg", "person.jpg", "horses.jpg", "cat.jpg"):
        assert reader.read(load(shared / "data/images" / name).picture) == []


def test_reading_stops_between_two_lines(reader: RapidOcr) -> None:
    asked = iter([False, True])
    lines = list(reader.lines(lambda: next(asked), lines_of_print(["first", "second", "third"])))
    assert [line.text for line in lines] == ["first"]


def looks(picture: Picture) -> list[Picture]:
    """As a hand and a room show it: sharp, a little blurred, darker, moved."""
    moved = np.roll(picture, (3, -4), (0, 1))
    return [picture, blurred(picture, 0.6), darkened(picture, 0.6), moved]


@pytest.mark.parametrize(
    ("name", "value"), [("banknote_sek20.jpg", 20), ("banknote_sek100.jpg", 100)]
)
def test_a_banknote_is_told_by_what_is_printed_on_it(
    reader: RapidOcr, shared: Path, name: str, value: int
) -> None:
    notes = Banknotes()
    told = [
        notes.step(reader.read(one)) for one in looks(load(shared / "data/images" / name).picture)
    ]
    assert told[0] is None
    assert told[-1] == Note("SEK", value, True)
    assert {note.value for note in told if note} == {value}


def test_pictures_without_a_note_tell_none(reader: RapidOcr, shared: Path) -> None:
    notes = Banknotes()
    for name in ("product_zh.jpg", "hot_dog.jpg", "sign_zh_en.jpg", "paragraph_en.jpg"):
        assert notes.step(reader.read(load(shared / "data/images" / name).picture)) is None


@pytest.mark.parametrize(
    ("width", "height", "page", "line"),
    [(200, 20, 0, 0), (200, 20, 180, 180), (200, 20, 90, 0), (20, 200, 0, 90), (20, 200, 270, 270),
     (30, 30, 270, 270), (30, 30, 0, 0)],
)  # fmt: skip
def test_a_short_line_is_turned_as_its_page_is(
    width: int, height: int, page: Any, line: int
) -> None:
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    assert line_turned(corners, page) == line
