"""What `edge doctor` looks at without making a sound: one function a part of the machine."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from edge import app, settings
from edge.app.chosen import survey
from edge.app.chosen_wake import wake_words
from edge.app.installed import Installed
from edge.errors import EdgeError, EngineError
from edge.footprint import memory_mb
from edge.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.settings import Settings

LEAST_FREE_MB = 200
LEAST_MEMORY_MB = 400
"""Of memory that is free for use: the product takes about 250 MB with its English recogniser."""
SERVERS_CHOICE = ("", "default", "pulse", "pipewire")
"""Devices by which a sound server decides where something plays."""


@dataclass(frozen=True)
class Check:
    """One line of the report."""

    state: Literal["ok", "attention", "missing"]
    """"missing" where it cannot do its work without it."""
    what: str
    where: str
    todo: str = ""

    def line(self) -> str:
        advice = f"; {self.todo}" if self.todo else ""
        return f"{self.state}: {self.what}: {self.where}{advice}"


def machine() -> list[Check]:
    """Interpreter, cores, memory and battery."""
    from edge.devices.battery_sysfs import SysfsBattery

    free, whole = memory_mb()
    memory = f"{free:.0f} of {whole:.0f} MB free, {os.cpu_count()} cores"
    short = bool(whole) and free < LEAST_MEMORY_MB
    percent = SysfsBattery().percent()
    return [
        Check("ok", "python", f"{platform.python_version()} on {platform.platform()}"),
        Check(
            "attention" if short else "ok", "memory", memory, "end other programs" if short else ""
        ),
        Check("ok", "battery", "none" if percent is None else f"{percent:.0f} %"),
    ]


def settings_file(named: Path | None) -> list[Check]:
    """Which file was read; a broken one never comes so far."""
    path = named or Path(os.environ.get("EDGE_CONFIG") or settings.default_path())
    found = "valid" if path.exists() else "absent, so the defaults hold"
    return [Check("ok", "settings", f"{path} ({found})")]


def state_folder() -> list[Check]:
    """Whether things can be kept, and for how much there is room."""
    folder = settings.state_folder()
    try:
        store = Store.open(folder)
    except EdgeError as error:
        return [Check("attention", "state", str(error), "until then nothing is remembered")]
    store.close()
    free = shutil.disk_usage(folder).free / 1e6
    checks = [Check("attention", "database", notice) for notice in store.notices]
    if free < LEAST_FREE_MB:
        checks.append(Check("attention", "disk", f"{free:.0f} MB free in {folder}", "make room"))
    return [*checks, Check("ok", "state", f"{folder} (writable, {free:.0f} MB free)")]


def sound_cards() -> list[Check]:
    """What PortAudio sees."""
    from edge.devices.portaudio import list_devices

    try:
        cards = list_devices()
    except EdgeError as error:
        return [Check("attention", "sound", str(error), "files and typing work without it")]
    return [
        _cards("microphones", [card.name for card in cards if card.inputs]),
        _cards("outputs", [card.name for card in cards if card.outputs]),
    ]


def _cards(what: str, names: list[str]) -> Check:
    if names:
        return Check("ok", what, ", ".join(names))
    return Check("attention", what, "PortAudio sees none", "plug one in, or use files and typing")


def private_outputs(chosen: Settings) -> list[Check]:
    """Those that only the owner should hear, where the sound server may choose who does."""
    return [
        Check(
            "attention",
            f"output {output.name}",
            "only the owner should hear it, but a sound server may move it to a loudspeaker",
            'name its sink: device = "pulse:NAME" ("pactl list short sinks" tells the names)',
        )
        for output in chosen.audio.outputs
        if output.audience == "owner" and output.device in SERVERS_CHOICE
    ]


def talk_key(chosen: Settings) -> list[Check]:
    """The key that calls the device."""
    key = chosen.listening.talk_key
    if not key:
        return [Check("ok", "talk key", "F2 in the terminal (listening.talk_key names another)")]
    if importlib.util.find_spec("evdev") is None:
        return [
            Check(
                "attention", "talk key", f'"{key}" needs the package evdev',
                'install "edge-assistant[buttons]"',
            )
        ]  # fmt: skip
    return [Check("ok", "talk key", f'"{key}"')]


def models(chosen: Settings) -> list[Check]:
    """Recognisers by language, and everything else that has to load before anybody can talk."""
    from edge.engines.aec_webrtc import WebRtcEchoCanceller
    from edge.engines.vad_silero import SileroVoiceActivity
    from edge.engines.vad_webrtc import WebRtcOnset

    checks = [
        *_recognizers(chosen),
        _loads("voice", "eSpeak NG", app.synthesizer),
        _loads("voice activity", "Silero", SileroVoiceActivity),
        _loads("voice onset", "WebRTC", WebRtcOnset),
    ]
    if chosen.listening.wake_words:
        checks.append(_wake_words(chosen))
    if chosen.audio.echo_canceller != "none":
        load = partial(WebRtcEchoCanceller, True, True)
        checks.append(_loads("echo canceller", chosen.audio.echo_canceller, load))
    return checks


def _recognizers(chosen: Settings) -> list[Check]:
    """Essential is the one for the language of the profile."""
    from edge.engines.pocketsphinx.model import find_models

    folder = settings.models_folder(chosen.models)
    try:
        found = find_models(folder)
    except EngineError as error:
        return [Check("missing", "recognisers", str(error))]
    known = ", ".join(f"{code} ({path})" for code, path in sorted(found.items())) or "none"
    language = chosen.profile.language
    if language in found:
        return [Check("ok", "recognisers", known)]
    model = survey(chosen, None).choice("recogniser", language).model
    if model is not None:
        return [Check("ok", "recognisers", f"{known}, {language} ({model.folder})")]
    advice = f'"edge models fetch small" gets one for "{language}", or put one into {folder}'
    return [Check("missing", "recognisers", f'none for "{language}"; there is {known}', advice)]


def _wake_words(chosen: Settings) -> Check:
    """Those that are built in, and names of one's own by a model of the shelf."""
    told: list[str] = []
    shelf = Installed.surveyed(chosen, replaced=lambda _, reason: told.append(reason))
    names = ", ".join(word.name for word in chosen.listening.wake_words)
    check = _loads("wake words", names, lambda: wake_words(chosen.listening, shelf.spotter()))
    return Check("attention", "wake words", told[0]) if told else check


def _loads(what: str, name: str, load: Callable[[], object]) -> Check:
    try:
        load()
    except (EdgeError, ImportError) as error:
        return Check("missing", what, str(error), "install edge-assistant again")
    return Check("ok", what, name)
