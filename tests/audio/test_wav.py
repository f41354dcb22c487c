"""WAV files of every common kind, and broken ones."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.wav import decode_wav, read_wav, wav_header, write_wav
from edge.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from edge.ports import Samples


def tone(rate: int, seconds: float = 0.5) -> Samples:
    time = np.arange(int(rate * seconds)) / rate
    return (10_000 * np.sin(2 * np.pi * 440 * time)).astype(np.int16)


def wav(sound: bytes, *, rate: int, bits: int, channels: int = 1, tag: int = 1) -> bytes:
    frame = channels * bits // 8
    form = struct.pack("<HHIIHH", tag, channels, rate, rate * frame, frame, bits)
    odd = struct.pack("<4sI", b"LIST", 3) + b"abc\0"  # an odd chunk, padded
    body = (
        b"WAVE" + struct.pack("<4sI", b"fmt ", len(form)) + form + odd
        + struct.pack("<4sI", b"data", len(sound)) + sound
    )  # fmt: skip
    return struct.pack("<4sI", b"RIFF", len(body)) + body


def in_bits(samples: Samples, bits: int) -> bytes:
    if bits == 8:
        return (samples // 256 + 128).astype(np.uint8).tobytes()
    wide = samples.astype("<i4") << 16
    if bits == 24:
        return wide.view(np.uint8).reshape(-1, 4)[:, 1:].tobytes()
    return wide.tobytes() if bits == 32 else samples.astype("<i2").tobytes()


@pytest.mark.parametrize("bits", [8, 16, 24, 32])
@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
def test_every_width_and_rate_becomes_16_khz(bits: int, rate: int) -> None:
    heard = decode_wav(wav(in_bits(tone(rate), bits), rate=rate, bits=bits), "x")
    assert len(heard) == pytest.approx(8_000, abs=2)
    difference = _in_band(heard, rate / 2)[200:7_800] - tone(16_000)[200:7_800]
    assert np.abs(difference).max() < (500 if bits == 8 else 30)


def _in_band(samples: Samples, below: float) -> NDArray[np.float64]:
    """Without what lies above the highest tone that the file can hold."""
    spectrum = np.fft.rfft(samples)
    spectrum[np.fft.rfftfreq(len(samples), 1 / 16_000) >= below] = 0
    return np.fft.irfft(spectrum, len(samples))


def test_channels_are_averaged() -> None:
    left = tone(16_000)
    stereo = np.stack([left, np.zeros_like(left)], axis=1)
    heard = decode_wav(wav(stereo.tobytes(), rate=16_000, bits=16, channels=2), "x")
    assert np.abs(heard - left / 2).max() <= 1


def test_float_sound_is_clipped_not_wrapped() -> None:
    loud = np.array([0.5, 2.0, -2.0, np.nan], "<f4")
    heard = decode_wav(wav(loud.tobytes(), rate=16_000, bits=32, tag=3), "x")
    assert heard.tolist() == [16384, 32767, -32768, 0]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", tone(16_000))
    assert np.array_equal(read_wav(tmp_path / "a.wav"), tone(16_000))


def test_a_cut_file_is_used_as_far_as_it_goes(caplog: pytest.LogCaptureFixture) -> None:
    whole = wav(tone(16_000).tobytes(), rate=16_000, bits=16)
    heard = decode_wav(whole[: len(whole) // 2 + 1], "half.wav")
    assert 3_000 < len(heard) < 5_000
    assert "half.wav is cut" in caplog.text


def test_a_header_of_a_stream_without_a_size_is_read_to_the_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard = decode_wav(wav_header(16_000) + tone(16_000).tobytes(), "x")
    assert len(heard) == 8_000
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "is empty"),
        (b"ID3\x04not sound at all", "is not a WAV file"),
        (b"RIFF\0\0\0\0WAVE", "without sound"),
        (wav_header(16_000), "without sound"),
        (wav(b"\0" * 64, rate=16_000, bits=4, tag=17), "4-bit sound of kind 17"),
        (wav(b"\0" * 64, rate=0, bits=16), "at 0 Hz"),
        (wav(b"\0" * 64, rate=16_000, bits=16)[:30], "without sound|format is cut"),
    ],
)
def test_a_broken_file_is_one_sentence_that_names_it(
    tmp_path: Path, data: bytes, complaint: str
) -> None:
    path = tmp_path / "broken.wav"
    path.write_bytes(data)
    with pytest.raises(InputError, match=complaint) as caught:
        read_wav(path)
    assert str(path) in str(caught.value)


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Is a directory"):
        read_wav(tmp_path)
    with pytest.raises(InputError, match=r"nothing\.wav: No such file"):
        read_wav(tmp_path / "nothing.wav")


@pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (48_000, 1), (44_100, 2)])
def test_a_clipped_recording_is_told_and_a_loud_one_is_not(
    rate: int, channels: int, caplog: pytest.LogCaptureFixture
) -> None:
    wave = np.repeat(tone(rate).astype(np.int32), channels)
    for gain, told in (
        (3, []),
        (4, ["loud.wav is clipped"]),
    ):
        loud = np.clip(wave * gain, -32768, 32767).astype(np.int16)
        decode_wav(wav(loud.tobytes(), rate=rate, bits=16, channels=channels), "loud.wav")
        assert [one.partition(" (")[0] for one in caplog.messages] == told


@pytest.mark.parametrize(("rate", "told"), [(8_000, True), (11_025, True), (16_000, False)])
def test_a_recording_without_its_high_tones_is_told(
    rate: int, told: bool, caplog: pytest.LogCaptureFixture
) -> None:
    decode_wav(wav(tone(rate).tobytes(), rate=rate, bits=16), "phone.wav")
    assert (f"phone.wav was recorded at {rate} Hz" in caplog.text) == told
