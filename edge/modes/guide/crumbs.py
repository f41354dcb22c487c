"""Keeps the crumbs of a guided walk, so that "take me back" outlives a restart."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from edge.store.records import Breadcrumb
from edge.way.breadcrumbs import Trail

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.modes.guide.voice import GuideVoice
    from edge.modes.sight.locator import Locator
    from edge.ports import Clock
    from edge.store.store import Store
    from edge.way.breadcrumbs import Crumb

KEPT = timedelta(days=1)
"""Where somebody was is nobody's business for longer than it takes to get back."""


class Crumbs:
    """Runs while the guide does; used from the loop."""

    def __init__(
        self, locator: Locator, store: Store, person: Callable[[], str], clock: Clock
    ) -> None:
        self._locator = locator
        self._store = store
        self._person = person
        self._clock = clock
        self._dropped: asyncio.Queue[Crumb] = asyncio.Queue()

    async def run(self, voice: GuideVoice) -> None:
        """A new walk; its crumbs are kept until it ends."""
        del voice  # says nothing
        walk = self._clock.now().astimezone(UTC)
        self._locator.trail = Trail()
        self._locator.dropped = self._dropped.put_nowait
        crumbs = self._store.breadcrumbs
        try:
            await self._store.run(crumbs.forget_walks, self._person(), walk - KEPT)
            while True:
                crumb = await self._dropped.get()
                await self._store.run(crumbs.add, self._row(walk, crumb))
        finally:
            self._locator.dropped = lambda _: None

    def _row(self, walk: datetime, crumb: Crumb) -> Breadcrumb:
        return Breadcrumb(
            profile=self._person(),
            walk=walk,
            at=self._clock.now().astimezone(UTC),
            latitude=crumb.point.latitude,
            longitude=crumb.point.longitude,
            accuracy=crumb.accuracy,
        )
