"""Keeps a conversation as it happens: everything that comes in, at its moment, and every event."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from edge.bus import Bus
from edge.replay import recorded, tape
from edge.replay.clock import SteppedClock
from edge.replay.loop import moment
from edge.replay.manifest import made_with, parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime

    from edge.events import Event
    from edge.modes.conversation import Conversation
    from edge.modes.parts import Devices, Engines
    from edge.ports import Samples
    from edge.replay.writer import FolderWriter
    from edge.store.store import Store

PRIVATE = ("turns", "egress")
"""What was said before, and what left the device, is no part of the conversation."""


class Recorder:
    """Writes a tape. Made and used on a SteppedLoop; what it is told never waits for the disk."""

    def __init__(self, writer: FolderWriter, wall: datetime) -> None:
        """`wall` is the time of day now; from here on the loop tells it."""
        self._writer = writer
        self._loop = asyncio.get_running_loop()
        self._calls: dict[str, int] = {}
        self.bus = RecordedBus(self)
        self.clock = SteppedClock(wall, self._loop.time())

    def note(self, what: str, **values: Any) -> None:
        """Something came in, or happened, in this moment."""
        self._writer.put(tape.TAPE, tape.line(what, self._loop.time(), **values))

    def call(self, port: str) -> str:
        """A name for the next call of a port."""
        number = self._calls[port] = self._calls.get(port, 0) + 1
        return f"{port} {number}"

    def sound(self, name: str, samples: Samples, channels: int = 1) -> None:
        self._writer.put_sound(f"{name}.wav", samples.astype("<i2").tobytes(), channels)

    def keep_memory(self, store: Store) -> None:
        """Copy what is remembered now; not on the loop. Raises StoreError."""
        store.copy_to(self._writer.private(tape.MEMORY), PRIVATE)

    def watch(
        self, engines: Engines, devices: Devices, store: Store, circumstances: Mapping[str, Any]
    ) -> tuple[Engines, Devices]:
        """What the conversation is to be made of instead; `circumstances` goes to the manifest."""
        manifest = {
            **made_with(),
            **parts(engines, devices),
            "wall": self.clock.wall.isoformat(),
            "loop": self.clock.at,
            **circumstances,
        }
        self._writer.put(tape.MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        recorded.watch_store(store, self)
        return recorded.engines(engines, self), recorded.devices(devices, self)

    @asynccontextmanager
    async def running(self, talk: Conversation, *, rings: bool) -> AsyncIterator[Conversation]:
        """The conversation, from its first moment to its last."""
        await moment()
        self.note("start")
        async with talk.running(rings=rings):
            try:
                yield talk
            finally:
                await moment()
                self.note("stop")


class RecordedBus(Bus):
    """Keeps every event; what is told from outside of the conversation waits for its moment."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self._recorder = recorder

    def publish(self, event: Event) -> None:
        self._recorder.note("event", event=tape.plain_event(event))
        super().publish(event)

    def arrive(self, event: Event) -> None:
        asyncio.get_running_loop().call_soon_threadsafe(self._arrived, event)

    async def moment(self) -> None:
        await moment()

    def _arrived(self, event: Event) -> None:
        self._recorder.note("event", event=tape.plain_event(event), outside=True)
        super().publish(event)
