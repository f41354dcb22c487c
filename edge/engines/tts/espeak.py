"""SpeechSynthesizer on eSpeak NG: a hundred languages, exact times of words and phonemes.

One thread serves the whole process. It hands chunks of 60 ms to the loop and waits when a reader
is half a minute behind, so a forgotten iterator cannot fill the memory. Without its end-pause flag
the engine adds 7 ms after the last phoneme (22 ms at its slowest), so nothing needs trimming.
"""

from __future__ import annotations

import asyncio
import ctypes
import queue
import threading
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from edge.engines.tts.espeak_native import PHONEME, WORD, Espeak, EspeakVoice
from edge.errors import EngineError, InputError
from edge.ports import Mark, SpeechChunk, Voice

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SLOWEST, FASTEST = 80, 450
"""Words a minute that the engine can do; anything beyond is spoken at the nearest."""
KINDS = {"female": "+f3", "male": "+m3", "deep": "+m7", "high": "+f5", "normal": ""}
"""Voices by kind, as people ask for them: the language's own voice with a variant of the engine."""
LONGEST_LEAD_CHUNKS = 512
"""Chunks that may wait for the reader: 30 s of sound."""


class EspeakSynthesizer:
    """Speaks through the process's one eSpeak NG. Raises EngineError when it cannot be loaded."""

    def __init__(self) -> None:
        self._engine = espeak_thread()

    @property
    def rate(self) -> int:
        return self._engine.rate

    def voices(self) -> list[EspeakVoice]:
        """Every voice of the installed data."""
        return self._engine.voices

    async def synthesize(self, text: str, voice: Voice) -> AsyncIterator[SpeechChunk]:
        """Yield chunks of at most 60 ms; the last one carries the mark "end"."""
        identifier = self._engine.identifier(voice)
        utterance = _Utterance(text, identifier, voice, asyncio.get_running_loop())
        self._engine.submit(utterance)
        try:
            while (got := await utterance.chunks.get()) is not None:
                if isinstance(got, EngineError):
                    raise got
                utterance.room.release()
                yield got
        finally:
            utterance.stop()


class _Utterance:
    """One text on its way from the engine's thread to the loop."""

    def __init__(
        self, text: str, identifier: str, voice: Voice, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.text = speakable(text)
        self.identifier = identifier
        self.words_per_minute = min(max(voice.words_per_minute, SLOWEST), FASTEST)
        self.pitch = min(max(voice.pitch, 0), 99)
        self.chunks: asyncio.Queue[SpeechChunk | EngineError | None] = asyncio.Queue()
        self.room = threading.Semaphore(LONGEST_LEAD_CHUNKS)
        self._loop = loop
        self._stopped = False
        self._samples = 0

    def stop(self) -> None:
        """The reader has gone: the engine stops at its next callback."""
        self._stopped = True
        self.room.release()

    def run(self, engine: Espeak) -> None:
        """Speak; on the engine's thread."""
        if self._stopped:
            return
        try:
            engine.choose(self.identifier, self.words_per_minute, self.pitch)
            engine.speak(self.text, self._on_chunk)
        except EngineError as error:
            self._hand(error)
        else:
            self._hand(SpeechChunk(np.zeros(0, np.int16), (Mark("end", self._samples),)))
        self._hand(None)

    def _on_chunk(self, samples: Any, count: int, events: Any) -> bool:
        self.room.acquire()
        if self._stopped:
            return False
        sound = np.zeros(0, np.int16)
        if samples and count > 0:
            # as_array would make, and ctypes keep for ever, a type for every number of samples
            sound = np.frombuffer(ctypes.string_at(samples, 2 * count), np.int16)
        self._samples += len(sound)
        marks = tuple(marks_of(events, len(self.text)))
        return not (len(sound) or marks) or self._hand(SpeechChunk(sound, marks))

    def _hand(self, what: SpeechChunk | EngineError | None) -> bool:
        """False when the loop has gone."""
        try:
            self._loop.call_soon_threadsafe(self.chunks.put_nowait, what)
        except RuntimeError:  # the loop was closed in mid-utterance
            return False
        return True


class Job(Protocol):
    """Something to do with the engine, on its thread."""

    def run(self, engine: Espeak) -> None: ...


class EspeakThread:
    """The thread that owns the library: loads it, then does one job after the other."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._loaded: queue.SimpleQueue[Espeak | EngineError] = queue.SimpleQueue()
        threading.Thread(target=self._work, name="espeak", daemon=True).start()
        engine = self._loaded.get()
        if isinstance(engine, EngineError):
            raise engine
        self.rate = engine.rate
        self.voices = engine.voices()  # the thread is idle until the first job
        self._by_tag = _best_by_tag(self.voices)

    def submit(self, job: Job) -> None:
        self._jobs.put(job)

    def identifier(self, voice: Voice) -> str:
        """The engine's name of the wanted voice. Raises InputError for an unknown language."""
        if voice.name and voice.name not in KINDS:
            return self._named(voice.name)
        tag = voice.language.lower().replace("_", "-")
        found = self._by_tag.get(tag) or self._by_tag.get(tag.partition("-")[0])
        if found is None:
            raise InputError(f'eSpeak NG does not speak the language "{voice.language}"')
        return found + KINDS.get(voice.name, "")

    def _named(self, name: str) -> str:
        base = name.partition("+")[0]
        for known in self.voices:
            if base in (known.identifier, known.name, known.identifier.rpartition("/")[2]):
                return known.identifier + name[len(base) :]
        raise InputError(f'eSpeak NG has no voice called "{name}"')

    def _work(self) -> None:
        try:
            engine = Espeak()
        except EngineError as error:
            self._loaded.put(error)
            return
        self._loaded.put(engine)
        while True:
            self._jobs.get().run(engine)


@cache
def espeak_thread() -> EspeakThread:
    """One for the process; a failure to load is not remembered."""
    return EspeakThread()


def _best_by_tag(voices: list[EspeakVoice]) -> dict[str, str]:
    ranked = sorted(
        (rank, place, tag, voice.identifier)
        for place, voice in enumerate(voices)
        for rank, tag in voice.languages
    )
    best: dict[str, str] = {}
    for _, _, tag, identifier in ranked:
        best.setdefault(tag.lower(), identifier)
    return best


def speakable(text: str) -> str:
    """The same text, character by character, without what would end or break the C string."""
    return "".join(
        " " if letter == "\0" or "\ud800" <= letter <= "\udfff" else letter for letter in text
    )


_KINDS: dict[int, Literal["word", "phoneme"]] = {WORD: "word", PHONEME: "phoneme"}


def marks_of(events: Any, letters: int) -> list[Mark]:
    """`letters`: the text's length; behind odd characters the engine may point past its end."""
    marks = []
    index = 0
    while events[index].type:
        event = events[index]
        if event.type == WORD:
            start = min(max(event.text_position - 1, 0), max(letters - 1, 0))
            length = min(event.length, letters - start)
            marks.append(Mark("word", event.sample, start, length))
        elif event.type == PHONEME:
            name = event.id.string.decode("utf-8", "ignore")
            sounding = "" if name.startswith("(") else name  # "(en)" tells a change of language
            marks.append(Mark("phoneme", event.sample, phoneme=sounding))
        index += 1
    return marks
