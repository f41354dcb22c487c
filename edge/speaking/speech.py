"""One item on its way to the air: synthesised ahead of playback, told as it is heard."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from edge.audio.resample import StreamResampler
from edge.errors import DeviceError, EngineError, InputError
from edge.events import PlaybackStarted, SentenceReady, VisemeDue, WordSpoken
from edge.speaking.alignment import Alignment
from edge.speaking.sentences import pause_seconds, split
from edge.speaking.spoken import Spoken
from edge.speaking.visemes import track

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from edge.bus import Bus
    from edge.ports import Mark, Samples, SpeechChunk, SpeechSynthesizer, Voice
    from edge.speaking.items import Item

STALLED_SECONDS = 5.0
"""A synthesiser that yields nothing, or an output that plays nothing, for so long is given up."""
_LOOK_SECONDS = 0.01
_LONGEST_LOOK_SECONDS = 0.05


class SpeechOutput(Protocol):
    """What speaking needs of an output; positions are samples of the current utterance."""

    name: str
    audience: str
    open_loudspeaker: bool
    rate: int

    @property
    def first_handed(self) -> float | None: ...
    def begin(self) -> None: ...
    async def write(self, samples: Samples) -> None: ...
    def finish(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def drop(self) -> None: ...
    async def drained(self) -> None: ...
    def heard(self) -> int: ...
    def rendered(self) -> int: ...


def _as_it_stands(text: str, _language: str) -> Spoken:
    return Spoken(text)


@dataclass(frozen=True, slots=True)
class Manner:
    """How things are said."""

    voice_for: Callable[[str], Voice]
    """The voice for a language; asked for every piece, so that "slower" acts at once."""
    spoken_for: Callable[[str, str], Spoken] = _as_it_stands
    """(text, language) to what the synthesiser is given."""
    visemes: bool = False
    """Tell the mouth's shapes."""


@dataclass(frozen=True, slots=True)
class Means:
    """What one output's speech is made with."""

    output: SpeechOutput
    synthesizer: SpeechSynthesizer
    bus: Bus
    clock: Callable[[], float]
    manner: Manner


