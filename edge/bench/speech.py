"""Spoken sentences for the benchmark: Debian's flite where it is installed, else our own voice."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from edge.audio.resample import resample
from edge.audio.wav import read_wav
from edge.ports import BLOCK_SAMPLES, LISTENING_RATE, Voice

if TYPE_CHECKING:
    from edge.ports import Samples

QUESTION = "what time is it in london"
"""What the other frameworks are asked too."""
STATEMENT = "i walked along the river yesterday"
"""A finished sentence that is no command."""
COMMANDS = (
    "what time is it",
    "what is the date today",
    "what day is it today",
    "what time is it in london",
    "set a timer for ten minutes",
    "how many timers are running",
    "what is twelve plus thirty",
    "convert five miles to kilometers",
    "what can you do",
    "cancel all timers",
)
ESPEAK = Voice(language="en-us", name="gmw/en-us+f3", words_per_minute=150)
"""Where flite is missing: a voice that our answers do not have."""
VOICED_SHARE = 0.05
"""A block is voiced above this share of the loud level (95th percentile of mean magnitudes)."""
SHORTEST_RUN = 3
"""Voiced blocks in a row; fewer are a click."""
ROOM_RMS = 12.0
"""A quiet room, well below the level gate."""


@cache
def spoken(text: str) -> Samples:
    """The sentence, from its first voiced block to its last. Not on the loop."""
    flite = shutil.which("flite")
    return voiced_part(_by_flite(flite, text) if flite else _by_espeak(text))


def _by_flite(flite: str, text: str) -> Samples:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sentence.wav"
        subprocess.run([flite, "-voice", "slt", "-t", text, "-o", str(path)], check=True)
        return read_wav(path)


def _by_espeak(text: str) -> Samples:
    from edge.engines.tts.espeak import EspeakSynthesizer

    engine = EspeakSynthesizer()

    async def collect() -> list[Samples]:
        return [chunk.samples async for chunk in engine.synthesize(text, ESPEAK)]

    return resample(np.concatenate(asyncio.run(collect())), engine.rate, LISTENING_RATE)


def voiced_part(sound: Samples) -> Samples:
    """Whole blocks from the first voiced one to the last, by level and how long it holds."""
    blocks = sound[: len(sound) // BLOCK_SAMPLES * BLOCK_SAMPLES].reshape(-1, BLOCK_SAMPLES)
    levels = np.abs(blocks.astype(np.int32)).mean(axis=1)
    loud = levels > VOICED_SHARE * np.percentile(levels, 95)
    runs = [list(run) for _, run in groupby(loud.tolist())]
    voiced = [truth and len(run) >= SHORTEST_RUN for run in runs for truth in run]
    found = np.flatnonzero(voiced)
    return blocks[found[0] : found[-1] + 1].reshape(-1)


def room(seconds: float, rms: float = ROOM_RMS) -> Samples:
    """A quiet room's noise, always the same."""
    noise = np.random.default_rng(1).normal(0.0, rms, round(seconds * LISTENING_RATE))
    return np.rint(noise).astype(np.int16)
