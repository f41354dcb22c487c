"""What speaks: a voice of the shelf for each language that has one, eSpeak NG behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.errors import EngineError

if TYPE_CHECKING:
    from edge.app.installed import Installed
    from edge.engines.tts.fallback import FallbackSynthesizer
    from edge.models.record import Model
    from edge.ports import SpeechSynthesizer


def voices(shelf: Installed, espeak: SpeechSynthesizer) -> SpeechSynthesizer:
    """Loaded at the start where its language is spoken here, else when it is first asked."""
    from edge.engines.tts.by_language import SynthesizerByLanguage

    made = []
    for model, codes in shelf.languages_of("voice").values():
        voice = _voice(shelf, model, espeak)
        if voice is not None:
            shelf.standby.add(
                voice.standby, lambda tier: tier.chosen_voice, at_start=shelf.is_spoken(codes)
            )
            made.append(voice)
    return SynthesizerByLanguage(made, espeak) if made else espeak


def _voice(shelf: Installed, model: Model, espeak: SpeechSynthesizer) -> FallbackSynthesizer | None:
    """None, and told, where its files cannot be used."""
    from edge.engines.tts.fallback import FallbackSynthesizer
    from edge.engines.tts.neural import neural_voice

    try:
        voice = neural_voice(model.name, model.kind, model.files, model.languages, shelf.threads)
    except EngineError as error:
        shelf.replaced("voice", str(error))
        return None
    return FallbackSynthesizer(voice, espeak, shelf.failed("voice"), model.ram_mb)
