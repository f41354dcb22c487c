"""A synthesiser that can be told what comes next: a slow voice makes it ready before it may sound.

What is held is the very stream that would have been made later, so words, mouth and sound are the
same. One text is held at a time; another one that is said meanwhile drops it, as the engine can do
one thing only.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from edge.held_stream import HeldStream
from edge.speaking.sentences import split

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from edge.ports import SpeechChunk, SpeechSynthesizer, Voice
    from edge.speaking.means import Manner

QUICK_SECONDS = 0.1
"""A voice whose first sound came so soon the last time needs no working ahead."""
HELD_SECONDS = 8.0
"""Of sound; a first clause is seldom longer. The engine waits then, or until another is said."""


@dataclass(frozen=True, slots=True)
class _Held:
    text: str
    voice: Voice
    stream: HeldStream[SpeechChunk]

    @property
    def samples(self) -> int:
        return _samples(self.stream.unread)


class HeldSpeech:
    """A SpeechSynthesizer, and where the mind rehearses; used from the loop."""

    def __init__(self, synthesizer: SpeechSynthesizer, manner: Manner) -> None:
        self.rate = synthesizer.rate
        self.wasted_samples = 0
        """Made ahead, and never said."""
        self._synthesizer = synthesizer
        self._manner = manner
        self._held: _Held | None = None
        self._first_sound: dict[tuple[str, str], float] = {}
        """Seconds that it took the last time, by language and name of the voice."""

    @property
    def is_working(self) -> bool:
        """Something is being made ready now."""
        return self._held is not None and self._held.stream.is_working

    def prepare(self, text: str, language: str) -> None:
        """Begin to say the first clause of a reply, unless the voice is known to be quick."""
        self.drop()
        voice = self._manner.voice_for(language)
        spoken = self._manner.spoken(split(text)[0], language).text
        took = self._first_sound.get((voice.language, voice.name), QUICK_SECONDS)
        if spoken.strip() and took >= QUICK_SECONDS:
            stream = HeldStream(self._timed(spoken, voice), self._is_enough)
            self._held = _Held(spoken, voice, stream)

    def drop(self) -> None:
        """It will not be said."""
        held, self._held = self._held, None
        if held is not None:
            held.stream.cancel()
            self.wasted_samples += held.samples

    async def synthesize(self, text: str, voice: Voice) -> AsyncGenerator[SpeechChunk, None]:
        """What is held of it at once, then the rest as it comes. Raises as the engine does."""
        held = self._taken(text, voice)
        async with aclosing(held.items() if held else self._timed(text, voice)) as chunks:
            async for chunk in chunks:
                yield chunk

    def _taken(self, text: str, voice: Voice) -> HeldStream[SpeechChunk] | None:
        """The stream that is under way for this, if it is for this."""
        held = self._held
        if held is None or (held.text, held.voice) != (text, voice) or not held.stream.is_good:
            self.drop()
            return None
        self._held = None
        return held.stream

    def _is_enough(self, chunks: Sequence[SpeechChunk]) -> bool:
        return _samples(chunks) >= HELD_SECONDS * self.rate

    async def _timed(self, text: str, voice: Voice) -> AsyncGenerator[SpeechChunk, None]:
        """The engine's own stream; how long its first sound takes is noted."""
        now = asyncio.get_running_loop().time
        asked, is_first = now(), True
        stream = self._synthesizer.synthesize(text, voice)
        async with aclosing(cast("AsyncGenerator[SpeechChunk, None]", stream)) as chunks:
            async for chunk in chunks:
                if is_first and len(chunk.samples):
                    is_first = False
                    self._first_sound[voice.language, voice.name] = now() - asked
                yield chunk


def _samples(chunks: Sequence[SpeechChunk]) -> int:
    return sum(len(chunk.samples) for chunk in chunks)
