"""What hears: recognisers of the shelf with the embedded ones behind them, and a judge of turns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge import language as languages
from edge.errors import EngineError, SettingsError
from edge.thinking.router import telling_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from edge.app.installed import Installed
    from edge.engines.asr.sherpa import SherpaRecognizer
    from edge.models.record import Model
    from edge.ports import SpeechRecognizer, TurnJudge

EMBEDDED = "pocketsphinx"
"""The kind that needs nothing of the shelf's."""
ONLY = "only recogniser"
"""The role of one that nothing stands behind in a language that is spoken here."""


@dataclass
class Spoken:
    """The language of the moment, for engines that are made before anybody tells it."""

    now: Callable[[], str]

    def followed(self, language: Callable[[], str]) -> Callable[[], str]:
        """`language` tells it from now on."""
        self.now = language
        return language

    def allowed(self) -> tuple[str, ...]:
        return (self.now(),)


def recognizers(
    shelf: Installed, embedded: Mapping[str, SpeechRecognizer], spoken: Spoken
) -> dict[str, SpeechRecognizer]:
    """By language: the embedded ones, each behind the chosen one where there is one."""
    by_language = dict(embedded)
    for model, codes in shelf.languages_of("recogniser").values():
        if model.kind != EMBEDDED:
            by_language |= _chosen(shelf, model, codes, embedded, spoken)
    return {code: _denoised(shelf, one) for code, one in by_language.items()}


def judge(shelf: Installed) -> TurnJudge | None:
    """smart-turn; None where it is not here, or cannot be used."""

    def made(model: Model) -> TurnJudge:
        from edge.engines.turn_smart import SmartTurnJudge

        return SmartTurnJudge(model.files["model"])

    return shelf.first_usable("end of turn", shelf.settings.profile.language, made)


def _chosen(
    shelf: Installed,
    model: Model,
    codes: tuple[str, ...],
    embedded: Mapping[str, SpeechRecognizer],
    spoken: Spoken,
) -> dict[str, SpeechRecognizer]:
    """One model for its languages; it may be away only while others hear all of them."""
    from edge.engines.asr.fallback import FallbackRecognizer
    from edge.engines.runtime.standby import Standby

    first, failed = _recognizer(shelf, model, spoken), shelf.failed("recogniser")
    alone = shelf.is_spoken(tuple(code for code in codes if code not in embedded))
    standby = Standby(first, shelf.failed(ONLY) if alone else failed, model.ram_mb)
    is_backed = all(code in embedded for code in codes)
    shelf.standby.add(
        standby,
        (lambda tier: tier.chosen_recognizer) if is_backed else None,
        at_start=shelf.is_spoken(codes) or not is_backed,
    )
    return {
        code: FallbackRecognizer(first, standby, embedded[code], failed)
        if code in embedded
        else first
        for code in codes
    }


def _recognizer(shelf: Installed, model: Model, spoken: Spoken) -> SherpaRecognizer:
    from edge.engines.asr.sherpa import sherpa_recognizer

    told = [word for code in languages.available() for word in telling_words(code)]
    hotwords = (*shelf.settings.engines.hotwords, *shelf.names, *told)
    return sherpa_recognizer(model.folder, model.kind, spoken.allowed, shelf.threads, hotwords)


def _denoised(shelf: Installed, recognizer: SpeechRecognizer) -> SpeechRecognizer:
    """Behind the denoiser that the owner wants. Raises SettingsError where there is none.

    One that is broken is told and done without.
    """
    name = shelf.settings.engines.denoiser
    if not name:
        return recognizer
    from edge.engines.asr.denoised import DenoisedRecognizer
    from edge.engines.denoise_onnx import Dtln, Gtcrn, OnnxDenoiser

    makers = {"gtcrn": Gtcrn, "dtln": Dtln}
    fitting = [one for one in shelf.found.models if one.name == name and one.kind in makers]
    if not fitting:
        raise SettingsError(f'engines.denoiser = "{name}" is no denoiser in {shelf.found.folder}')
    try:
        network = makers[fitting[0].kind](*fitting[0].files.values())
    except EngineError as error:
        shelf.replaced("denoising", str(error))
        return recognizer
    return DenoisedRecognizer(recognizer, OnnxDenoiser(network), shelf.failed("denoising"))
