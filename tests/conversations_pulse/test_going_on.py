"""What does not stop an answer, through PulseAudio: it goes on at the same sample."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.events import BargedIn, PlaybackResumed
from edge.ports import LISTENING_RATE
from tests.conversations_pulse.likeness import place
from tests.conversations_pulse.rig import (
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

PIECE_SECONDS, FADE_SECONDS = 0.4, 0.01
"""Of what is looked for in another recording, without what was faded."""
ALIKE = 0.75
SAME_SECONDS = 0.03
"""Two utterances of the synthesiser, and a recording, differ by so much; a word lasts 0.3 s."""


async def test_a_backchannel_and_a_knock_resume_at_the_same_sample(
    lab: PulseBench, tmp_path: Path, stop_seconds: float
) -> None:
    async def scene(world: Stage) -> None:
        whole = await _uninterrupted(world)
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
        said, paused = _parts(world, before), 0.0
        onsets = [onset for onset, _ in world.spans(PERSON, before)]
        assert len(onsets) == len(said) - 1 == 2
        for onset, (one, other) in zip(onsets, pairwise(said), strict=True):
            assert 0 < (one[1] - onset) / RATE < stop_seconds
            _went_on_where_it_stopped(world, (one[1], other[0]), said[0][0], paused, whole)
            paused += (other[0] - one[1]) / RATE

    await unless_starved(lab, tmp_path, scene)


def _parts(world: Stage, since: int) -> list[tuple[int, int]]:
    return world.spans(EAR, since, silence=WITHIN_SECONDS)


def _went_on_where_it_stopped(
    world: Stage, gap: tuple[int, int], began: int, paused: float, whole: NDArray[np.int16]
) -> None:
    """`paused`: seconds of silence between `began` and the gap."""
    piece, fade = round(PIECE_SECONDS * RATE), round(FADE_SECONDS * RATE)
    expected = (gap[0] - began) / RATE - paused
    before = world.heard(EAR, gap[0] - piece, gap[0] - fade)
    after = world.heard(EAR, gap[1] + fade, gap[1] + piece)
    begins, alike_before = place(before, whole, expected - PIECE_SECONDS)
    goes_on, alike_after = place(after, whole, expected + FADE_SECONDS)
    assert min(alike_before, alike_after) > ALIKE
    stopped_at, went_on_at = begins + PIECE_SECONDS, goes_on - FADE_SECONDS
    assert abs(went_on_at - stopped_at) < SAME_SECONDS


async def _uninterrupted(world: Stage) -> NDArray[np.int16]:
    """What is said, as it sounds when nobody makes a sound."""
    before = await unbroken(world, seconds=6.0)
    await hush(world)
    parts = _parts(world, before)
    return world.heard(EAR, parts[0][0], parts[-1][1])


def _knock() -> Samples:
    """Two blows on wood: noise that dies away within 60 ms."""
    rng = np.random.default_rng(5)
    time = np.arange(LISTENING_RATE // 5) / LISTENING_RATE
    blow = rng.normal(0, 9000, len(time)) * np.exp(-time / 0.02) * np.cos(900 * time)
    knock: Samples = np.clip(np.concatenate([blow, blow]), -32768, 32767).astype(np.int16)
    return knock
