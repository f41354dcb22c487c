"""WAV files: any common kind in, 16 kHz mono int16 out; and writing them."""

from __future__ import annotations

import logging
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from edge.audio.level import clipped_share
from edge.audio.narrow_band import with_hiss_above
from edge.audio.resample import resample
from edge.errors import InputError
from edge.ports import LISTENING_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from edge.ports import Samples

log = logging.getLogger(__name__)

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
HEADER_BYTES = 44
UNKNOWN_SIZE = 0xFFFFFFFF
"""What a writer that could not go back leaves as the size of the sound."""
MOST_CLIPPED = 0.01
"""Part of the voiced samples; below it a recogniser notices nothing."""
CLIPPED = (
    "%s is clipped (%.0f %% of the samples are at the limit), so words may be misheard: "
    "speak softer or lower the microphone's gain"
)
NARROW = (
    "%s was recorded at %d Hz, without the high tones of consonants, so words may be misheard: "
    "record at 16000 Hz or more"
)


@dataclass(frozen=True)
class _Format:
    tag: int
    channels: int
    rate: int
    bits: int


def read_wav(path: Path) -> Samples:
    """The file's sound as 16 kHz mono; a cut file as far as it goes. Raises InputError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read the sound file {path}: {error.strerror}") from error
    if not data:
        raise InputError(f"the sound file {path} is empty")
    return decode_wav(data, str(path))


def decode_wav(data: bytes, name: str) -> Samples:
    """The sound of a WAV file's bytes; `name` is what errors call it. Raises InputError."""
    if len(data) < 12 or data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise InputError(f"{name} is not a WAV file")
    form: _Format | None = None
    for kind, start, size in _chunks(data):
        if kind == b"fmt ":
            form = _format(data[start : start + size], name)
        elif kind == b"data":
            if form is None:
                raise InputError(f"{name} is a broken WAV file: sound before its format")
            if start + size > len(data) and size < UNKNOWN_SIZE - HEADER_BYTES:
                log.warning("%s is cut: %d of %d bytes of sound", name, len(data) - start, size)
            return _sound(data[start : start + size], form, name)
    raise InputError(f"{name} is a WAV file without sound")


def wav_header(rate: int, sound_bytes: int = UNKNOWN_SIZE, channels: int = 1) -> bytes:
    """The first 44 bytes of an int16 file."""
    whole = min(UNKNOWN_SIZE, sound_bytes + HEADER_BYTES - 8)
    form = struct.pack("<HHIIHH", PCM, channels, rate, rate * 2 * channels, 2 * channels, 16)
    return (
        struct.pack("<4sI4s4sI", b"RIFF", whole, b"WAVE", b"fmt ", len(form))
        + form
        + struct.pack("<4sI", b"data", sound_bytes)
    )


def write_wav(path: Path, samples: Samples, rate: int = LISTENING_RATE) -> None:
    """Write a mono int16 file. Raises InputError where the place cannot be written."""
    sound = samples.astype("<i2").tobytes()
    try:
        path.write_bytes(wav_header(rate, len(sound)) + sound)
    except OSError as error:
        raise InputError(f"cannot write the sound file {path}: {error.strerror}") from error


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(kind, first byte, bytes by its header) of each chunk; chunks are padded to even sizes."""
    at = 12
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, at)
        yield kind, at + 8, size
        at += 8 + size + size % 2


def _format(chunk: bytes, name: str) -> _Format:
    if len(chunk) < 16:
        raise InputError(f"{name} is a broken WAV file: its format is cut")
    tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", chunk)
    if tag == EXTENSIBLE and len(chunk) >= 26:
        (tag,) = struct.unpack_from("<H", chunk, 24)
    if (tag, bits) not in {(PCM, 8), (PCM, 16), (PCM, 24), (PCM, 32), (FLOAT, 32)}:
        raise InputError(f"{name} holds {bits}-bit sound of kind {tag}, not PCM of 8 to 32 bits")
    if channels == 0 or not 1_000 <= rate <= 768_000:
        raise InputError(f"{name} claims {channels} channels at {rate} Hz")
    return _Format(tag, channels, rate, bits)


def _sound(raw: bytes, form: _Format, name: str) -> Samples:
    frame = form.channels * form.bits // 8
    raw = raw[: len(raw) - len(raw) % frame]
    if not raw:
        raise InputError(f"{name} is a WAV file without sound")
    channels = _full_scale(raw, form).reshape(-1, form.channels)
    _warn(channels, form, name)
    samples = resample(_narrow(channels.mean(axis=1)), form.rate, LISTENING_RATE)
    return samples if form.rate >= LISTENING_RATE else with_hiss_above(samples, form.rate / 2)


def _warn(channels: NDArray[np.float64], form: _Format, name: str) -> None:
    """Say what a recogniser suffers from.

    Clipping is looked for before the mean of the channels and the filter of resampling round its
    flat tops off.
    """
    clipped = clipped_share(_narrow(channels).reshape(-1), form.channels * (form.rate // 100))
    if clipped > MOST_CLIPPED:
        log.warning(CLIPPED, name, 100 * clipped)
    if form.rate < LISTENING_RATE:
        log.warning(NARROW, name, form.rate)


def _narrow(wave: NDArray[np.float64]) -> Samples:
    narrow: Samples = np.clip(np.rint(wave * 32768), -32768, 32767).astype(np.int16)
    return narrow


def _full_scale(raw: bytes, form: _Format) -> NDArray[np.float64]:
    """Every sample as -1 to 1."""
    if form.tag == FLOAT:
        wave = np.frombuffer(raw, "<f4").astype(np.float64)
        return np.where(np.isfinite(wave), wave, 0.0)
    if form.bits == 8:
        return (np.frombuffer(raw, np.uint8).astype(np.float64) - 128) / 128
    if form.bits == 24:
        wide = np.zeros((len(raw) // 3, 4), np.uint8)
        wide[:, 1:] = np.frombuffer(raw, np.uint8).reshape(-1, 3)
        return wide.view("<i4").reshape(-1).astype(np.float64) / 2.0**31
    narrow: NDArray[np.float64] = np.frombuffer(raw, f"<i{form.bits // 8}").astype(np.float64)
    return narrow / 2.0 ** (form.bits - 1)
