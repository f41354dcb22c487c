"""Which device a setting means: the one place that names concrete devices."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from edge.errors import DeviceError
from edge.events import DeviceFound, DeviceLost

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from edge.audio.output import Output
    from edge.bus import Bus
    from edge.ports import Block, Button, Microphone, Speaker
    from edge.settings import MicrophoneSettings, OutputSettings, Settings
    from edge.store.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PersistentMicrophone:
    """A microphone that may go and come back; the bus is told."""

    microphone: Microphone
    bus: Bus

    @property
    def name(self) -> str:
        return self.microphone.name

    def blocks(self) -> AsyncIterator[Block]:
        from edge.devices.reconnect import persistent

        lost, found = device_news(self.bus, self.name)
        return persistent(self.microphone.blocks, lost, found)


def device_news(bus: Bus, name: str) -> tuple[Callable[[str], None], Callable[[], None]]:
    """What tells the bus that a device was lost (with the reason), and that it is back."""
    now = asyncio.get_running_loop().time

    def lost(message: str) -> None:
        bus.arrive(DeviceLost(at=now(), device=name, message=message))

    def found() -> None:
        bus.arrive(DeviceFound(at=now(), device=name))

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

        return WavSpeaker(Path(device.removeprefix("file:")), channels=settings.ears)
    if device in ("stdout", "null"):
        from edge.devices.speaker_null import NullSpeaker
        from edge.devices.speaker_stdout import StdoutSpeaker

        if device == "stdout":
            return StdoutSpeaker(channels=settings.ears)
        return NullSpeaker(settings.name, channels=settings.ears)
    from edge.devices.speaker_portaudio import PortAudioSpeaker
    from edge.devices.speaker_pulse import PREFIX, PulseSpeaker

    return PulseSpeaker(settings) if device.startswith(PREFIX) else PortAudioSpeaker(settings)


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
