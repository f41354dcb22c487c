"""What a conversation is made of: its engines, and the devices that it hears and speaks with."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from edge.modes.sight.outfit import Outfit
from edge.seeing.hazard_path import HazardWatch

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from edge.audio.output import Output
    from edge.modes.governor import Tier
    from edge.ports import (
        Battery,
        Block,
        Button,
        EchoCanceller,
        LanguageModel,
        Microphone,
        Role,
        Samples,
        SpeechRecognizer,
        SpeechSynthesizer,
        Vitals,
        VoiceActivityDetector,
        VoiceOnsetDetector,
        WakeWordDetector,
    )


def _anything_goes(_: Tier) -> None:
    """These engines are the same in every tier."""


class Closing(Protocol):
    """Something that holds on to more than memory."""

    async def close(self) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Engines:
    """The models that a conversation has one of."""

    recognizer: Callable[[Callable[[], str]], SpeechRecognizer]
    """Given who tells the language of the moment."""
    synthesizer: SpeechSynthesizer
    mind: LanguageModel | None = None
    context_tokens: int = 2048
    """Of the mind."""
    opened: Sequence[Closing] = ()
    """What must be closed in the end."""
    governed: Callable[[Tier], None] = _anything_goes
    """Told what the governor allows from now on."""

    async def close(self) -> None:
        """Free the engines that work in processes of their own."""
        await asyncio.gather(*(engine.close() for engine in self.opened))


def _as_it_is(blocks: AsyncIterator[Block]) -> AsyncIterator[Block]:
    return blocks


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """A microphone, whose voice it carries, and the models that remember its sound."""

    microphone: Microphone
    vad: VoiceActivityDetector
    onset: VoiceOnsetDetector
    wake: WakeWordDetector | None = None
    canceller: EchoCanceller | None = None
    judge: Callable[[str, Samples], Awaitable[float]] | None = None
    """Tells from words and sound whether the speaker has finished; see listening/judging.py."""
    role: Role
    heard: Callable[[AsyncIterator[Block]], AsyncIterator[Block]] = _as_it_is
    """Looks on at the sound that the listener gets."""
    patient: bool = False
    """Its sound does not come in real time."""


@dataclass(frozen=True, kw_only=True)
class Devices:
    """What the conversation hears and speaks with."""

    hearing: Sequence[Hearing] = ()
    outputs: Sequence[Output] = ()
    buttons: Sequence[Button] = ()
    battery: Battery | None = None
    vitals: Vitals | None = None
    outfit: Outfit = field(default_factory=Outfit)
    """What there is to see and to find the way with."""
    hazards: HazardWatch = field(default_factory=lambda: HazardWatch((), ()))
    """The distance sensors, with all that they warn by."""

    @property
    def senses(self) -> frozenset[str]:
        """As skills ask for them; "guide" where there is anything to guide by."""
        measured = {"guide"} if self.hazards.has_sensor else set()
        return self.outfit.senses | measured
