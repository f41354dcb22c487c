"""What the owner may set: one frozen dataclass a part, read from one TOML file.

Units stand in the names. An unknown name is an error that suggests the nearest one; the file is
never rewritten by the program (what is changed by voice is kept in the database).
"""

from __future__ import annotations

import difflib
import os
import tomllib
import types
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from edge import language as languages
from edge.errors import SettingsError

Part = TypeVar("Part")


def within(part: object, name: str, low: float, high: float) -> None:
    """Raise SettingsError unless low <= part.name <= high."""
    value = getattr(part, name)
    if not low <= value <= high:
        raise SettingsError(f"{name} = {value} is outside {low} to {high}")


def one_of(part: object, name: str, allowed: tuple[str, ...]) -> None:
    """Raise SettingsError unless part.name is one of `allowed`."""
    value = getattr(part, name)
    if value not in allowed:
        raise SettingsError(f'{name} = "{value}" is not one of {", ".join(allowed)}')


@dataclass(frozen=True, kw_only=True)
class MicrophoneSettings:
    """One named microphone."""

    name: str = "main"
    device: str = ""
    """Part of the sound card's name, "pulse:SOURCE", "file:PATH", "stdin", or empty for the
    system's default."""
    role: str = "owner"
    """Whose voice it carries: owner, partner or unknown."""

    def __post_init__(self) -> None:
        one_of(self, "role", ("owner", "partner", "unknown"))


@dataclass(frozen=True, kw_only=True)
class OutputSettings:
    """One named output."""

    name: str = "room"
    device: str = ""
    """Part of the sound card's name, "pulse:SINK", "file:PATH", "stdout", "null", or empty for the
    default. A sound server moves what plays at any but a "pulse:SINK" to another sink as it likes:
    name an earpiece so."""
    audience: str = "everyone"
    """Who hears it: owner (an earpiece), partner, or everyone."""
    open_loudspeaker: bool = True
    """Its sound can reach a microphone; an earpiece's cannot."""
    latency_seconds: float = 0.06
    """Asked of the sound driver; below 0.04 expect dropouts beside a language model."""

    def __post_init__(self) -> None:
        one_of(self, "audience", ("owner", "partner", "everyone"))
        within(self, "latency_seconds", 0.005, 1.0)


@dataclass(frozen=True, kw_only=True)
class AudioSettings:
    """Sound in and out."""

    microphones: tuple[MicrophoneSettings, ...] = (MicrophoneSettings(),)
    outputs: tuple[OutputSettings, ...] = (OutputSettings(),)
    echo_canceller: str = "webrtc"
    """webrtc (in this process), or none where PipeWire already cancels the echo."""
    noise_suppression: bool = False
    """Made for people's ears: behind it the recogniser got 7 of 12 commands right instead of 10."""
    gain_control: bool = True
    """Only where no output is an open loudspeaker: it would lift the rest of the echo."""

    def __post_init__(self) -> None:
        one_of(self, "echo_canceller", ("webrtc", "none"))
        for kind in ("microphones", "outputs"):
            names = [one.name for one in getattr(self, kind)]
            if len(set(names)) < len(names):
                raise SettingsError(f"{kind}: two have the same name; names are {names}")


@dataclass(frozen=True, kw_only=True)
class WakeWordSettings:
    """One word that calls the device."""

    name: str = "okay_nabu"
    """A built-in: okay_nabu, hey_jarvis, hey_mycroft, alexa; or a path to a microWakeWord .json."""
    cutoff: float = 0.0
    """0 to 1; higher = fewer false calls. 0 takes the model author's own."""

    def __post_init__(self) -> None:
        within(self, "cutoff", 0.0, 1.0)


