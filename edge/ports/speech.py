"""Ports of the spoken conversation: sound, detectors, recognisers, language models, voices."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[np.int16]
    """Mono sound, shape (n,)."""
    Embedding: TypeAlias = NDArray[np.float32]
    """A point on the unit sphere, shape (n,); the product of two of them is their likeness."""
    Render: TypeAlias = Callable[[int], Samples]
    """Asked for n samples, returns exactly n, of shape (n, 2) for a speaker of two channels; called
    from the sound card's own thread."""

LISTENING_RATE = 16_000
"""Samples a second on the listening side, everywhere."""
BLOCK_SAMPLES = 160
"""Samples in a block: 10 ms."""
BLOCK_SECONDS = 0.01
VAD_SAMPLES = 512
"""Samples that a VoiceActivityDetector wants at once: 32 ms."""


# -- nouns ---------------------------------------------------------------------------------------


class Role(Enum):
    """Who is speaking, as far as the device knows."""

    OWNER = "owner"
    PARTNER = "partner"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Block:
    """10 ms from a microphone."""

    samples: Samples
    """160 samples, int16, 16 kHz."""
    at: float
    """Loop seconds at which the last sample was captured."""
    near: float | None = None
    """Over 1 where it is louder than our own loudspeaker explains; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What a recogniser believes was said so far."""

    text: str
    """Lower-case words; empty while nothing was understood."""
    final: bool = False
    """True once, for the last hypothesis of an utterance."""
    is_command: bool = False
    """The recogniser matched a known command sentence and trusts the match."""
    dictation: str = ""
    """Open-vocabulary reading of the same sound, where the recogniser has one."""
    confidence: float = 1.0
    """0 to 1; 1 where the engine has no notion of it."""
    nearest: str = ""
    """Of a final one that is no command: the command that sounds most like it, if there is any."""

    @property
    def trust(self) -> float:
        """0 to 1: how far a final hypothesis believes that the nearest command was said."""
        return self.confidence if self.is_command else 1 - self.confidence


@dataclass(frozen=True, slots=True)
class Voice:
    """How to say something."""

    language: str = "en"
    name: str = ""
    """The engine's own voice name, or a kind: female, male, deep, high, normal. Empty = its own
    choice for the language."""
    words_per_minute: int = 175
    pitch: int = 50
    """0 to 99."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment in synthesised speech: where a word begins, or which phoneme sounds from here on."""

    kind: Literal["word", "phoneme", "end"]
    sample: int
    """Position in samples since the start of the utterance, at the synthesiser's rate."""
    start: int = 0
    """First character of the word in the text handed in (0-based)."""
    length: int = 0
    """Characters of the word."""
    phoneme: str = ""


@dataclass(frozen=True, slots=True)
class SpeechChunk:
    """A piece of synthesised speech, in order, with the marks that fall into it or later."""

    samples: Samples
    """int16 at the synthesiser's `rate`."""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a language model is asked; the first messages are the same bytes from turn to turn."""

    messages: tuple[Message, ...]
    schema: str = ""
    """A JSON schema that the answer must fit; empty = free text. Its limits are not kept to."""
    longest: int = 200
    """Tokens of the answer at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalSigns:
    """How the machine is; None where it does not tell."""

    temperature: float | None = None
    """Of the processor, in degrees Celsius."""
    throttled: bool | None = None
    """The board runs slower than it could, for heat or for want of power."""
    waiting: float | None = None
    """0 to 1: the share of the last minute in which something waited for a processor."""
    memory_mb: float | None = None
    """What this process may still take."""
    battery: float | None = None
    """Percent."""


# -- ports ---------------------------------------------------------------------------------------


class Microphone(Protocol):
    """A named source of sound."""

    @property
    def name(self) -> str: ...

    def blocks(self) -> AsyncIterator[Block]:
        """Open the device and yield its sound until closed or, for a file, until it ends.

        Raises DeviceError when it cannot be opened or is lost; InputError for a broken file.
        """
        ...


class EchoCanceller(Protocol):
    """Removes our own voice (and noise) from what the microphone heard."""

    def cancel(self, heard: Samples, played: Samples) -> Samples:
        """One block of each, 160 samples at 16 kHz; returns the cleaned block."""
        ...


