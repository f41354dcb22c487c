"""What speaks: a voice of the shelf for each language that has one, eSpeak NG behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge import language as languages

if TYPE_CHECKING:
    from edge.app.installed import Installed
    from edge.engines.tts.fallback import FallbackSynthesizer
    from edge.models.record import Model
    from edge.ports import SpeechSynthesizer


def voices(shelf: Installed, espeak: SpeechSynthesizer) -> SpeechSynthesizer:
    """Loaded at the start where its language is spoken here, else when it is first asked."""
    from edge.engines.tts.by_language import SynthesizerByLanguage

    made: dict[str, FallbackSynthesizer] = {}

    def voice(model: Model) -> FallbackSynthesizer:
        if model.name not in made:
            made[model.name] = _voice(shelf, model, espeak)
        return made[model.name]

    codes = languages.available()
    speaking = {code: shelf.first_usable("voice", code, voice) for code in codes}
    for one in made.values():
        spoken = tuple(code for code in codes if speaking[code] is one)
        at_start = shelf.is_spoken(spoken)
        shelf.standby.add(one.standby, lambda tier: tier.chosen_voice, at_start=at_start)
    return SynthesizerByLanguage(tuple(made.values()), espeak) if made else espeak


def _voice(shelf: Installed, model: Model, espeak: SpeechSynthesizer) -> FallbackSynthesizer:
    """Raises EngineError where its files cannot be used."""
    from edge.engines.tts.fallback import FallbackSynthesizer
    from edge.engines.tts.neural import neural_voice

    voice = neural_voice(model.name, model.kind, model.files, model.languages, shelf.threads)
    return FallbackSynthesizer(voice, espeak, shelf.failed("voice"), model.ram_mb)
