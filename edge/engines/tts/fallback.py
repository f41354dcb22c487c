"""A neural voice with eSpeak NG behind it, which goes on in the same breath when the voice cannot.

What was handed out stays; the rest of the text is said from the word that was due. A voice that
broke is opened again while the other one speaks; one that was too slow rests, longer each time.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, cast

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

REST_SECONDS = 60.0
"""After a failure that opening again did not mend, and after being too slow; twice as long every
time that happens again, up to LONGEST_REST_SECONDS."""
LONGEST_REST_SECONDS = 960.0


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
    """Speaks with `first` while that works and keeps up, else with `second`.

    `told` hears once, in one sentence, why the voice changed; again only for another reason.
    `allowed` says before each text whether `first` may be used now.
    """

    def __init__(
        self,
        first: OpenedVoice,
        second: SpeechSynthesizer,
        told: Callable[[str], None],
        allowed: Callable[[], bool] = lambda: True,
    ) -> None:
        self._allowed = allowed
        self._first = first
        self._second = at_rate(second, first.rate)
        self._told = told
        self._pace = VoicePace()
        self._reasons: set[str] = set()
        self._rests = 0
        self._not_before = float("-inf")
        self._broken = False
        """To be opened again, beside the conversation, before it is asked."""
        self._mending: asyncio.Task[None] | None = None

    @property
    def rate(self) -> int:
        return self._first.rate

    @property
    def facts(self) -> VoiceFacts:
        """Of the first voice."""
        return self._first.facts

    async def open(self) -> None:
        """Load the first voice; where that fails, the second one speaks and nothing is raised."""
        try:
            await self._first.open()
        except EngineError as error:
            self._broken = True
            self._rest("broke", str(error))

    async def close(self) -> None:
        if self._mending:
            self._mending.cancel()
        await self._first.close()

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
        rested = asyncio.get_running_loop().time() >= self._not_before
        if self._broken and rested and self._mending is None:
            self._mending = asyncio.create_task(self._open_again())
        able = primary(voice.language) in self.facts.languages
        return able and rested and not self._broken

    async def _tried(self, unsaid: Unsaid, voice: Voice) -> AsyncGenerator[SpeechChunk, None]:
        """What the first voice says of it, until it breaks or falls behind."""
        try:
            async with aclosing(self._paced(unsaid, voice)) as chunks:
                async for chunk in chunks:
                    yield unsaid.said(chunk)
        except EngineError as error:
            self._mend(str(error))
        except TimeoutError:
            self._rest("slow", "it is slower than speech")
        else:
            if self._pace.is_slow:
                self._rest("slow", f"it takes {self._pace.factor:.1f} s for a second of speech")
            else:
                self._rests = 0

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

    def _mend(self, reason: str) -> None:
        """It may be back for the next sentence."""
        self._tell("broke", reason)
        self._broken = True
        self._mending = asyncio.create_task(self._open_again())

    async def _open_again(self) -> None:
        try:
            await self._first.open()
            self._broken = False
        except EngineError as error:
            self._rest("broke", str(error))
        finally:
            self._mending = None

    def _rest(self, kind: str, reason: str) -> None:
        self._tell(kind, reason)
        seconds = min(REST_SECONDS * 2**self._rests, LONGEST_REST_SECONDS)
        self._rests += 1
        self._not_before = asyncio.get_running_loop().time() + seconds
        self._pace.forget()

    def _tell(self, kind: str, reason: str) -> None:
        sentence = f"eSpeak NG speaks instead of the voice {self.facts.name}: {reason}"
        log.warning("%s", sentence)
        if kind not in self._reasons:
            self._reasons.add(kind)
            self._told(sentence)
