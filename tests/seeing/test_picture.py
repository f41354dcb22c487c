"""Picture files: what is refused before it is decoded, and how each is turned."""

from __future__ import annotations

import struct
import sys
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.errors import EngineError, InputError
from edge.opencv import opencv
from edge.seeing.picture import decode, load

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports.sight import Picture

cv2 = pytest.importorskip("cv2", reason="opencv (extra vision) is not installed")


def corner_picture() -> Picture:
    """Black, with a red upper left corner."""
    picture = np.zeros((40, 60, 3), np.uint8)
    picture[:16, :16] = (250, 0, 0)
    return picture


def encoded(kind: str, picture: Picture | None = None) -> bytes:
    colours = cv2.cvtColor(corner_picture() if picture is None else picture, cv2.COLOR_RGB2BGR)
    return bytes(cv2.imencode(kind, colours)[1].tobytes())


def turned(orientation: int) -> bytes:
    """A JPEG whose EXIF says how it was held (tag 0x0112)."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    exif = b"Exif\0\0" + b"MM\0*\0\0\0\x08" + b"\0\x01" + entry + b"\0\0\0\0"
    plain = encoded(".jpg")
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + plain[2:]


def huge_png(width: int, height: int) -> bytes:
    """The header of a picture that nobody would want to decode."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )


@pytest.mark.parametrize("kind", [".jpg", ".png", ".webp", ".bmp"])
def test_a_picture_of_each_kind_comes_as_red_green_blue(kind: str) -> None:
    picture = decode(encoded(kind))
    assert picture.shape == (40, 60, 3)
    assert abs(picture[6, 6].astype(int) - (250, 0, 0)).max() < 25


@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, (0, 0)), (3, (-1, -1)), (6, (0, -1)), (8, (-1, 0))]
)
def test_a_picture_is_turned_as_its_camera_was_held(
    orientation: int, corner: tuple[int, int]
) -> None:
    picture = decode(turned(orientation))
    assert picture.shape[:2] == ((40, 60) if orientation < 5 else (60, 40))
    assert picture[corner][0] > 200


def test_a_file_tells_where_it_came_from(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(encoded(".png"))
    frame = load(tmp_path / "a.png")
    assert frame.source == str(tmp_path / "a.png")


def whole(kind: str) -> bytes:
    random = np.random.default_rng(1)
    return encoded(kind, random.integers(0, 255, (64, 64, 3), np.uint8))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("cut.jpg", whole(".jpg")[:-100], "the JPEG picture is cut off"),
        ("cut.png", whole(".png")[:-100], "the PNG picture is cut off"),
        ("cut.webp", whole(".webp")[:-100], "the WebP picture is cut off"),
        ("cut.bmp", whole(".bmp")[:-100], "the BMP picture is cut off"),
        ("head.jpg", whole(".jpg")[:100], "its header is cut off"),
        ("head.png", whole(".png")[:20], "its header is cut off"),
        ("damaged.jpg", whole(".jpg")[:4] + b"\0" * 500, "its header is damaged"),
        ("huge.png", huge_png(10_000, 10_000), r"it has 100 megapixels \(10000 x 10000\)"),
        ("text.jpg", b"no picture at all", "it is no JPEG, PNG, WebP or BMP picture"),
        ("wave.jpg", b"RIFF\0\0\0\0WAVEfmt ", "it is no picture"),
        ("empty.jpg", b"", "it is empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_reason(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=f"{name} cannot be used: {reason}"):
        load(tmp_path / name)


def test_a_cut_picture_is_known_by_its_own_end_and_not_that_of_its_preview() -> None:
    preview = encoded(".jpg")
    data = whole(".jpg")
    carried = b"\xff\xe1" + struct.pack(">H", len(preview) + 2) + preview
    with pytest.raises(ValueError, match="cut off"):
        decode(data[:2] + carried + data[2:-100])


def test_a_colour_profile_is_taken_out_and_nothing_else(capfd: pytest.CaptureFixture[str]) -> None:
    plain = encoded(".png")
    content = b"x\0\0damaged"
    chunk = struct.pack(">I", len(content)) + b"iCCP" + content
    profiled = plain[:33] + chunk + struct.pack(">I", zlib.crc32(chunk[4:])) + plain[33:]
    assert (decode(profiled) == decode(plain)).all()
    assert capfd.readouterr().err == ""


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.jpg cannot be read: No such file"):
        load(tmp_path / "gone.jpg")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "long.jpg").open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(InputError, match="it has 100 MB; 64 are read"):
        load(tmp_path / "long.jpg")


def test_no_byte_of_a_picture_can_break_the_reader() -> None:
    random = np.random.default_rng(2)
    for kind in (".jpg", ".png", ".webp", ".bmp"):
        data = bytearray(whole(kind))
        for _ in range(60):
            broken = bytearray(data)
            for place in random.integers(0, 200, 4):
                broken[int(place)] = int(random.integers(0, 256))
            try:
                decode(bytes(broken[: int(random.integers(1, len(data) + 1))]))
            except ValueError as error:
                assert str(error)  # noqa: PT017 - most are refused, some are still pictures


def test_a_missing_library_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    opencv.cache_clear()
    with pytest.raises(EngineError, match=r"opencv is not installed: pip install edge-assistant"):
        decode(encoded(".png"))


def test_the_shared_pictures_can_all_be_used(shared: Path) -> None:
    for path in sorted((shared / "data/images").glob("*.[jp][pn]g")):
        assert load(path).picture.size > 10_000, path
