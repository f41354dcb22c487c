"""What hears its name: built-in words, and names of one's own by a model of the shelf."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from edge.errors import EngineError
from edge.settings import ListeningSettings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from edge.ports import WakeWordDetector
    from edge.settings import WakeWordSettings


@dataclass(frozen=True)
class Spotter:
    """A model that listens for any name."""

    folder: Path
    failed: Callable[[str], None]
    """Takes the reason why it cannot be used."""


def wake_words(settings: ListeningSettings, spotter: Spotter | None) -> WakeWordDetector:
    """The detectors, resting while it is quiet; names of one's own where there is a spotter.

    Where that is broken, or fails later, the names that everybody knows call the device in their
    place, as nobody could reach it otherwise.
    """
    from edge.engines.wake.fallback import FallbackWakeWord
    from edge.engines.wake.micro import MicroWakeWordDetector, has_model
    from edge.engines.wake.several import SeveralWakeWords
    from edge.engines.wake.sherpa import SherpaWakeWordDetector
    from edge.listening.wake_gate import GatedWakeWord

    own = tuple(word for word in settings.wake_words if spotter and not has_model(word))
    known = tuple(word for word in settings.wake_words if word not in own)
    usual = _usual_besides(known)
    detectors: list[WakeWordDetector] = []
    if own and spotter:
        try:
            first = SherpaWakeWordDetector(spotter.folder, own)
            make = partial(MicroWakeWordDetector, usual)
            detectors.append(FallbackWakeWord(first, make, spotter.failed))
        except EngineError as error:
            spotter.failed(str(error))
            known = (*known, *usual)
    if known:
        detectors.append(MicroWakeWordDetector(known))
    return GatedWakeWord(SeveralWakeWords(detectors), settings.level_gate_rms)


def _usual_besides(known: tuple[WakeWordSettings, ...]) -> tuple[WakeWordSettings, ...]:
    """The names that everybody knows, without those that are listened for anyway."""
    names = [word.name for word in known]
    return tuple(word for word in ListeningSettings().wake_words if word.name not in names)
