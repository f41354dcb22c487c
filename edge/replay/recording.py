"""Reads a recording back, as far as it goes."""

from __future__ import annotations

import bisect
import json
import logging
import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from edge.audio.wav import HEADER_BYTES
from edge.errors import InputError, SettingsError
from edge.ports import BLOCK_SAMPLES, Block
from edge.replay import tape
from edge.settings import Settings
from edge.settings import read as read_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from edge.errors import EdgeError
    from edge.events import Event
    from edge.ports import Samples

log = logging.getLogger(__name__)


@dataclass
class Script:
    """One call of a port: its steps, each (moment, value)."""

    takes: list[float] = field(default_factory=list)
    given: list[tuple[float, Any]] = field(default_factory=list)
    ended: float = math.inf
    """When it was over; never, where the recording ends before it."""
    ending: str = ""
    """end, error or closed."""
    error: EdgeError | None = None


@dataclass
class Recording:
    """What came in and what happened, by kind."""

    manifest: dict[str, Any]
    settings: Settings
    start: float = math.inf
    end: float = -math.inf
    """The last moment that was kept."""
    whole: bool = False
    """It was ended in order, not cut off."""
    events: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    """Everything told on the bus from start to end, with its moment."""
    outside: list[tuple[float, Event]] = field(default_factory=list)
    """Events among them that came from outside: of devices, typed lines and taps."""
    calls: dict[str, Script] = field(default_factory=dict)
    blocks: dict[int, list[tuple[float, Block]]] = field(default_factory=dict)
    detected: dict[tuple[str, int, float], Any] = field(default_factory=dict)
    """By kind, microphone and moment."""
    played: dict[tuple[str, int], list[tuple[float, list[Any]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """By output and utterance."""
    battery: list[float | None] = field(default_factory=list)

    def progress(self, output: str, utterance: int, now: float) -> list[Any] | None:
        """The last look at an utterance that is not later than `now`."""
        looks = self.played.get((output, utterance), [])
        index = bisect.bisect_right(looks, now, key=lambda look: look[0])
        return looks[index - 1][1] if index else None


def read(folder: Path) -> Recording:
    """A recording; one that was cut off, up to there. Raises InputError for anything else."""
    reader = _Reader(folder)
    for number, record in enumerate(_lines(folder / tape.TAPE), 1):
        try:
            if not reader.take(record):
                break
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(
                f"{folder / tape.TAPE}, line {number}, is broken: {error!r}"
            ) from error
    recording = reader.recording
    if math.isinf(recording.start):
        raise InputError(f"{folder} holds no conversation: it was cut off before one began")
    if not recording.whole:
        log.warning("%s was cut off; it is replayed up to there", folder)
    return recording


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / tape.MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
        version = manifest["version"]
    except OSError as error:
        raise InputError(f"{folder} is no recording: {path.name}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} is broken: {error!r}") from error
    if version != tape.VERSION:
        raise InputError(
            f"{folder} was recorded by edge {manifest.get('edge', '?')} in form {version}; "
            f"this edge reads form {tape.VERSION}"
        )
    missing = [f'"{key}"' for key in tape.CIRCUMSTANCES if key not in manifest]
    if missing:
        raise InputError(f"{path} is broken: it lacks {', '.join(missing)}")
    return dict(manifest)


def _settings(folder: Path, manifest: dict[str, Any]) -> Settings:
    try:
        return read_settings(Settings, manifest["settings"])
    except SettingsError as error:
        raise InputError(f"{folder / tape.MANIFEST}: {error}") from error


def _lines(path: Path) -> list[dict[str, Any]]:
    """All whole lines; a broken one is an error, but at the end it was cut off."""
    try:
        raw = path.read_bytes().split(b"\n")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    found: list[dict[str, Any]] = []
    for number, text in enumerate(raw, 1):
        try:
            if text:
                found.append(json.loads(text))
        except ValueError as error:
            if any(raw[number:]):
                raise InputError(f"{path}, line {number}, is broken: {error}") from error
    return found


class _Reader:
    """Sorts the lines of a tape."""

    def __init__(self, folder: Path) -> None:
        manifest = _manifest(folder)
        self.recording = Recording(manifest, _settings(folder, manifest))
        self._folder = folder
        self._sounds: dict[int, Samples] = {}
        self._sort: dict[str, Callable[[float, dict[str, Any]], bool | None]] = {
            "start": self._start,
            "stop": self._stop,
            "event": self._event,
            "block": self._block,
            "call": self._call,
            "played": self._played,
            "battery": self._battery,
            **dict.fromkeys(("voiced", "speech", "wake"), self._detected),
        }

    def take(self, record: dict[str, Any]) -> bool:
        """Take in one line; False where the recording ends before it."""
        moment = float(record["t"])
        if self._sort[record["what"]](moment, record) is False:
            return False
        self.recording.end = moment
        return True

    def _start(self, moment: float, _: dict[str, Any]) -> None:
        self.recording.start = moment

    def _stop(self, _: float, __: dict[str, Any]) -> None:
        self.recording.whole = True

    def _event(self, moment: float, record: dict[str, Any]) -> None:
        """What is told before the conversation runs, or while it is torn down, is none of it."""
        recording, event = self.recording, record["event"]
        if recording.start <= moment and not recording.whole:
            recording.events.append((moment, event))
            if record.get("outside") or _is_input(event):
                recording.outside.append((moment, tape.event_from(event)))

    def _block(self, moment: float, record: dict[str, Any]) -> bool:
        """False where the sound of the block was not kept any more."""
        mic = record["mic"]
        if mic not in self._sounds:
            self._sounds[mic] = sound(self._folder / f"microphone-{mic}.wav")
        before = self.recording.blocks.setdefault(mic, [])
        samples = self._sounds[mic][len(before) * BLOCK_SAMPLES :][:BLOCK_SAMPLES]
        before.append((moment, Block(samples, float(record["at"]), record["near"])))
        return len(samples) == BLOCK_SAMPLES

    def _call(self, moment: float, record: dict[str, Any]) -> None:
        script = self.recording.calls.setdefault(record["name"], Script())
        match record["step"]:
            case "take":
                script.takes.append(moment)
            case "give":
                result = tape.result_from(record["name"], record["value"])
                script.given.append((moment, result))
            case "end" | "closed" as ending:
                script.ended, script.ending = moment, ending
            case "error" as ending:
                script.ended, script.ending = moment, ending
                script.error = tape.error_from(record["value"])

    def _detected(self, moment: float, record: dict[str, Any]) -> None:
        self.recording.detected[record["what"], record["mic"], moment] = record["value"]

    def _played(self, moment: float, record: dict[str, Any]) -> None:
        key = (record["output"], record["utterance"])
        self.recording.played[key].append((moment, record["value"]))

    def _battery(self, _: float, record: dict[str, Any]) -> None:
        self.recording.battery.append(record["value"])


def _is_input(event: dict[str, Any]) -> bool:
    """Somebody typed, or tapped a key."""
    return bool(event.get("typed")) or event["event"] == "ButtonPressed"


def sound(path: Path, channels: int = 1) -> Samples:
    """The samples of a WAV of a recording, whole or cut off; shape (n,), or (n, channels)."""
    try:
        raw = path.read_bytes()[HEADER_BYTES:]
    except FileNotFoundError:
        raw = b""
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    samples: Samples = np.frombuffer(raw[: len(raw) - len(raw) % (2 * channels)], "<i2")
    return samples if channels == 1 else samples.reshape(-1, channels)
