"""A neural voice with eSpeak NG behind it, which goes on in the same breath when the voice cannot.

What was handed out stays; the rest of the text is said from the word that was due. A voice that
broke, or is asked for the first time, is loaded while the other one speaks; one that was too slow
rests, longer each time.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

from edge.engines.runtime.standby import Rest, Standby
from edge.engines.tts.at_rate import at_rate
from edge.engines.tts.espeak import KINDS
from edge.engines.tts.pace import VoicePace, spoken_seconds
from edge.engines.tts.unsaid import Unsaid
from edge.engines.tts.voice_stream import primary
from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from edge.engines.tts.voice_stream import VoiceFacts
    from edge.ports import SpeechChunk, SpeechSynthesizer, Voice

log = logging.getLogger(__name__)


class OpenedVoice(Protocol):
    """A synthesiser with a model to load."""

    @property
    def facts(self) -> VoiceFacts: ...
    @property
    def rate(self) -> int: ...
    async def open(self) -> None: ...
    async def close(self) -> None: ...
    def synthesize(self, text: str, voice: Voice) -> AsyncIterator[SpeechChunk]: ...


class FallbackSynthesizer:
    """Speaks with `first` while that works, is loaded and keeps up, else with `second`.

    `told` hears once, in one sentence, why the voice changed; again only for another reason. Where
    `first` needs more memory than is free it is not loaded.
    """

    def __init__(
        self,
        first: OpenedVoice,
        second: SpeechSynthesizer,
        told: Callable[[str], None],
        needs_mb: float = 0.0,
    ) -> None:
        self.standby = Standby(first, partial(self._tell, "broke"), needs_mb)
        self._first = first
        self._second = at_rate(second, first.rate)
        self._told = told
        self._pace = VoicePace()
        self._reasons: set[str] = set()
        self._rest = Rest()

    @property
    def rate(self) -> int:
        return self._first.rate

    @property
    def facts(self) -> VoiceFacts:
        return self._first.facts

    async def open(self) -> None:
        """Load the voice; where that fails, the other one speaks, and it was told."""
        await self.standby.open()

    async def close(self) -> None:
        await self.standby.close()

    async def synthesize(self, text: str, voice: Voice) -> AsyncIterator[SpeechChunk]:
        """Yield the speech. Raises InputError for a language that neither speaks."""
        unsaid = Unsaid(text)
        if self._may_try(voice):
            async with aclosing(self._tried(unsaid, voice)) as chunks:
                async for chunk in chunks:
                    yield chunk
        if unsaid.finished:
            return
        start = unsaid.due()
        plain = voice if voice.name in KINDS else replace(voice, name="")
        stream = cast(
            "AsyncGenerator[SpeechChunk, None]", self._second.synthesize(text[start:], plain)
        )
        async with aclosing(stream) as chunks:
            async for chunk in chunks:
                yield unsaid.continued(chunk, start)

    def _may_try(self, voice: Voice) -> bool:
        able = primary(voice.language) in self.facts.languages
        return able and self._rest.is_over and self.standby.ready_or_loading()

    async def _tried(self, unsaid: Unsaid, voice: Voice) -> AsyncGenerator[SpeechChunk, None]:
        """What the first voice says of it, until it breaks or falls behind."""
        try:
            with self.standby.working():
                async with aclosing(self._paced(unsaid, voice)) as chunks:
                    async for chunk in chunks:
                        yield unsaid.said(chunk)
        except EngineError as error:
            self._tell("broke", str(error))
        except TimeoutError:
            self._be_slow("it is slower than speech")
        else:
            if self._pace.is_slow:
                self._be_slow(f"it takes {self._pace.factor:.1f} s for a second of speech")
            else:
                self._rest.forget()

    async def _paced(self, unsaid: Unsaid, voice: Voice) -> AsyncGenerator[SpeechChunk, None]:
        """Raises TimeoutError when the next sound does not come in time."""
        now = asyncio.get_running_loop().time
        stream = cast(
            "AsyncGenerator[SpeechChunk, None]", self._first.synthesize(unsaid.text, voice)
        )
        async with aclosing(stream) as chunks:
            while True:
                asked = now()
                left = spoken_seconds(unsaid.text[unsaid.due() :], voice.words_per_minute)
                try:
                    async with asyncio.timeout(self._pace.limit(asked, left)):
                        chunk = await anext(chunks)
                except StopAsyncIteration:
                    return
                self._pace.came(asked, now(), len(chunk.samples) / self.rate)
                yield chunk

    def _be_slow(self, reason: str) -> None:
        self._tell("slow", reason)
        self._rest.begin()
        self._pace.forget()

    def _tell(self, kind: str, reason: str) -> None:
        sentence = f"eSpeak NG speaks instead of the voice {self.facts.name}: {reason}"
        log.warning("%s", sentence)
        if kind not in self._reasons:
            self._reasons.add(kind)
            self._told(sentence)