@dataclass(frozen=True, kw_only=True)
class ListeningSettings:
    """When the device listens for words, and when a turn is over."""

    mode: str = "wake word"
    """wake word, key (only while the talk key is held), or continuous."""
    wake_words: tuple[WakeWordSettings, ...] = (
        WakeWordSettings(),
        WakeWordSettings(name="hey_jarvis"),
    )
    refractory_seconds: float = 2.0
    """After one call, the same word is ignored for so long."""
    follow_up_seconds: float = 8.0
    """After an answer, listen on without the wake word for so long."""
    no_speech_seconds: float = 6.0
    """Called, but nothing was said: stop listening after so long."""
    longest_turn_seconds: float = 30.0
    """A turn ends here whatever happens."""
    level_gate_rms: float = 60.0
    """int16 RMS below which a block is quiet and no model runs."""
    talk_key: str = ""
    """An evdev device (path or part of its name) whose keys call the device."""
    command_silence_seconds: float = 0.2
    """Silence that ends a turn whose words are a complete command."""
    finished_silence_seconds: float = 0.6
    """Silence that ends a turn that reads as a finished sentence."""
    unfinished_silence_seconds: float = 1.4
    """Silence that ends any other turn, until the person's own pauses are known."""

    def __post_init__(self) -> None:
        one_of(self, "mode", ("wake word", "key", "continuous"))
        within(self, "refractory_seconds", 0.0, 30.0)
        within(self, "follow_up_seconds", 0.0, 60.0)
        within(self, "no_speech_seconds", 1.0, 60.0)
        within(self, "longest_turn_seconds", 2.0, 120.0)
        within(self, "level_gate_rms", 0.0, 5000.0)
        within(self, "command_silence_seconds", 0.1, 2.0)
        within(self, "finished_silence_seconds", 0.1, 3.0)
        within(self, "unfinished_silence_seconds", 0.3, 6.0)


@dataclass(frozen=True, kw_only=True)
class SpeakingSettings:
    """How answers sound."""

    words_per_minute: int = 175
    voice: str = ""
    volume_percent: int = 80
    cues: bool = True
    """Short tones for listening, done and error."""

    def __post_init__(self) -> None:
        within(self, "words_per_minute", 80, 400)
        within(self, "volume_percent", 0, 100)


@dataclass(frozen=True, kw_only=True)
class ProfileSettings:
    """Whose device it is; more profiles are made by voice."""

    name: str = "owner"
    language: str = "en"
    verbosity: str = "normal"

    def __post_init__(self) -> None:
        one_of(self, "verbosity", ("brief", "normal", "full"))


@dataclass(frozen=True, kw_only=True)
class PrivacySettings:
    """What may leave the device; nothing may unless it is named here."""

    allow: tuple[str, ...] = ()
    """Kinds of data that may be sent, as "kind:host"; see docs/security.md."""

    def __post_init__(self) -> None:
        for entry in self.allow:
            kind, _, host = entry.partition(":")
            if not kind or not host:
                raise SettingsError(f'allow = "{entry}" is not "kind:host"')


@dataclass(frozen=True, kw_only=True)
class ModelSettings:
    """Where models are."""

    path: str = ""
    """A folder of models that are already there; EDGE_MODELS names another."""
    mirror: str = ""
    """Asked first: a web address or folder that keeps the same files under the same names."""


