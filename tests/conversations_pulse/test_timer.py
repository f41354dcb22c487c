"""A timer through PulseAudio: set and corrected by voice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from edge.events import PlaybackFinished, SkillAnswered
from tests.conversations_pulse.rig import EAR, LOUD, PERSON, Stage, unless_starved

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pulse import PulseBench

pytestmark = [pytest.mark.pulse, pytest.mark.engines, pytest.mark.long, pytest.mark.timeout(150)]


async def test_a_timer_is_corrected(lab: PulseBench, tmp_path: Path) -> None:
    async def scene(world: Stage) -> None:
        await world.say("set a timer for ten minutes")
        first = await world.next(SkillAnswered)
        await world.next(PlaybackFinished, output="ear")
        await world.say("no five minutes")
        corrected = await world.next(SkillAnswered)
        await world.next(PlaybackFinished, output="ear")
        await asyncio.sleep(0.3)
        assert (first.skill, first.slots.get("minutes")) == ("timer.set", 10)
        assert "5 minutes" in corrected.reply
        asked, corrects = world.spans(PERSON)
        said = world.spans(EAR)
        assert asked[1] < said[0][0] < corrects[0] < said[-1][0]
        assert world.spans(LOUD) == []

    await unless_starved(lab, tmp_path, scene)
