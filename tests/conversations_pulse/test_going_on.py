"""What does not stop an answer, through PulseAudio: it goes on at the same sample."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.events import BargedIn, PlaybackResumed
from edge.ports import LISTENING_RATE
from tests.conversations_pulse.rig import (
    EAR,
    PERSON,
    STOP_SECONDS,
    Stage,
    long_answer,
    unless_starved,
)
from tests.pulse import RATE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from edge.ports import Samples
    from tests.pulse import PulseBench

pytestmark = [pytest.mark.pulse, pytest.mark.engines, pytest.mark.long, pytest.mark.timeout(120)]

PIECE, FADE = RATE // 4, RATE // 100
"""Frames of a piece that is looked for in another recording, without the faded ones."""
ALIKE = 0.6
"""Correlation of a piece of one utterance with the same piece of another."""
SAME_SECONDS = 0.01
"""The synthesiser's own timing differs by some milliseconds from one time to the next."""


async def test_a_backchannel_and_a_knock_resume_at_the_same_sample(
    lab: PulseBench, tmp_path: Path
) -> None:
    async def scene(world: Stage) -> None:
        whole = await _uninterrupted(world)
        before = world.now()
        await long_answer(world, seconds=1.0)
        await world.say("okay", "awb")
        backchannel = await world.next(PlaybackResumed, output="ear")
        await asyncio.sleep(1.0)
        await world.sound("knock", _knock())
        knock = await world.next(PlaybackResumed, output="ear")
        await asyncio.sleep(0.7)
        await _hush(world)
        assert backchannel.reason == "backchannel"
        assert knock.reason == "noise"
        assert world.happened(BargedIn) == []
        onsets = [onset for onset, _ in world.spans(PERSON, before)]
        assert len(onsets) == 2
        paused = next(end for _, end in world.spans(EAR, before) if end > onsets[0])
        assert (paused - onsets[0]) / RATE < STOP_SECONDS
        for onset in onsets:
            _went_on_where_it_stopped(world, before, onset, whole)

    await unless_starved(lab, tmp_path, scene)


def _went_on_where_it_stopped(
    world: Stage, before: int, onset: int, whole: NDArray[np.int16]
) -> None:
    parts = world.spans(EAR, before)
    cut = next(end for start, end in parts if start < onset < end)
    resumed = next(start for start, _ in parts if start > cut)
    stopped_at = _place(world.heard(EAR, cut - PIECE, cut - FADE), whole) + PIECE
    went_on_at = _place(world.heard(EAR, resumed + FADE, resumed + PIECE), whole) - FADE
    assert abs(went_on_at - stopped_at) < SAME_SECONDS * RATE


async def _uninterrupted(world: Stage) -> NDArray[np.int16]:
    """The beginning of the answer as it sounds when nobody makes a sound."""
    await long_answer(world, seconds=6.0)
    await _hush(world)
    spans = world.spans(EAR)
    return world.heard(EAR, spans[0][0], spans[-1][1])


async def _hush(world: Stage) -> None:
    for mouth in world.talk.mouths:
        mouth.voice.hush()
    await asyncio.sleep(0.5)


def _knock() -> Samples:
    """Two blows on wood: noise that dies away within 60 ms."""
    rng = np.random.default_rng(5)
    time = np.arange(LISTENING_RATE // 5) / LISTENING_RATE
    blow = rng.normal(0, 9000, len(time)) * np.exp(-time / 0.02) * np.cos(900 * time)
    knock: Samples = np.clip(np.concatenate([blow, blow]), -32768, 32767).astype(np.int16)
    return knock


def _place(piece: NDArray[np.int16], whole: NDArray[np.int16]) -> int:
    """Where in `whole` the piece is; it must be there."""
    wave, long = piece.astype(float), whole.astype(float)
    size = 1 << (len(long) + len(wave)).bit_length()
    found = np.fft.irfft(np.fft.rfft(long, size) * np.conj(np.fft.rfft(wave, size)), size)
    at = int(np.argmax(found[: len(long) - len(wave)]))
    same = float(np.corrcoef(wave, long[at : at + len(wave)])[0, 1])
    assert same > ALIKE, f"the piece is not in the whole: {same:.2f}"
    return at
