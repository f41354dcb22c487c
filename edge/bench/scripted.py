"""Engines that cost nothing: what they add to a delay is zero, so the rest is the house's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.ports import Hypothesis

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.ports import Samples


@dataclass
class ScriptedRecognizer:
    """Understands the same words in whatever it hears, from the first sound on."""

    text: str

    async def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        told = False
        async for _ in sound:
            if not told:
                told = True
                yield Hypothesis(self.text)
        yield Hypothesis(self.text, final=True)
