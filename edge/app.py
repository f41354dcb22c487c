"""Composition root: the one place that names concrete engines and devices."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from edge import footprint
from edge.errors import DeviceError
from edge.events import DeviceFound, DeviceLost
from edge.ports import Role
from edge.settings import OutputSettings, models_folder, state_folder

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from typing import Any

    from edge.audio.output import Output
    from edge.bus import Bus
    from edge.cache import Cache
    from edge.language import Language
    from edge.modes.conversation import Conversation, Engines, Hearing
    from edge.ports import (
        Block,
        Button,
        EchoCanceller,
        Microphone,
        Speaker,
        SpeechSynthesizer,
        WakeWordDetector,
    )
    from edge.settings import ListeningSettings, MicrophoneSettings, Settings
    from edge.store.store import Store
    from edge.tasks import Tasks

log = logging.getLogger(__name__)

OPENING_SECONDS = 5.0
"""An idle PulseAudio sink calls for the first time after 2 s."""


class SystemClock:
    """The time of day of this machine."""

    def now(self) -> datetime:
        return datetime.now().astimezone()


@dataclass(frozen=True)
class PersistentMicrophone:
    """A microphone that may go and come back; the bus is told."""

    microphone: Microphone
    bus: Bus

    @property
    def name(self) -> str:
        return self.microphone.name

    def blocks(self) -> AsyncIterator[Block]:
        from edge.devices.reconnect import persistent_blocks

        lost, found = device_news(self.bus, self.name)
        return persistent_blocks(self.microphone, lost, found)


def device_news(bus: Bus, name: str) -> tuple[Callable[[str], None], Callable[[], None]]:
    """What tells the bus that a device was lost (with the reason), and that it is back."""
    now = asyncio.get_running_loop().time

    def lost(message: str) -> None:
        bus.publish(DeviceLost(at=now(), device=name, message=message))

    def found() -> None:
        bus.publish(DeviceFound(at=now(), device=name))

    return lost, found


def microphone(settings: MicrophoneSettings, *, fast: bool = False) -> Microphone:
    """The adapter that the setting `device` names; raises InputError for a broken file."""
    device = settings.device
    if device.startswith("file:"):
        from edge.devices.microphone_wav import WavMicrophone

        return WavMicrophone(Path(device.removeprefix("file:")), "fast" if fast else "real")
    if device == "stdin":
        from edge.devices.microphone_stdin import StdinMicrophone

        return StdinMicrophone()
    from edge.devices.microphone_portaudio import PortAudioMicrophone

    return PortAudioMicrophone(settings)


def speaker(settings: OutputSettings) -> Speaker:
    """The adapter that the setting `device` names; raises DeviceError for a bad file."""
    device = settings.device
    if device.startswith("file:"):
        from edge.devices.speaker_wav import WavSpeaker

        return WavSpeaker(Path(device.removeprefix("file:")))
    if device in ("stdout", "null"):
        from edge.devices.speaker_null import NullSpeaker
        from edge.devices.speaker_stdout import StdoutSpeaker

        return StdoutSpeaker() if device == "stdout" else NullSpeaker(settings.name)
    from edge.devices.speaker_portaudio import PortAudioSpeaker

    return PortAudioSpeaker(settings)


def buttons(settings: Settings) -> tuple[Button, ...]:
    """The talk key, where one is set."""
    if not settings.listening.talk_key:
        return ()
    from edge.devices.button_evdev import EvdevButton

    return (EvdevButton(settings.listening.talk_key),)


def output(settings: OutputSettings, store: Store | None = None) -> Output:
    """A named output, its delay corrected by what `edge doctor` once measured."""
    from edge.audio.output import Output

    chosen = speaker(settings)
    kept = store.loop_delays.get(settings.name) if store else None
    if kept is not None and hasattr(chosen, "correction_seconds"):
        chosen.correction_seconds = kept
    return Output(chosen, settings, asyncio.get_running_loop().time)


def has_sound(direction: str) -> bool:
    """Whether PortAudio knows any card for "input" or "output"."""
    from edge.devices.portaudio import list_devices

    try:
        return any(card.channels(direction) for card in list_devices())  # type: ignore[arg-type]  # two words
    except DeviceError as error:
        log.warning("%s", error)
        return False


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


@dataclass(frozen=True)
class Plan:
    """Which microphones and outputs a command wants, and how."""

    microphones: tuple[Microphone, ...] = ()
    roles: tuple[str, ...] = ()
    outputs: tuple[OutputSettings, ...] = ()
    buttons: tuple[Button, ...] = ()
    language: str = ""
    """Spoken with us, this once; empty = the person's own."""
    rings: bool = True
    """Timers and reminders ring here; a command that only asks leaves that to `edge run`."""
    fast: bool = False
    """Microphones give their sound as fast as it is taken."""