class Speech:
    """`item` from character `start` of its text on. Made anew when an interrupted item goes on."""

    def __init__(self, item: Item, means: Means, start: int = 0) -> None:
        self.item = item
        self.alignment = Alignment(_spoken(item.text[start:], item.language, means.manner))
        self._means = means
        self._start = start
        self._spoken = self.alignment.spoken.text
        self._ratio = means.output.rate / means.synthesizer.rate
        self._written = 0
        self._told = 0
        self._mouth: deque[tuple[int, str]] = deque()
        self._started = False
        self._stopped_at: int | None = None
        self._progress = (0, means.clock())
        self.paused = False

    async def perform(self) -> None:
        """Speak to the end. Raises EdgeError after what was synthesised has been heard."""
        output = self._means.output
        watching = asyncio.create_task(self._watch())
        try:
            try:
                await self._feed()
            finally:
                output.finish()
            await output.drained()
        except (EngineError, InputError):
            await output.drained()
            raise
        finally:
            watching.cancel()
            self._tell()
        if self._stopped_at is not None:
            raise DeviceError(f'the output "{output.name}" does not play any more')

    def stop(self) -> None:
        """Silence; what the sound card has already taken still counts as heard."""
        if self._stopped_at is None:
            self._stopped_at = self._means.output.rendered()
            self._means.output.drop()
            self._tell()

    def sample(self) -> int:
        """Samples that have been heard."""
        return self._means.output.heard() if self._stopped_at is None else self._stopped_at

    def heard_end(self) -> int:
        """Characters of the item's text that have been heard, in whole words."""
        return self._start + self.alignment.heard_end(self.sample())

    async def _feed(self) -> None:
        """Synthesise piece by piece and write ahead; `write` holds us back."""
        manner, end = self._means.manner, 0
        for piece in split(self._spoken):
            start, end = end, end + len(piece)
            voice = manner.voice_for(self.item.language)
            if piece.strip():
                self.alignment.begin(start, end, self._written, self._ratio)
                await self._synthesize(piece, voice)
            if end < len(self._spoken):
                pause = pause_seconds(piece, voice.words_per_minute)
                await self._write(np.zeros(round(pause * self._means.output.rate), np.int16))

    async def _synthesize(self, piece: str, voice: Voice) -> None:
        base = self._written
        resampler = StreamResampler(self._means.synthesizer.rate, self._means.output.rate)
        marks: list[Mark] = []
        ready = False
        async with aclosing(_watched(self._means.synthesizer.synthesize(piece, voice))) as chunks:
            async for chunk in chunks:
                if len(chunk.samples) and not ready:
                    ready = True
                    self._tell_ready(piece)
                self.alignment.add(chunk.marks)
                marks += chunk.marks
                await self._write(resampler.push(chunk.samples))
        await self._write(resampler.flush())
        if self._means.manner.visemes:
            rate = self._means.output.rate
            self._mouth += [
                (base + round(seconds * rate), viseme)
                for seconds, viseme in track(marks, self._means.synthesizer.rate)
            ]

    def _tell_ready(self, piece: str) -> None:
        means = self._means
        ready = SentenceReady(
            at=means.clock(), output=means.output.name, item=self.item.id, text=piece.strip()
        )
        means.bus.publish(ready)

    async def _write(self, samples: Samples) -> None:
        await self._means.output.write(samples)
        self._written += len(samples)

    async def _watch(self) -> None:
        """Tell what happens as it is heard; give up an output that stands still."""
        while True:
            self._tell()
            if self._stands_still():
                self.stop()
            await asyncio.sleep(self._look_again_in())

    def _look_again_in(self) -> float:
        offset = self.alignment.next_offset(self.sample())
        if not self._started or offset is None or self._means.manner.visemes:
            return _LOOK_SECONDS
        seconds = (offset - self.sample()) / self._means.output.rate
        return min(max(seconds, _LOOK_SECONDS), _LONGEST_LOOK_SECONDS)

    def _stands_still(self) -> bool:
        sample, now = self.sample(), self._means.clock()
        if self.paused or sample != self._progress[0] or sample >= self._written:
            self._progress = (sample, now)
        return now - self._progress[1] > STALLED_SECONDS

    def _tell(self) -> None:
        first, name = self._means.output.first_handed, self._means.output.name
        if first is None:
            return
        if not self._started:
            self._started = True
            self._means.bus.publish(_started(self.item, first, name))
        now, heard = self._means.clock(), self.heard_end()
        if heard > self._start + self._told:
            text = self.item.text
            start = self._start + self._told
            start += len(text[start:heard]) - len(text[start:heard].lstrip())
            self._told = heard - self._start
            self._means.bus.publish(
                WordSpoken(at=now, output=name, item=self.item.id, start=start, end=heard)
            )
        while self._mouth and self._mouth[0][0] <= self.sample():
            viseme = self._mouth.popleft()[1]
            self._means.bus.publish(VisemeDue(at=now, output=name, viseme=viseme))


def _started(item: Item, at: float, output: str) -> PlaybackStarted:
    return PlaybackStarted(
        at=at,
        output=output,
        item=item.id,
        text=item.text,
        language=item.language,
        priority=item.priority.name.lower(),
    )


def _spoken(text: str, language: str, manner: Manner) -> Spoken:
    """A language that nobody wrote rules for is left to the synthesiser's own."""
    try:
        return manner.spoken_for(text, language)
    except InputError:
        return Spoken(text)


async def _watched(stream: AsyncIterator[SpeechChunk]) -> AsyncGenerator[SpeechChunk, None]:
    """The same chunks; EngineError when the next one does not come. Closes the stream."""
    try:
        while True:
            try:
                async with asyncio.timeout(STALLED_SECONDS):
                    chunk = await anext(stream)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise EngineError(
                    f"the synthesiser has been silent for {STALLED_SECONDS:.0f} seconds"
                ) from None
            yield chunk
    finally:
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()
