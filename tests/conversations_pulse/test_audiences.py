"""Two outputs with different audiences at once, through PulseAudio."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from edge.events import PlaybackFinished, PlaybackStarted
from edge.speaking.items import Item
from tests.conversations_pulse.likeness import alike
from tests.conversations_pulse.rig import EAR, LOUD, Stage, unless_starved
from tests.pulse import RATE

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from tests.pulse import PulseBench

pytestmark = [pytest.mark.pulse, pytest.mark.engines, pytest.mark.long, pytest.mark.timeout(120)]

SAME, OTHER = 0.85, 0.7
"""Of one sentence twice, also with a hole of 30 ms: 0.93 to 0.99; of two sentences: 0.56."""
PRIVATE = "Your appointment with the doctor was moved to Friday morning at eleven."
TRANSLATED = "Could you tell me where the station is?"


async def test_the_owner_and_a_partner_hear_different_things_at_the_same_time(
    lab: PulseBench, tmp_path: Path
) -> None:
    async def scene(world: Stage) -> None:
        alone = await _said(world, LOUD, Item(text=TRANSLATED, audience="partner"))
        world.talk.mouths.say(Item(text=PRIVATE, audience="owner"))
        world.talk.mouths.say(Item(text=TRANSLATED, audience="partner"))
        before = world.now()
        await world.next(PlaybackFinished, output="ear")
        await asyncio.sleep(0.5)
        (ear,), (loud,) = world.spans(EAR, before), world.spans(LOUD, before)
        assert min(ear[1], loud[1]) - max(ear[0], loud[0]) > RATE, "at the same time"
        assert (ear[1] - ear[0]) > 1.3 * (loud[1] - loud[0])
        translated, private = world.heard(LOUD, *loud), world.heard(EAR, *ear)
        assert alike(translated, alone) > SAME > OTHER > alike(private, alone)
        heard_by = {event.text: event.output for event in world.happened(PlaybackStarted)}
        assert heard_by == {PRIVATE: "ear", TRANSLATED: "loud"}

    await unless_starved(lab, tmp_path, scene, hears_loud="partner")


async def _said(world: Stage, channel: int, item: Item) -> NDArray[np.int16]:
    """What an item sounds like when nothing else does."""
    world.talk.mouths.say(item)
    await world.next(PlaybackFinished)
    await asyncio.sleep(0.5)
    (span,) = world.spans(channel)
    return world.heard(channel, *span)