@asynccontextmanager
async def conversation(settings: Settings, plan: Plan, bus: Bus) -> AsyncIterator[Conversation]:
    """A running conversation: models loaded first, then sound opened, all closed at the end."""
    from edge.devices.battery_sysfs import SysfsBattery
    from edge.modes.conversation import Conversation, Devices
    from edge.store.store import Store
    from edge.tasks import Tasks, apart

    footprint.tune()
    store = await apart(lambda: Store.open_or_in_memory(state_folder()))
    for notice in store.notices:
        log.warning("%s", notice)
    engines, ears = await asyncio.gather(
        load_engines(settings, hears=bool(plan.microphones)), _hearings(settings, plan, bus)
    )
    outputs = [output(wanted, store) for wanted in plan.outputs]
    devices = Devices(hearing=ears, outputs=outputs, buttons=plan.buttons, battery=SysfsBattery())
    talk = Conversation(settings, engines, devices, store, SystemClock(), bus)
    if plan.language:
        talk.body.speak(plan.language)
    with footprint.loaded():
        async with Tasks() as tasks:
            for one in outputs:
                await _opened(one, bus, tasks)
            async with talk.running(rings=plan.rings):
                tasks.start(warm(talk))
                yield talk
    await asyncio.to_thread(store.close)


@asynccontextmanager
async def hearing_only(settings: Settings, plan: Plan, bus: Bus) -> AsyncIterator[asyncio.Event]:
    """Microphones and listeners without anybody to answer; the event tells that all sound ended."""
    from edge.modes.conversation import listener_for
    from edge.tasks import Tasks

    footprint.tune()
    engines, ears = await asyncio.gather(
        load_engines(settings, hears=True), _hearings(settings, plan, bus)
    )
    language = settings.profile.language
    ended = asyncio.Event()

    async def hear_all() -> None:
        async with asyncio.TaskGroup() as group:
            for one in ears:
                recognizer = engines.recognizer(lambda: language)
                listener = listener_for(one, recognizer, settings.listening, language, bus)
                group.create_task(listener.run(one.microphone.blocks(), patient=one.patient))
        ended.set()

    async with Tasks() as tasks:
        tasks.start(hear_all())
        yield ended


async def _hearings(settings: Settings, plan: Plan, bus: Bus) -> list[Hearing]:
    """The microphones' detectors, loaded in a thread each."""
    from edge.tasks import apart

    loading = [
        apart(partial(hearing, PersistentMicrophone(mic, bus), settings, role, fast=plan.fast))
        for mic, role in zip(plan.microphones, plan.roles, strict=True)
    ]
    return list(await asyncio.gather(*loading))


async def _opened(one: Output, bus: Bus, tasks: Tasks) -> None:
    """Keep an output open from now on; return when it plays, or is found not to."""
    from edge.devices.reconnect import keep_open

    now = asyncio.get_running_loop().time
    lost, found = device_news(bus, one.name)
    reasons: list[str] = []

    def unusable(message: str) -> None:
        reasons.append(message)
        lost(message)

    def undecided() -> bool:
        return not (one.callbacks or reasons) and now() < give_up

    tasks.start(keep_open(one, unusable, found))
    give_up = now() + OPENING_SECONDS
    while undecided():  # noqa: ASYNC110 - a counter wakes nobody
        await asyncio.sleep(0.01)


async def warm(talk: Conversation) -> None:
    """Make the first answer as quick as the others; skills run in the store's thread."""
    from edge.modes.conversation import spoken
    from edge.tasks import apart

    with footprint.loading():
        await apart(partial(spoken, "1", talk.manners.language))
        await talk.store.run(talk.thinker.warm, talk.manners.language)
