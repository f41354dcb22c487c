"""Publish and subscribe within one loop: bounded, typed, never waiting for a reader."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.events import Event


class Subscription:
    """One reader's queue; a reader that falls behind loses the oldest, and `lost` counts them."""

    def __init__(self, kinds: tuple[type[Event], ...], size: int) -> None:
        self._kinds = kinds
        self._events: deque[Event] = deque(maxlen=size)
        self._ready = asyncio.Event()
        self._closed = False
        self.lost = 0

    def offer(self, event: Event) -> None:
        if self._kinds and not isinstance(event, self._kinds):
            return
        if len(self._events) == self._events.maxlen:
            self.lost += 1
        self._events.append(event)
        self._ready.set()

    def close(self) -> None:
        """End the reader's loop once it has read what is queued."""
        self._closed = True
        self._ready.set()

    async def __aiter__(self) -> AsyncIterator[Event]:
        while True:
            while self._events:
                yield self._events.popleft()
            if self._closed:
                return
            self._ready.clear()
            await self._ready.wait()


class Bus:
    """Tells every subscriber every fact, in order. Used from the loop's thread only."""

    def __init__(self) -> None:
        self._subscriptions: list[Subscription] = []

    def publish(self, event: Event) -> None:
        for subscription in self._subscriptions:
            subscription.offer(event)

    def arrive(self, event: Event) -> None:
        """A fact that no part of the conversation tells, as of a device; see edge/replay."""
        self.publish(event)

    async def moment(self) -> None:
        """Wait until what comes from outside may act: at once, unless all of it is recorded."""

    def subscribe(self, *kinds: type[Event], size: int = 256) -> Subscription:
        """From now on, events of these kinds (of every kind if none is named)."""
        subscription = Subscription(kinds, size)
        self._subscriptions.append(subscription)
        return subscription

    def close(self) -> None:
        """No more events: every reader's loop ends."""
        for subscription in self._subscriptions:
            subscription.close()

    @property
    def lost(self) -> int:
        """Events lost by slow readers since the start."""
        return sum(subscription.lost for subscription in self._subscriptions)
