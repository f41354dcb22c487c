"""Right and wrong of the recogniser over spoken sentences, in several conditions."""

from __future__ import annotations

import csv
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from edge.app.senses import NO_SENSES, with_senses
from edge.engines.pocketsphinx.model import SphinxModel, find_models
from edge.engines.pocketsphinx.search import Searches
from edge.language import load
from edge.listening.grammar import command_grammar
from edge.listening.rejection import command_trust, edits
from edge.thinking.router import Router
from tests.quality.independent import INDEPENDENT_COMMANDS, INDEPENDENT_EVERYDAY
from tests.quality.sentences import COMMANDS, EVERYDAY, FREE_TEXT
from tests.quality.sound import RATE, VOICES, in_room, read_wav, speak, suppressed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edge.engines.pocketsphinx.search import Evidence
    from edge.ports import Samples

CONDITIONS = ("clean", "room and noise", "room and noise, suppressed")
_DECIBELS = 10
_LONGEST = 5 * RATE
"""Recordings are cut here: nobody gives a command of more than five seconds."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence as sound; `kind` is command, free text or other."""

    text: str
    kind: str
    samples: Samples


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of it, with the evidence for and against a command."""

    spoken: Spoken
    evidence: Evidence
    trust: float
    load: float
    """Seconds of work a second of sound."""
    end: float
    """Seconds from the last sample handed in to the final result."""

    @property
    def right(self) -> bool:
        """Same skill and slots as the sentence itself."""
        return _route(self.evidence.command) == _route(self.spoken.text)

    @property
    def understood(self) -> bool:
        """Right in the end: as the trusted command, or as dictation that is then routed."""
        text = self.evidence.command if self.accepted else self.evidence.dictation
        return _route(text) == _route(self.spoken.text)

    @property
    def accepted(self) -> bool:
        return self.trust >= 0.5

    @property
    def false_accept(self) -> bool:
        return self.spoken.kind == "other" and self.accepted


def english() -> Searches:
    """The recogniser's searches with the shipped English grammar."""
    language = with_senses(load("en"), NO_SENSES)
    folder = find_models(Path("no models but the wheel's"))["en"]
    return Searches(SphinxModel.in_folder(folder), command_grammar(language), spaced=True)


def sentences(folder: Path, voices: Sequence[str] = VOICES) -> Iterator[Spoken]:
    """Every command by every voice, every other sentence by one voice."""
    for kind, texts in (("command", COMMANDS), ("free text", FREE_TEXT)):
        for text in texts:
            for voice in voices:
                yield Spoken(text, kind, speak(text, folder, voice))
    for number, text in enumerate(EVERYDAY):
        yield Spoken(text, "other", speak(text, folder, voices[number % len(voices)]))


def independent(folder: Path) -> Iterator[Spoken]:
    """The sentences written without sight of the grammar, the voices taking turns."""
    texts = [("command", text) for text in INDEPENDENT_COMMANDS if text not in COMMANDS]
    texts += [("other", text) for text in INDEPENDENT_EVERYDAY]
    for number, (kind, text) in enumerate(texts):
        yield Spoken(text, kind, speak(text, folder, VOICES[number % len(VOICES)]))


def recordings(shared: Path) -> Iterator[Spoken]:
    """The shared English recordings, none of which is a command."""
    speech = shared / "data" / "speech"
    pause = np.zeros(RATE * 3 // 10, np.int16)
    with (speech / "TRANSCRIPTS.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["file"].startswith(("en/", "en-two-speakers/")):
                samples = read_wav(speech / row["file"])
                yield Spoken(row["text"], "other", np.concatenate([pause, samples, pause]))


def under(condition: str, spoken: Sequence[Spoken], shared: Path) -> Iterator[Spoken]:
    """The same sentences in a condition; rooms and noises take turns."""
    speech = shared / "data" / "speech"
    if condition == "clean":
        yield from spoken
        return
    rooms = [read_wav(path) for path in sorted((speech / "rir").glob("*.wav"))]
    noises = [read_wav(path) for path in sorted((speech / "noise").glob("*.wav"))]
    for number, one in enumerate(spoken):
        turn = number + number // len(rooms)  # or every voice would keep to one room
        room, noise = rooms[turn % len(rooms)], noises[turn % len(noises)]
        samples = in_room(one.samples, room, noise, _DECIBELS)
        if condition.endswith("suppressed"):
            samples = suppressed(samples)
        yield Spoken(one.text, one.kind, samples)


def hear(searches: Searches, spoken: Spoken, longest: int = _LONGEST) -> Heard:
    """Hand the sound in by 40 ms, as the recogniser does."""
    samples = spoken.samples[:longest]
    searches.start()
    began = time.perf_counter()
    for start in range(0, len(samples), 640):
        searches.hear(samples[start : start + 640])
    handed_in = time.perf_counter()
    evidence = searches.finish()
    ended = time.perf_counter()
    phones = (evidence.command_phones, evidence.dictation_phones)
    trust = command_trust(load("en").rejection, *phones, evidence.gap, evidence.noisy)
    took = (ended - began) / (len(samples) / RATE)
    return Heard(spoken, evidence, trust, took, ended - handed_in)


def word_error_rate(heard: Sequence[Heard]) -> float:
    """Of the dictation: wrong, missing and added words a word said."""
    wrong = sum(edits(h.evidence.dictation.split(), h.spoken.text.split()) for h in heard)
    return wrong / sum(len(h.spoken.text.split()) for h in heard)


_router = Router()


def _route(text: str) -> object:
    """The router's surest reading, or the text itself where it has none."""
    found = _router.matches(text, "en") if text else ()
    return (found[0].skill, str(sorted(found[0].slots.items()))) if found else text
