"""`edge look` as it is typed: pictures, a video, the camera, and everything that is no picture."""

from __future__ import annotations

import json
import struct
import wave
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from edge import language as languages
from edge.commands import looked
from edge.fakes.printed import FakeCodeReader, FakeTextReader, printed
from edge.modes.sight.vision import Vision
from edge.ports import Box, Code, TextLine
from edge.ports.sight import Frame
from edge.seeing.looker import Looker
from edge.thinking.phrases import Phrases
from tests.commands.run import edge_within
from tests.pictures import lines_of_print

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import CompletedProcess

    from edge.ports import Picture

pytestmark = pytest.mark.engines  # child processes, and a thread that looks
SECONDS = 120.0
ENGLISH = Phrases(languages.load("en"))


def look(folder: Path, *words: str | Path, models: Path | None = None) -> CompletedProcess[str]:
    pytest.importorskip("cv2", reason="opencv is not installed")
    found = str(models or folder / "no-models")
    return edge_within(SECONDS, folder, "look", *words, EDGE_MODELS=found)


def answer(done: CompletedProcess[str]) -> dict[str, Any]:
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def saved(picture: Picture, path: Path) -> Path:
    cv2 = pytest.importorskip("cv2", reason="opencv is not installed")
    assert cv2.imwrite(str(path), picture[:, :, ::-1])
    return path


# -- real pictures


def test_a_picture_is_told_with_what_where_and_how_sure(shared: Path, tmp_path: Path) -> None:
    done = look(
        tmp_path, shared / "data/images/dog.jpg", "--json", "--silent",
        models=shared / "models/vision",
    )  # fmt: skip
    found = answer(done)
    dog = next(one for one in found["things"] if one["label"] == "dog")
    assert dog["score"] > 0.6
    assert dog["clock"] == 11
    left, top, right, bottom = dog["box"]
    assert 100 < left < right < 350
    assert 180 < top < bottom < 576
    assert "a dog, 11 o'clock" in found["description"]
    assert found["description"].startswith("I think: ")
    assert {"things", "light"} <= found["timings_ms"].keys()
    assert found["light"]["name"] == "light"


def test_a_page_is_read_word_for_word(shared: Path, tmp_path: Path) -> None:
    pytest.importorskip("rapidocr", reason="rapidocr is not installed")
    done = look(tmp_path, shared / "data/images/paragraph_en.jpg", "--read", "--silent")
    assert (done.returncode, done.stderr) == (0, "")
    assert "contains 46K shots from 7858 movies" in done.stdout


def test_a_video_tells_what_comes_and_how_many_there_were(shared: Path, tmp_path: Path) -> None:
    done = look(
        tmp_path, shared / "data/images/bottles.mp4", "--seconds", "2", "--json", "--silent",
        models=shared / "models/vision",
    )  # fmt: skip
    found = answer(done)
    assert found["most"]["bottle"] >= 3
    assert found["frames"] == 10
    assert {change["change"] for change in found["changes"]} == {"came"}
    assert "3 bottles" in found["description"]


