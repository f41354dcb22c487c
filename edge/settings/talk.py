"""What the owner may set about hearing, speaking, and what does the work."""

from __future__ import annotations

from dataclasses import dataclass

from edge.errors import SettingsError
from edge.settings.checks import one_of, within


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
    ears: int = 1
    """1: directions are told by pitch; 2: left and right reach an ear each and tell it by place."""

    def __post_init__(self) -> None:
        one_of(self, "audience", ("owner", "partner", "everyone"))
        within(self, "ears", 1, 2)
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
