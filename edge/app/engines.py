"""Which engine does which work: the one place that names concrete engines."""

from __future__ import annotations

import hashlib
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from edge.app.chosen_wake import wake_words
from edge.app.senses import NO_SENSES, senses, with_senses
from edge.ports import Role
from edge.settings import models_folder, state_folder

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from typing import Any

    from edge.app.chosen_wake import Spotter
    from edge.app.installed import Installed
    from edge.cache import Cache
    from edge.engines.asr.any_language import AnyLanguageRecognizer
    from edge.http import Connect
    from edge.language import Language
    from edge.modes.parts import Engines, Hearing
    from edge.ports import (
        EchoCanceller,
        Microphone,
        Samples,
        SpeechSynthesizer,
    )
    from edge.settings import Settings


def hearing(
    mic: Microphone,
    settings: Settings,
    role: str,
    *,
    fast: bool = False,
    judge: Callable[[str, Samples], Awaitable[float]] | None = None,
    spotter: Spotter | None = None,
) -> Hearing:
    """A microphone with its own detectors; loads them, so not on the loop."""
    from edge.engines.vad_silero import SileroVoiceActivity
    from edge.engines.vad_webrtc import WebRtcOnset
    from edge.modes.parts import Hearing

    wakes = settings.listening.mode == "wake word" and settings.listening.wake_words
    return Hearing(
        microphone=mic,
        vad=SileroVoiceActivity(),
        onset=WebRtcOnset(),
        wake=wake_words(settings.listening, spotter) if wakes else None,
        canceller=canceller(settings) if not fast else None,
        judge=judge,
        role=Role(role),
        patient=fast,
    )


def canceller(settings: Settings) -> EchoCanceller | None:
    """As the settings want it; loads its library."""
    audio = settings.audio
    if audio.echo_canceller == "none":
        return None
    from edge.engines.aec_webrtc import WebRtcEchoCanceller

    # gain control lifts what is left of the echo to the level of a voice: 21 to 32 false pauses a
    # minute through rir1 with it, 0.8 without
    lifts_echo = any(one.open_loudspeaker for one in audio.outputs)
    return WebRtcEchoCanceller(audio.noise_suppression, audio.gain_control and not lifts_echo)


async def load_engines(
    settings: Settings,
    *,
    hears: bool,
    answers: bool = True,
    installed: Installed | None = None,
    connect: Connect | None = None,
) -> Engines:
    """Recognisers for the languages that have a model (if any is needed), voices, and a mind.

    `installed` is what the shelf holds, `connect` the way to a model on a server. What was chosen
    and cannot be loaded is replaced by what is embedded; raises EngineError where that breaks too.
    """
    from edge.app import chosen_ears, chosen_mind, chosen_voices
    from edge.app.installed import Installed
    from edge.engines.asr.by_language import RecognizerByLanguage
    from edge.modes.parts import Engines
    from edge.tasks import apart

    shelf = await apart(lambda: installed or Installed.surveyed(settings))
    if answers:
        shelf.tell_lost()
    spoken = chosen_ears.Spoken(lambda: settings.profile.language)
    embedded = await apart(lambda: recognizers(settings)) if hears else {}
    ears = await apart(lambda: chosen_ears.recognizers(shelf, embedded, spoken)) if hears else {}
    espeak = await apart(synthesizer)
    voice = await apart(lambda: chosen_voices.voices(shelf, espeak)) if answers else espeak
    mind, context = await chosen_mind.language_model(shelf, connect) if answers else (None, 0)
    first = ears.get(settings.profile.language)
    if first is not None and first is embedded.get(settings.profile.language):
        await embedded[settings.profile.language].open()
    await shelf.standby.open()
    return Engines(
        recognizer=lambda language: RecognizerByLanguage(ears, spoken.followed(language)),
        synthesizer=voice,
        mind=mind,
        context_tokens=context,
        opened=(shelf.standby,),
        governed=shelf.standby.govern,
    )


def recognizers(settings: Settings) -> dict[str, Any]:
    """By language, for those that have a model; each loads when it is opened, or first used."""
    return _embedded(settings, partial(command_grammar, present=senses(settings)))


def naming_recognizer(settings: Settings) -> AnyLanguageRecognizer:
    """Hears in every embedded language which one of ours is named, and nothing else."""
    from edge import language as languages
    from edge.engines.asr.any_language import AnyLanguageRecognizer
    from edge.listening.grammar import narrow_grammar

    def names(language: Language) -> str:
        ours = languages.available()
        named = [choice.said for choice in language.lists["language"] if choice.value in ours]
        return narrow_grammar(language, named)

    return AnyLanguageRecognizer(list(_embedded(settings, names).values()))


def _embedded(settings: Settings, grammar: Callable[[Language], str]) -> dict[str, Any]:
    from edge import language as languages
    from edge.engines.asr.pocketsphinx import PocketSphinxRecognizer
    from edge.engines.pocketsphinx.model import find_models
    from edge.listening.rejection import command_trust

    found: dict[str, Any] = {}
    for code, folder in find_models(models_folder(settings.models)).items():
        if code in languages.available():
            language = languages.load(code)
            trust = partial(command_trust, language.rejection)
            found[code] = PocketSphinxRecognizer(
                folder, grammar(language), trust, language.spaced, cache()
            )
    return found


def synthesizer() -> SpeechSynthesizer:
    """eSpeak NG; loads its library. Raises EngineError."""
    from edge.engines.tts.espeak import EspeakSynthesizer

    return EspeakSynthesizer()


@asynccontextmanager
async def voices(settings: Settings, language: str = "") -> AsyncIterator[SpeechSynthesizer]:
    """The chosen voices with eSpeak NG behind them, that of a language loaded; freed at the end."""
    from edge.app import chosen_voices
    from edge.app.installed import Installed
    from edge.tasks import apart

    shelf = await apart(lambda: Installed.surveyed(settings, language=language))
    voice = await apart(lambda: chosen_voices.voices(shelf, synthesizer()))
    try:
        await shelf.standby.open()
        yield voice
    finally:
        await shelf.standby.close()


def cache() -> Cache:
    """What was computed at an earlier start, in the state folder."""
    from edge.cache import Cache

    return Cache(state_folder() / "cache")


def command_grammar(language: Language, present: frozenset[str] = NO_SENSES) -> str:
    """The compiled grammar of a language, for what these senses can answer.

    Kept, as compiling takes seconds.
    """
    from edge import __version__
    from edge import language as languages
    from edge.listening import grammar

    data = b"".join(languages.sources(language.code).values())
    wanted = ",".join(sorted(present))
    maker = f"{__version__} {grammar.COMPILER} {wanted}".encode()
    mark = hashlib.sha256(data + maker).hexdigest()[:16]
    heard = with_senses(language, present)
    return cache().text(f"grammar-{language.code}", mark, lambda: grammar.command_grammar(heard))
