"""What speech on an output is made with: the output, the voice, and how things are said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from edge.errors import InputError
from edge.speaking.spoken import Spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.bus import Bus
    from edge.ports import Samples, SpeechSynthesizer, Voice


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

    def spoken(self, text: str, language: str) -> Spoken:
        """A language that nobody wrote rules for is left to the synthesiser's own."""
        try:
            return self.spoken_for(text, language)
        except InputError:
            return Spoken(text)


@dataclass(frozen=True, slots=True)
class Means:
    """What one output's speech is made with."""

    output: SpeechOutput
    synthesizer: SpeechSynthesizer
    bus: Bus
    clock: Callable[[], float]
    manner: Manner