def test_print_on_its_head_is_read_and_told(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr", reason="rapidocr is not installed")
    page = lines_of_print(["The way out is on the left", "Mind the step"])
    picture = saved(page[::-1, ::-1], tmp_path / "turned.png")
    done = look(tmp_path, picture, "--read", "--silent")
    assert done.returncode == 0
    assert "The way out is on the left" in done.stdout
    assert "upside down" in done.stdout


def test_what_is_read_is_spoken(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr", reason="rapidocr is not installed")
    picture = saved(lines_of_print(["Mind the step"]), tmp_path / "sign.png")
    spoken = tmp_path / "spoken.wav"
    done = look(tmp_path, picture, "--read", "--output", f"file:{spoken}")
    assert (done.returncode, done.stderr) == (0, "")
    with wave.open(str(spoken)) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        assert (np.abs(sound) > 1000).sum() > 0.1 * file.getframerate()


def test_the_camera_of_the_settings_is_looked_through(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr", reason="rapidocr is not installed")
    picture = saved(lines_of_print(["Mind the step"]), tmp_path / "sign.png")
    config = tmp_path / "edge.toml"
    config.write_text(f'[camera]\ndevice = "{picture}"\n', encoding="utf-8")
    done = edge_within(
        SECONDS, tmp_path, "--config", config, "look", "camera", "--read", "--silent",
        EDGE_MODELS=str(tmp_path / "none"),
    )  # fmt: skip
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "Mind the step\n")


def test_a_camera_is_watched_for_a_while(shared: Path, tmp_path: Path) -> None:
    config = tmp_path / "edge.toml"
    picture = shared / "data/images/dog.jpg"
    config.write_text(f'[camera]\ndevice = "{picture}"\n', encoding="utf-8")
    pytest.importorskip("cv2", reason="opencv is not installed")
    done = edge_within(
        SECONDS, tmp_path, "--config", config, "look", "camera", "--seconds", "2", "--silent",
        EDGE_MODELS=str(shared / "models/vision"),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    *changes, description = done.stdout.splitlines()
    came = [line for line in changes if "came   dog, 11 o'clock" in line]
    assert len(came) == 1
    assert "a dog" in description


# -- what is no picture


def cut_jpeg(folder: Path) -> Path:
    whole = saved(lines_of_print(["Mind the step"]), folder / "whole.jpg").read_bytes()
    cut = folder / "cut.jpg"
    cut.write_bytes(whole[: len(whole) // 2])
    return cut


def enormous_png(folder: Path) -> Path:
    """Its header says 10,000 x 10,000."""
    path = folder / "enormous.png"
    header = struct.pack(">II", 10_000, 10_000) + bytes([8, 2, 0, 0, 0])
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + header + b"\0" * 64)
    return path


def told(done: CompletedProcess[str], code: int) -> str:
    assert (done.returncode, done.stdout) == (code, "")
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def test_a_broken_file_is_one_sentence_that_names_it(tmp_path: Path) -> None:
    missing = told(look(tmp_path, tmp_path / "none.jpg"), 5)
    assert missing == f"edge: {tmp_path}/none.jpg cannot be read: No such file or directory\n"
    assert "cut.jpg cannot be used: the JPEG picture is cut off" in told(
        look(tmp_path, cut_jpeg(tmp_path)), 5
    )
    assert "it has 100 megapixels (10000 x 10000); 50 can be looked at" in told(
        look(tmp_path, enormous_png(tmp_path)), 5
    )
    notes = tmp_path / "notes.txt"
    notes.write_text("no picture", encoding="utf-8")
    assert "notes.txt is no JPEG" in told(look(tmp_path, notes, "--read"), 5)


def test_without_a_camera_the_place_to_name_one_is_told(tmp_path: Path) -> None:
    config = tmp_path / "edge.toml"
    config.write_text('[camera]\ndevice = "none"\n', encoding="utf-8")
    done = edge_within(SECONDS, tmp_path, "--config", config, "look", "camera")
    assert told(done, 4) == (
        "edge: no camera is plugged in, or named in the settings under camera\n"
    )


def test_without_a_model_the_rest_is_told_and_what_is_missing(tmp_path: Path) -> None:
    picture = saved(np.full((240, 320, 3), (200, 30, 30), np.uint8), tmp_path / "red.png")
    done = look(tmp_path, picture, "--silent")
    assert done.returncode == 6
    assert "red" in done.stdout
    assert done.stderr == (
        f"edge: nothing here recognises things: put a YOLOX model into {tmp_path}/no-models\n"
    )


# -- what is told, by fakes


async def test_print_is_in_reading_order_and_codes_are_checked_once_more() -> None:
    lines = [
        TextLine("second", 0.9, Box(100, 200, 300, 230)),
        TextLine("first", 0.6, Box(100, 100, 300, 130)),
    ]
    codes = [
        Code("EAN13", "4006381333931", Box(400, 300, 500, 350)),
        Code("EAN13", "4006381333932", Box(1, 2, 3, 4)),
    ]
    vision = Vision(
        looker=Looker(), field_of_view=66.0, reader=FakeTextReader(), codes=FakeCodeReader()
    )
    try:
        frame = Frame(printed(lines, codes), 0.0, 1, "desk")
        seen = await looked.seen(vision, frame, only_print=False)
    finally:
        vision.looker.close()
    record = looked.described(seen, ENGLISH, vision.looker.seconds).record
    assert [line["text"] for line in record["text"]] == ["first", "second"]
    assert record["text"][0] == {
        "text": "first", "score": 0.6, "box": [100, 100, 300, 130], "turned": 0,
    }  # fmt: skip
    assert [code["text"] for code in record["codes"]] == ["4006381333931"]
    assert "The label says: " in record["description"]
    assert "I recognise nothing" not in record["description"]
    aloud = looked.read_aloud(seen, ENGLISH, {}).lines
    assert "I am not sure of this" in aloud
