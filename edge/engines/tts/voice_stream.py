"""What every neural voice has in common: a text cut into pieces, sound handed out in small chunks.

An engine says one piece at a time, as it cannot be heard before the piece is done.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from edge.engines.tts.espeak import speakable
from edge.errors import InputError
from edge.ports import Mark, SpeechChunk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from edge.engines.runtime import Runtime, Stopped
    from edge.ports import Samples, Voice

    Said = tuple[Samples, Sequence[Mark]]
    """The sound of a piece and its marks, in its own samples and characters."""
    Say = Callable[[str], Said | None]
    """None once stopped."""

CHUNK_SECONDS = 0.06
SHORTEST_PIECE = 40
"""Characters; a clause that is shorter is said together with the next."""
NORMAL_WORDS_PER_MINUTE = 175
"""What a voice speaks at when nobody asked for another pace."""
WARMING_TEXT = "1, 2, 3."
"""Spoken at loading: read out in every language."""
SAME_LANGUAGE = {"cmn": "zh", "yue": "zh"}

_CLAUSE_END = re.compile(r"(?:[.,;:!?…][\"'”’»)]*\s+|[，。；：！？、][”’」』）》】]*\s*)+")


@dataclass(frozen=True, slots=True)
class VoiceFacts:
    """What is known of a voice before it is loaded."""

    name: str
    languages: tuple[str, ...]
    """As "en"."""
    rate: int
    """Samples a second."""
    speakers: tuple[str, ...] = ()
    """Their names in the order of their numbers; empty where there is only one."""

    def speaker(self, name: str) -> int:
        """By name or number; the first for a name that nobody here has."""
        if name in self.speakers:
            return self.speakers.index(name)
        return int(name) if name.isdecimal() and int(name) < len(self.speakers) else 0


def primary(language: str) -> str:
    """ "en" of "en_GB"."""
    tag = re.split("[-_]", language.lower())[0]
    return SAME_LANGUAGE.get(tag, tag)


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """(first character, text) of clauses or several short ones; joined they are the text."""
    start = 0
    for found in _CLAUSE_END.finditer(text):
        if found.end() - start >= SHORTEST_PIECE and found.end() < len(text):
            yield start, text[start : found.end()]
            start = found.end()
    yield start, text[start:]


def stream(stopped: Stopped, text: str, rate: int, say: Say) -> Iterator[SpeechChunk]:
    """Chunks of CHUNK_SECONDS at most; the last one carries the mark "end"."""
    done = 0
    for start, piece in pieces(text):
        said = say(speakable(piece)) if piece.strip() and not stopped() else None
        if said is None:
            continue
        sound, marks = said
        moved = [
            replace(mark, sample=mark.sample + done, start=_moved(mark, start)) for mark in marks
        ]
        yield from _chunks(sound, moved, done, round(CHUNK_SECONDS * rate))
        done += len(sound)
    if not stopped():
        yield SpeechChunk(np.zeros(0, np.int16), (Mark("end", done),))


def _moved(mark: Mark, start: int) -> int:
    return mark.start + start if mark.kind == "word" else 0


def _chunks(sound: Samples, marks: Sequence[Mark], done: int, step: int) -> Iterator[SpeechChunk]:
    """Each mark in the chunk in which its sample lies; the last one takes what is left."""
    marks = sorted(marks, key=lambda mark: mark.sample)
    for start in range(0, len(sound), step):
        last = start + step >= len(sound)
        due = [mark for mark in marks if last or mark.sample < done + start + step]
        marks = marks[len(due) :]
        yield SpeechChunk(sound[start : start + step], tuple(due))


class NeuralEngine(ABC):
    """Runs in a Runtime; what differs from library to library is how one piece is said."""

    facts: VoiceFacts

    def speak(self, stopped: Stopped, text: str, voice: Voice) -> Iterator[SpeechChunk]:
        """Chunks of CHUNK_SECONDS; `voice.name` may be a speaker's name or number."""
        return stream(stopped, text, self.facts.rate, lambda piece: self.say(piece, voice, stopped))

    @abstractmethod
    def say(self, text: str, voice: Voice, stopped: Stopped) -> Said | None:
        """One piece; None once stopped."""


class RuntimeSynthesizer:
    """A SpeechSynthesizer whose engine, made for the voice of `facts`, works in a Runtime."""

    def __init__(self, runtime: Runtime, facts: VoiceFacts) -> None:
        self._runtime = runtime
        self.facts = facts

    @property
    def rate(self) -> int:
        return self.facts.rate

    async def open(self) -> None:
        """Load and warm the voice; raises EngineError."""
        await self._runtime.open()

    async def close(self) -> None:
        await self._runtime.close()

    async def synthesize(self, text: str, voice: Voice) -> AsyncIterator[SpeechChunk]:
        """Yield chunks of at most CHUNK_SECONDS, the last with the mark "end".

        Raises InputError for another language, EngineError when the engine breaks.
        """
        if primary(voice.language) not in self.facts.languages:
            raise InputError(
                f'the voice {self.facts.name} does not speak the language "{voice.language}"'
            )
        async with aclosing(self._runtime.stream("speak", text, voice)) as chunks:
            async for chunk in chunks:
                yield chunk
