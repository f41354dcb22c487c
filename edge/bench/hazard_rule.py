"""A thousand walks up to walls and edges, and two hours past nothing, in virtual time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.bench.hazard_walks import approaches, edges, strolls, walked
from edge.bench.rows import Row, milliseconds, row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edge.bench.asked import Asked
    from edge.bench.hazard_walks import Outcome, Walk

WALKS = 500
"""Of each kind."""
MINUTES = 120


async def rows(asked: Asked) -> list[Row]:
    """However many turns were asked for: it is quick."""
    return await asyncio.to_thread(_rows)


def _rows() -> list[Row]:
    walls, drops = _walked(approaches(WALKS)), _walked(edges(WALKS))
    missed = sum(one.waited is None or one.zones_missed > 0 for one in walls + drops)
    false = sum(one.false_alerts for one in walls + drops)
    alerts = [float(len(one.warned)) for one in _walked(strolls(MINUTES))]
    return [
        _waits("hazard_obstacle_wait", walls),
        _waits("hazard_drop_off_wait", drops),
        _count("hazard_missed", "walks", missed, 2 * WALKS),
        _count("hazard_false_before", "alerts", false, 2 * WALKS),
        _count("hazard_false", "a minute", round(sum(alerts) / MINUTES, 3), MINUTES),
    ]


def _walked(walks: Iterable[Walk]) -> list[Outcome]:
    return [walked(walk) for walk in walks]


def _waits(name: str, outcomes: Iterable[Outcome]) -> Row:
    waits = [one.waited for one in outcomes if one.waited is not None]
    return row(name, "ms", milliseconds(waits))


def _count(name: str, unit: str, value: float, of: int) -> Row:
    """One figure over all walks, in the place of the median."""
    return Row(name=name, unit=unit, p50=float(value), p95=None, n=of)
