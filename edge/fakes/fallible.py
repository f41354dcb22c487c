"""What fake engines have in common: they break or hang when they are told to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from edge.errors import EngineError


def _going() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@dataclass
class Fallible:
    """An engine meets its trouble after the first piece of every call."""

    failure: str = field(default="", init=False)
    going: asyncio.Event = field(default_factory=_going, init=False)

    def fail(self, message: str = "the engine broke") -> None:
        """From now on every call breaks after its first piece; an empty message mends it."""
        self.failure = message

    def stall(self, on: bool = True) -> None:
        """Hang without a word after the first piece, as a stuck engine does; or go on."""
        if on:
            self.going.clear()
        else:
            self.going.set()

    async def trouble(self) -> None:
        """Wait while it hangs; raises EngineError while it is broken."""
        await self.going.wait()
        if self.failure:
            raise EngineError(self.failure)
