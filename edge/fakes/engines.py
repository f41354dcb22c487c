"""Stand-ins for the engines that listen; they understand the sound that fakes/voices.py makes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from edge.errors import EngineError, InputError
from edge.fakes.voices import MUMBLE, NOISE, Reader, share_above
from edge.ports import BLOCK_SAMPLES, LISTENING_RATE, VAD_SAMPLES, Hypothesis

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from edge.ports import Embedding, Samples


class FakeVoiceOnsetDetector:
    """A VoiceOnsetDetector: anything loud is a voice to it, a cough too."""

    def voiced(self, samples: Samples) -> bool:
        if len(samples) != BLOCK_SAMPLES:
            raise InputError(f"voice onset wants {BLOCK_SAMPLES} samples, not {len(samples)}")
        return share_above(samples, NOISE) > 0.5


class FakeVoiceActivityDetector:
    """A VoiceActivityDetector that tells words and mumbling from noise."""

    def speech_probability(self, samples: Samples) -> float:
        if len(samples) != VAD_SAMPLES:
            raise InputError(f"voice activity wants {VAD_SAMPLES} samples, not {len(samples)}")
        return 0.02 + 0.96 * share_above(samples, MUMBLE)

    def reset(self) -> None:
        """It remembers nothing."""


class FakeWakeWordDetector:
    """A WakeWordDetector that knows some phrases, as {"okay nabu": "okay_nabu"}.

    Like the real one it is a little late: it detects `lag` seconds after the last character began.
    """

    def __init__(self, phrases: Mapping[str, str] | None = None, lag: float = 0.05) -> None:
        self._phrases = dict(phrases or {"okay nabu": "okay_nabu", "hey jarvis": "hey_jarvis"})
        self._lag = round(lag * LISTENING_RATE)
        self._reader = Reader()
        self._due = 0
        self._name: str | None = None

    def detect(self, samples: Samples) -> str | None:
        """The name of the phrase that ended `lag` ago, once."""
        self._reader.read(samples)
        for phrase, name in self._phrases.items():
            if self._reader.text.endswith(phrase):
                self._reader.text = ""
                self._due, self._name = self._lag, name
        if self._name is None:
            return None
        self._due -= len(samples)
        if self._due > 0:
            return None
        name, self._name = self._name, None
        return name

    def reset(self) -> None:
        self._reader = Reader()
        self._name = None


class FakeDenoiser:
    """A Denoiser that silences whatever is no louder than noise."""

    def clean(self, samples: Samples) -> Samples:
        return np.where(np.abs(samples.astype(np.int32)) <= NOISE, 0, samples).astype(np.int16)

    def reset(self) -> None:
        """It remembers nothing."""


class FakeSpeakerEmbedder:
    """A SpeakerEmbedder to which voices of another loudness are other people."""

    async def embed(self, speech: Samples) -> Embedding:
        if len(speech) < LISTENING_RATE // 2:
            raise InputError("half a second of speech is needed to tell a voice")
        angle = float(np.abs(speech.astype(np.float32)).mean()) / 32768 * np.pi / 2
        return np.array([np.cos(angle), np.sin(angle)], np.float32)


@dataclass
class FakeRecognizer:
    """A SpeechRecognizer that reads the words out of the sound, one by one as they are said."""

    commands: frozenset[str] = frozenset()
    """Texts that it reports as trusted commands."""
    mishears: Mapping[str, str] = field(default_factory=dict)
    """What it makes of a text, where that differs."""
    nearest: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    """The command that a text, as it was misheard, is nearest to, and how far that is trusted."""
    final_seconds: float = 0.0
    """Time it takes from the end of the sound to the final hypothesis."""
    fail_after_seconds: float | None = None
    """Breaks with an EngineError after so much sound, every time until set to None."""
    heard: list[str] = field(default_factory=list)
    """Every final text so far."""
    seconds: list[float] = field(default_factory=list)
    """How much sound each finished utterance had."""

    async def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        reader, told, taken = Reader(), "", 0
        async for samples in sound:
            taken += len(samples)
            if self.fail_after_seconds is not None:
                self._maybe_fail(taken / LISTENING_RATE)
            reader.read(samples)
            still_voiced = share_above(samples[-BLOCK_SAMPLES:], NOISE) > 0
            words = _whole_words(reader.text) if still_voiced else reader.text.strip()
            if words != told:
                told = words
                yield self._hypothesis(words, final=False)
        await asyncio.sleep(self.final_seconds)
        self.heard.append(reader.text.strip())
        self.seconds.append(taken / LISTENING_RATE)
        yield self._hypothesis(reader.text.strip(), final=True)

    def _maybe_fail(self, seconds: float) -> None:
        if self.fail_after_seconds is not None and seconds >= self.fail_after_seconds:
            raise EngineError("the recogniser broke while it listened")

    def _hypothesis(self, text: str, *, final: bool) -> Hypothesis:
        understood = self.mishears.get(text, text)
        command, trust = self.nearest.get(understood, ("", 0.0))
        return Hypothesis(
            text=understood,
            final=final,
            is_command=understood in self.commands,
            dictation=understood,
            confidence=1.0 - trust,
            nearest=command if final else "",
        )


def _whole_words(text: str) -> str:
    """The text without a last word that is still being spoken (a blank ends a word)."""
    return text.rpartition(" ")[0].strip() if text.isascii() else text.strip()


@dataclass
class FakeTurnJudge:
    """A TurnJudge whose opinion of each text is given; others get `otherwise`."""

    opinions: Mapping[str, float] = field(default_factory=dict)
    otherwise: float = 0.9
    asked: list[str] = field(default_factory=list)

    def finished(self, text: str, sound: Samples) -> float:
        self.asked.append(text)
        return self.opinions.get(text, self.otherwise)