class WakeWordDetector(Protocol):
    """Hears the words that call the device."""

    def detect(self, samples: Samples) -> str | None:
        """The name of the wake word that just ended in this block, or None. Any block size."""
        ...

    def reset(self) -> None: ...


class VoiceActivityDetector(Protocol):
    """Tells how likely a piece of sound is to hold speech."""

    def speech_probability(self, samples: Samples) -> float:
        """0 to 1 for exactly VAD_SAMPLES samples."""
        ...

    def reset(self) -> None: ...


class VoiceOnsetDetector(Protocol):
    """Tells within milliseconds that something voice-like sounds; cheap and easily fooled."""

    def voiced(self, samples: Samples) -> bool:
        """Whether one block (BLOCK_SAMPLES samples) sounds like a voice."""
        ...


class SpeechRecognizer(Protocol):
    """Turns sound into words."""

    def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        """Yield partials while `sound` flows, and one final hypothesis after it ends.

        Closing the iterator drops the utterance and frees the engine. Raises EngineError.
        """
        ...


class SpeakerEmbedder(Protocol):
    """Turns a voice into a point that is near to those of the same person."""

    async def embed(self, speech: Samples) -> Embedding:
        """Raises InputError for too little sound to tell, EngineError for anything else."""
        ...


class Denoiser(Protocol):
    """Takes noise out of sound as it flows."""

    def clean(self, samples: Samples) -> Samples:
        """As many samples as went in, each a little late; any number at once."""
        ...

    def reset(self) -> None:
        """Forget the sound so far."""
        ...


class TurnJudge(Protocol):
    """Tells how likely the speaker has finished, from words and sound."""

    def finished(self, text: str, sound: Samples) -> float:
        """0 (surely goes on) to 1 (surely done). Raises EngineError."""
        ...


class LanguageModel(Protocol):
    """Goes on with a conversation."""

    async def prepare(self, prompt: Prompt) -> None:
        """Evaluate a prompt that may be asked soon; cancelling gives it up. Raises as below."""
        ...

    def generate(self, prompt: Prompt) -> AsyncIterator[str]:
        """Yield the answer piece by piece; closing the iterator stops the engine.

        An empty piece now and then, while the prompt is evaluated, tells that the engine works.
        Raises ContextFull where prompt and answer do not fit, EngineError for anything else.
        """
        ...


class SpeechSynthesizer(Protocol):
    """Turns text into sound with exact times."""

    @property
    def rate(self) -> int: ...

    def synthesize(self, text: str, voice: Voice) -> AsyncIterator[SpeechChunk]:
        """Yield the speech piece by piece; closing the iterator stops the synthesis.

        Raises EngineError, or InputError for a language that the engine does not speak.
        """
        ...


class Speaker(Protocol):
    """A named sound output that pulls its samples."""

    @property
    def name(self) -> str: ...

    @property
    def rate(self) -> int: ...

    @property
    def channels(self) -> int:
        """1, or 2 where left and right reach an ear each."""
        ...

    @property
    def blocks_caller(self) -> bool:
        """`start` and `stop` may take 100 ms or more; otherwise they need the running loop."""
        ...

    def start(self, render: Render) -> None:
        """Open the device and call `render` for every block from now on. Raises DeviceError."""
        ...

    def delay(self) -> float:
        """Seconds from a rendered sample to the air."""
        ...

    def stop(self) -> None: ...


class Button(Protocol):
    """A key that calls or silences the device."""

    def presses(self) -> AsyncIterator[str]:
        """Yield "down" and "up" as they happen. Raises DeviceError."""
        ...


class Battery(Protocol):
    """The charge left."""

    def percent(self) -> float | None:
        """0 to 100, or None where it is unknown or implausible."""
        ...


class Vitals(Protocol):
    """How the machine is."""

    async def read(self) -> VitalSigns:
        """The signs of now; never raises, what cannot be read is None."""
        ...


class Clock(Protocol):
    """The time of day. (Loop time is an argument to logic and needs no port.)"""

    def now(self) -> datetime:
        """Aware local time."""
        ...
