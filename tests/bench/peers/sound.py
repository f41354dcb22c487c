"""WAV files as 16 kHz samples, and where the voice in them begins, pauses and ends."""

from __future__ import annotations

import wave
from array import array
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

RATE = 16_000
BLOCK = RATE // 100
"""Samples in a 10 ms block, the grain of every boundary here."""
VOICED_SHARE = 0.05
"""A block is voiced above this share of the recording's loud level (95th percentile)."""
FLOOR = 40.0
"""And never below this mean magnitude, whatever the recording."""
SHORTEST_RUN = 3
"""Blocks; fewer voiced ones in a row are a click or a blip of noise."""


class Pause(NamedTuple):
    """An interior silence, in samples."""

    start: int
    end: int


def read(path: Path) -> array[int]:
    """The samples of a 16 kHz, 16-bit, mono WAV. Raises ValueError naming the file otherwise."""
    with wave.open(str(path), "rb") as file:
        shape = (file.getframerate(), file.getnchannels(), file.getsampwidth())
        if shape != (RATE, 1, 2):
            raise ValueError(f"{path}: wanted 16000 Hz mono 16-bit, found {shape}")
        return array("h", file.readframes(file.getnframes()))


def write(path: Path, samples: array[int]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


def voiced_blocks(samples: array[int]) -> list[bool]:
    """One truth per 10 ms, by level and by how long the level holds."""
    levels = [
        sum(map(abs, samples[start : start + BLOCK])) / BLOCK
        for start in range(0, len(samples) - BLOCK + 1, BLOCK)
    ]
    loud = sorted(levels)[int(len(levels) * 0.95)] if levels else 0.0
    threshold = max(loud * VOICED_SHARE, FLOOR)
    runs = [list(run) for _, run in groupby(level > threshold for level in levels)]
    return [voiced and len(run) >= SHORTEST_RUN for run in runs for voiced in run]


def voice_bounds(samples: array[int]) -> tuple[int, int]:
    """First voiced sample and the one after the last. Raises ValueError when nothing is voiced."""
    voiced = voiced_blocks(samples)
    if True not in voiced:
        raise ValueError("no block is loud enough to be voice")
    last = len(voiced) - 1 - voiced[::-1].index(True)
    return voiced.index(True) * BLOCK, (last + 1) * BLOCK


def pauses(samples: array[int], at_least: float) -> list[Pause]:
    """Silences of `at_least` seconds or more between the first and the last voiced block."""
    first, end = voice_bounds(samples)
    voiced = voiced_blocks(samples)
    found: list[Pause] = []
    begun = None
    for index in range(first // BLOCK, end // BLOCK):
        if not voiced[index]:
            begun = index if begun is None else begun
        elif begun is not None:
            if (index - begun) * BLOCK >= at_least * RATE:
                found.append(Pause(begun * BLOCK, index * BLOCK))
            begun = None
    return found


def voice_frames(samples: array[int], size: int) -> list[bytes]:
    """Frames of `size` samples from first to last voice; the last frame ends with the voice."""
    first, end = voice_bounds(samples)
    voice = samples[first:end]
    lead = array("h", bytes(2 * (-len(voice) % size)))
    whole = lead + voice
    return [whole[at : at + size].tobytes() for at in range(0, len(whole), size)]
