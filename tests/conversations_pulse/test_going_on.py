"""What does not stop an answer, through PulseAudio: it goes on at the same sample."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.level import rms
from edge.events import BargedIn, PlaybackResumed
from edge.ports import LISTENING_RATE
from tests.conversations_pulse.likeness import place
from tests.conversations_pulse.rig import (
    AUDIBLE,
    EAR,
    PERSON,
    WITHIN_SECONDS,
    Stage,
    hush,
    unbroken,
    unless_starved,
)
from tests.pulse import RATE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from edge.ports import Samples
    from tests.pulse import PulseBench

pytestmark = [pytest.mark.pulse, pytest.mark.engines, pytest.mark.long, pytest.mark.timeout(120)]

PIECE_SECONDS, EDGE_SECONDS = 0.12, 0.01
"""Of what is looked for in what was written: so much, and so far from the silence and its fades."""
ALIKE = 0.95
SAME_SECONDS = 0.005
"""What is faded (3 ms) or too soft to be told from silence at the edges of a pause."""


async def test_a_backchannel_and_a_knock_resume_at_the_same_sample(
    lab: PulseBench, tmp_path: Path, stop_seconds: float
) -> None:
    async def scene(world: Stage) -> None:
        before = await unbroken(world, seconds=1.0)
        await world.say("okay", "awb")
        backchannel = await world.next(PlaybackResumed, output="ear")
        await asyncio.sleep(1.2)
        await world.sound("knock", _knock())
        knock = await world.next(PlaybackResumed, output="ear")
        await asyncio.sleep(1.0)
        await hush(world)
        assert (backchannel.reason, knock.reason) == ("backchannel", "noise")
        assert world.happened(BargedIn) == []
        said = world.spans(EAR, before, silence=WITHIN_SECONDS)
        whole = np.concatenate(world.written)
        onsets = [onset for onset, _ in world.spans(PERSON, before)]
        assert len(onsets) == len(said) - 1 == 2
        for onset, (one, other) in zip(onsets, pairwise(said), strict=True):
            assert 0 < (one[1] - onset) / RATE < stop_seconds
            assert abs(_left_out(world, one[1], other[0], whole)) < SAME_SECONDS

    await unless_starved(lab, tmp_path, scene)


def _left_out(world: Stage, stopped: int, went_on: int, whole: NDArray[np.int16]) -> float:
    """Seconds of sound in what was written that neither sounded before nor after the silence
    between two frames of the recording; negative for what sounded twice."""
    piece, edge = round(PIECE_SECONDS * RATE), round(EDGE_SECONDS * RATE)
    last = world.heard(EAR, stopped - edge - piece, stopped - edge)
    first = world.heard(EAR, went_on + edge, went_on + edge + piece)
    (began, alike_last), (goes_on, alike_first) = place(last, whole), place(first, whole)
    assert min(alike_last, alike_first) > ALIKE
    stops, starts = began + piece + edge, goes_on - edge
    if starts < stops:
        return (starts - stops) / RATE
    audible = AUDIBLE * rms(whole[began : began + piece]) / rms(last)  # before volume
    return np.count_nonzero(np.abs(whole[stops:starts].astype(int)) > audible) / RATE


def _knock() -> Samples:
    """Two blows on wood: noise that dies away within 60 ms."""
    rng = np.random.default_rng(5)
    time = np.arange(LISTENING_RATE // 5) / LISTENING_RATE
    blow = rng.normal(0, 9000, len(time)) * np.exp(-time / 0.02) * np.cos(900 * time)
    knock: Samples = np.clip(np.concatenate([blow, blow]), -32768, 32767).astype(np.int16)
    return knock
