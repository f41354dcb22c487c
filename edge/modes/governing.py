"""Watches the machine, and tells everybody when less work is asked for, or more allowed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.events import TierChanged
from edge.modes.governor import TIERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.bus import Bus
    from edge.modes.governor import Governor, Tier
    from edge.ports import Vitals

LOOK_SECONDS = 5.0


def _nothing(_: Tier) -> None:
    """Whoever reads the bus acts."""


async def govern(
    governor: Governor, vitals: Vitals, bus: Bus, changed: Callable[[Tier], None] = _nothing
) -> None:
    """For ever; `changed` acts on a step before it is told."""
    clock = asyncio.get_running_loop().time
    while True:
        step = governor.look(await vitals.read(), clock())
        if step is not None:
            changed(step.tier)
            told = TierChanged(
                at=clock(),
                tier=step.tier.name,
                lowered=step.lowered,
                reason=step.reason,
                detail=step.detail,
            )
            bus.publish(told)
        await asyncio.sleep(LOOK_SECONDS)


def words(event: TierChanged) -> str:
    """The key of what is said about a step, in the replies of a language."""
    if event.lowered:
        return f"tier.{event.reason}"
    return "tier.full" if event.tier == TIERS[0].name else "tier.better"
