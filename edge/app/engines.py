"""Which engine does which work: the one place that names concrete engines."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING

from edge.ports import Role
from edge.settings import models_folder, state_folder

if TYPE_CHECKING:
    from typing import Any

    from edge.cache import Cache
    from edge.language import Language
    from edge.modes.conversation import Engines, Hearing
    from edge.ports import EchoCanceller, Microphone, SpeechSynthesizer, WakeWordDetector
    from edge.settings import ListeningSettings, Settings


def hearing(mic: Microphone, settings: Settings, role: str, *, fast: bool = False) -> Hearing:
    """A microphone with its own detectors; loads them, so not on the loop."""
    from edge.engines.vad_silero import SileroVoiceActivity
    from edge.engines.vad_webrtc import WebRtcOnset
    from edge.modes.conversation import Hearing

    wakes = settings.listening.mode == "wake word" and settings.listening.wake_words
    return Hearing(
        microphone=mic,
        vad=SileroVoiceActivity(),
        onset=WebRtcOnset(),
        wake=_wake_words(settings.listening) if wakes else None,
        canceller=_canceller(settings) if not fast else None,
        role=Role(role),
        patient=fast,
    )


def _wake_words(settings: ListeningSettings) -> WakeWordDetector:
    """The detector, resting while it is quiet."""
    from edge.engines.wake_micro import MicroWakeWordDetector
    from edge.listening.wake_gate import GatedWakeWord

    return GatedWakeWord(MicroWakeWordDetector(settings.wake_words), settings.level_gate_rms)


def _canceller(settings: Settings) -> EchoCanceller | None:
    audio = settings.audio
    if audio.echo_canceller == "none":
        return None
    from edge.engines.aec_webrtc import WebRtcEchoCanceller

    # gain control lifts what is left of the echo to the level of a voice: 21 to 32 false pauses a
    # minute through rir1 with it, 0.8 without
    lifts_echo = any(one.open_loudspeaker for one in audio.outputs)
    return WebRtcEchoCanceller(audio.noise_suppression, audio.gain_control and not lifts_echo)


async def load_engines(settings: Settings, *, hears: bool) -> Engines:
    """Recognisers for the languages that have a model (if any is needed), and the synthesiser.

    Raises EngineError.
    """
    from edge.engines.asr_by_language import RecognizerByLanguage
    from edge.modes.conversation import Engines
    from edge.tasks import apart

    found = await apart(lambda: recognizers(settings)) if hears else {}
    first = found.get(settings.profile.language)
    if first is not None:
        await first.open()
    return Engines(
        recognizer=lambda language: RecognizerByLanguage(found, language),
        synthesizer=await apart(synthesizer),
    )


def recognizers(settings: Settings) -> dict[str, Any]:
    """By language, for those that have a model; each loads when it is opened, or first used."""
    from edge import language as languages
    from edge.engines.asr_pocketsphinx import PocketSphinxRecognizer
    from edge.engines.pocketsphinx_model import find_models
    from edge.listening.rejection import command_trust

    found: dict[str, Any] = {}
    for code, folder in find_models(models_folder(settings.models)).items():
        if code in languages.available():
            language = languages.load(code)
            trust = partial(command_trust, language.rejection)
            found[code] = PocketSphinxRecognizer(
                folder, command_grammar(language), trust, language.spaced, cache()
            )
    return found


def synthesizer() -> SpeechSynthesizer:
    """eSpeak NG; loads its library. Raises EngineError."""
    from edge.engines.tts_espeak import EspeakSynthesizer

    return EspeakSynthesizer()


def cache() -> Cache:
    """What was computed at an earlier start, in the state folder."""
    from edge.cache import Cache

    return Cache(state_folder() / "cache")


def command_grammar(language: Language) -> str:
    """The compiled grammar of a language; kept, as compiling takes seconds."""
    from importlib import resources

    from edge import __version__
    from edge.listening import grammar

    data = (resources.files("edge.languages") / f"{language.code}.toml").read_bytes()
    maker = f"{__version__} {grammar.COMPILER}".encode()
    mark = hashlib.sha256(data + maker).hexdigest()[:16]
    return cache().text(f"grammar-{language.code}", mark, lambda: grammar.command_grammar(language))