@dataclass(frozen=True, kw_only=True)
class EngineSettings:
    """Which engines do the work; what is left empty is chosen for the board (docs/models.md)."""

    recognizer: str = ""
    """The name of an installed model, or "pocketsphinx"."""
    voice: str = ""
    """The name of an installed model, or "espeak"."""
    language_model: str = ""
    """The name of an installed model, "server", or "none"."""
    denoiser: str = ""
    """The name of an installed model; behind each PocketSphinx understood less (recognition.md)."""
    server: str = ""
    """HOST:PORT of a server that speaks the OpenAI dialect; empty = looked for on this machine."""
    server_model: str = ""
    """As the server calls it; empty = the first that it names."""
    threads: int = 0
    """Of one engine at most; 0 = by the board."""
    overlap: bool = True
    """Work ahead on words that are still being said; costs power for what is thrown away."""
    hotwords: tuple[str, ...] = ()
    """Names and words that the recogniser should expect."""

    def __post_init__(self) -> None:
        within(self, "threads", 0, 64)
        host, _, port = self.server.rpartition(":")
        if self.server and not (host and port.isdecimal()):
            raise SettingsError(f'server = "{self.server}" is not HOST:PORT')


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The whole file, edge.toml."""

    profile: ProfileSettings = field(default_factory=ProfileSettings)
    audio: AudioSettings = field(default_factory=AudioSettings)
    listening: ListeningSettings = field(default_factory=ListeningSettings)
    speaking: SpeakingSettings = field(default_factory=SpeakingSettings)
    privacy: PrivacySettings = field(default_factory=PrivacySettings)
    models: ModelSettings = field(default_factory=ModelSettings)
    engines: EngineSettings = field(default_factory=EngineSettings)


def load(path: Path | None = None) -> Settings:
    """Read the owner's file; a missing file means the defaults, unless its path was given.

    Raises SettingsError naming the file, the setting and what was expected.
    """
    chosen = path or (Path(os.environ["EDGE_CONFIG"]) if os.environ.get("EDGE_CONFIG") else None)
    file = chosen or default_path()
    if chosen is None and not file.exists():
        return Settings()
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise SettingsError(f"cannot read the settings file {file}: {reason}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not valid TOML: {error}") from error
    try:
        settings = read(Settings, table)
        one_of(settings.profile, "language", languages.available())
    except SettingsError as error:
        raise SettingsError(f"{file}: {error}") from error
    return settings


def default_path() -> Path:
    """edge.toml in the XDG configuration folder."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "edge" / "edge.toml"


def state_folder() -> Path:
    """EDGE_STATE, or the XDG state folder."""
    if os.environ.get("EDGE_STATE"):
        return Path(os.environ["EDGE_STATE"])
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "edge"


def models_folder(settings: ModelSettings) -> Path:
    """EDGE_MODELS, models.path, or the XDG data folder."""
    if os.environ.get("EDGE_MODELS"):
        return Path(os.environ["EDGE_MODELS"])
    if settings.path:
        return Path(settings.path).expanduser()
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "edge" / "models"


def read(part: type[Part], table: dict[str, Any], where: str = "") -> Part:
    """The dataclass `part` filled from a TOML table; raises SettingsError with the full name."""
    hints = get_type_hints(part)
    known = [item.name for item in fields(part)]  # type: ignore[arg-type]  # part is a dataclass
    values: dict[str, Any] = {}
    for name, value in table.items():
        dotted = f"{where}{name}"
        if name not in known:
            raise SettingsError(f'unknown setting "{dotted}"{_suggestion(name, known)}')
        values[name] = _value(hints[name], value, dotted)
    try:
        return part(**values)
    except SettingsError as error:
        raise SettingsError(f"{where}{error}") from error


def _suggestion(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f'; did you mean "{near[0]}"?' if near else f"; known here: {', '.join(known)}"


def _value(hint: Any, value: Any, dotted: str) -> Any:
    if is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, dict):
            raise SettingsError(f'"{dotted}" is a table of settings, not {_named(value)}')
        return read(hint, value, f"{dotted}.")
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise SettingsError(f'"{dotted}" is a list, not {_named(value)}')
        item = get_args(hint)[0]
        return tuple(_value(item, entry, f"{dotted}[{n}]") for n, entry in enumerate(value))
    if get_origin(hint) in (Union, types.UnionType):
        hint = get_args(hint)[0]
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not hint:
        raise SettingsError(f'"{dotted}" wants {_WORDS[hint]}, not {_named(value)}')
    return value


_WORDS: dict[Any, str] = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


def _named(value: Any) -> str:
    return f"{_WORDS.get(type(value), type(value).__name__)} ({value!r})"
