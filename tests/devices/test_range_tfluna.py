"""A TF-Luna at a pair of pseudo terminals: whole and damaged streams, silence, unplugging."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from edge.devices.range_tfluna import FRAME_BYTES, FrameReader, TfLunaRange
from edge.errors import DeviceError
from tests.devices.serial_line import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("serial", reason="opens the serial line")

THREE_FRAMES = bytes.fromhex("595978001a04080a5a5959790012045c0aa759597a000f04b80a01")
"""Added up by hand: 1.20, 1.21 and 1.22 m, strengths 1050, 1042, 1039."""


def frame(centimetres: int, strength: int = 1000, temperature: float = 40.0) -> bytes:
    """One whole frame."""
    raw = round((temperature + 256) * 8)
    body = b"\x59\x59" + b"".join(
        value.to_bytes(2, "little") for value in (centimetres, strength, raw)
    )
    return body + bytes([sum(body) & 0xFF])


@pytest.fixture
def line() -> Iterator[Line]:
    opened = Line()
    yield opened
    opened.unplug()


def opened(line: Line) -> TfLunaRange:
    """pyserial throws away what came before it opened the line."""
    sensor = TfLunaRange(line.path)
    assert sensor.read(0.01) is None
    return sensor


def distances(sensor: TfLunaRange, count: int = 1) -> list[float | None]:
    readings = [sensor.read(1.0) for _ in range(count)]
    assert all(reading is not None for reading in readings)
    return [reading.metres[0][0] for reading in readings if reading is not None]


def test_frames_as_the_manual_lays_them_out_become_metres() -> None:
    assert FrameReader().take(THREE_FRAMES) == [1.20, 1.21, 1.22]


def test_frames_are_found_however_the_bytes_come() -> None:
    stream = b"".join(frame(cm) for cm in range(30, 90))
    for size in (1, 2, 5, 8, 9, 10, 64):
        reader = FrameReader()
        found = [
            metres
            for start in range(0, len(stream), size)
            for metres in reader.take(stream[start : start + size])
        ]
        assert found == [cm / 100 for cm in range(30, 90)]
        assert reader.garbage == 0


def test_after_garbage_and_cut_frames_the_next_whole_one_is_found() -> None:
    good = frame(250)
    for damaged in (
        b"\x00\xff\x59\x13",
        good[:4],
        good[:-1],
        good[3:],
        b"\x59",
        b"\x59\x59\x59",
        bytes(range(256)),
    ):
        reader = FrameReader()
        assert reader.take(damaged + good + good)[-1] == 2.5, damaged
    assert FrameReader().take(b"\x59" + good) == [2.5]


def test_a_wrong_checksum_is_no_reading() -> None:
    for position in range(2, FRAME_BYTES):
        wrong = bytearray(frame(250))
        wrong[position] ^= 0x10
        assert FrameReader().take(bytes(wrong)) == []


def test_a_distance_that_looks_like_a_header_is_a_distance() -> None:
    assert FrameReader().take(frame(0x59, 0x5959) * 2) == [0.89, 0.89]


def test_noise_alone_gives_hardly_any_reading() -> None:
    noise = random.Random(1).randbytes(200_000)
    assert len(FrameReader().take(noise)) < 5


@pytest.mark.parametrize(("strength", "reliable"), [(0, False), (99, False), (100, True),
                                                    (30_000, True), (0xFFFF, False)])  # fmt: skip
def test_weak_and_overexposed_readings_count_as_nothing(strength: int, reliable: bool) -> None:
    assert FrameReader().take(frame(300, strength)) == [3.0 if reliable else None]


def test_no_distance_and_one_beyond_the_sensor_count_as_nothing() -> None:
    assert FrameReader().take(frame(0) + frame(0xFFFF)) == [None, None]


@pytest.mark.engines
def test_a_reading_is_the_median_of_three_frames(line: Line) -> None:
    sensor = opened(line)
    line.send(frame(200) + frame(40) + frame(202))
    line.send(frame(300, 5) + frame(204) + frame(205) + frame(1, 5) * 2 + frame(200))
    assert distances(sensor, 3) == [2.0, 2.045, None]
    sensor.close()


@pytest.mark.engines
def test_a_sensor_that_stops_gives_none_in_time_and_goes_on(line: Line) -> None:
    sensor = opened(line)
    line.send(THREE_FRAMES)
    assert distances(sensor) == [1.21]
    line.send(frame(100)[:5])
    assert sensor.read(0.05) is None
    assert sensor.read(0.0) is None
    line.send(frame(100)[5:] + frame(100) * 2)
    assert distances(sensor) == [1.0]
    sensor.close()


@pytest.mark.engines
def test_an_unplugged_sensor_is_an_error_and_opened_again_when_it_is_back(line: Line) -> None:
    sensor = opened(line)
    line.send(THREE_FRAMES)
    assert distances(sensor) == [1.21]
    line.unplug()
    with pytest.raises(DeviceError, match="unplugged"):
        sensor.read(0.2)
    with pytest.raises(DeviceError, match="cannot open the serial line"):
        sensor.read(0.2)
    back = Line()
    sensor.name = back.path  # as udev gives it the same name
    assert sensor.read(0.05) is None
    back.send(THREE_FRAMES)
    assert distances(sensor) == [1.21]
    sensor.close()
    back.unplug()


@pytest.mark.engines
def test_another_device_at_the_line_is_named_as_such(line: Line) -> None:
    sensor = opened(line)
    line.send(b"$GPGGA,,,,,,0,,,,,,,,*66\r\n" * 100)
    with pytest.raises(DeviceError, match="is not a TF-Luna's at 115200 baud"):
        sensor.read(0.5)
