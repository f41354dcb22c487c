"""Two outputs with different audiences at once, through PulseAudio."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.events import PlaybackFinished, PlaybackStarted
from edge.speaking.items import Item
from tests.conversations_pulse.rig import EAR, LOUD, Stage, unless_starved
from tests.pulse import RATE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from tests.pulse import PulseBench

pytestmark = [pytest.mark.pulse, pytest.mark.engines, pytest.mark.long, pytest.mark.timeout(120)]

FRAME = RATE // 25
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
        assert _likeness(world.heard(LOUD, *loud), alone) > 0.9
        assert _likeness(world.heard(EAR, *ear), alone) < 0.6
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


def _likeness(heard: NDArray[np.int16], wanted: NDArray[np.int16]) -> float:
    """Correlation of how loud two sounds are from moment to moment.

    No two utterances of the synthesiser are the same sample by sample.
    """
    count = min(len(heard), len(wanted)) // FRAME * FRAME
    one, other = (
        np.abs(wave[:count].astype(float)).reshape(-1, FRAME).mean(axis=1)
        for wave in (heard, wanted)
    )
    return float(np.corrcoef(one, other)[0, 1])
