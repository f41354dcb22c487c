"""Every fact that parts of the product tell each other, in the order of a turn.

Facts are frozen, in the past tense, and carry `at`: loop seconds. Sound and pictures are not
events; they flow through async iterators inside a stage.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias, Union

from edge.ports import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeWordDetected:
    """The device was called by name."""

    at: float
    word: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonPressed:
    """A key went down ("down") or up ("up")."""

    at: float
    key: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionChanged:
    """The device began or stopped to listen for words (not only for the wake word)."""

    at: float
    source: str
    attentive: bool
    reason: str
    """"wake word", "key", "follow-up", "continuous", "timeout", "muted"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted:
    """Voice began. Told within 40 ms, before anyone knows whether it is speech at all."""

    at: float
    source: str
    onset: float
    """Loop seconds of the first voiced block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechConfirmed:
    """The voice that began is speech; it may still be going on."""

    at: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEnded:
    """The voice stopped: too short or too toneless to be speech, or a real end of sound."""

    at: float
    source: str
    voiced_seconds: float
    is_speech: bool
    last_voiced: float
    """Loop seconds of the last voiced block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpointed:
    """The speaker's turn was judged to be over."""

    at: float
    source: str
    reason: str
    """"command", "finished", "unfinished", "limit", "key", "source ended"."""
    last_voiced: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcribed:
    """Words were recognised: a partial that may still change, or the final text of an utterance."""

    at: float
    text: str
    final: bool
    source: str
    role: Role = Role.UNKNOWN
    language: str = "en"
    is_command: bool = False
    dictation: str = ""
    confidence: float = 1.0
    onset: float = 0.0
    last_voiced: float = 0.0
    typed: bool = False
    """Came from a keyboard, not from sound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPassedOver:
    """What was said wants no answer: a backchannel over our voice, or our own echo."""

    at: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillAnswered:
    """There is an answer (`skill` is None where no skill gave it)."""

    at: float
    text: str
    skill: str | None
    reply: str
    language: str
    slots: dict[str, Any] = field(default_factory=dict)
    effect: str = "none"
    source: str = "typed"
    role: Role = Role.OWNER
    item: int = 0
    """The number of the item that says the reply; 0 where nothing is said."""
    complete: bool = True
    """False: this is how the reply begins, and ReplyCompleted follows with the whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyCompleted:
    """A reply that was said while it was still being written has come to its end, or was cut."""

    at: float
    item: int
    reply: str
    skill: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    effect: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceReady:
    """The first sound of a sentence left the synthesiser."""

    at: float
    output: str
    item: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybackStarted:
    """The first sound of an item was handed to an output."""

    at: float
    output: str
    item: int
    text: str
    language: str
    priority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSpoken:
    """A word of an item reached the air; `end` is its last character in the item's text."""

    at: float
    output: str
    item: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisemeDue:
    """The mouth takes this shape now."""

    at: float
    output: str
    viseme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybackPaused:
    """Speech stopped in mid-sample because somebody may be speaking."""

    at: float
    output: str
    item: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybackResumed:
    """It was a backchannel or a noise: speech went on at the same sample."""

    at: float
    output: str
    item: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BargedIn:
    """The speaker meant it: the item was dropped; `heard` is what had reached the air."""

    at: float
    output: str
    item: int
    heard: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybackFinished:
    """An item was heard to its end, or dropped (then `heard` is shorter than `text`)."""

    at: float
    output: str
    item: int
    text: str
    heard: str
    completed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDropped:
    """Something that nobody asked for waited to be said and never will be: it was not true any
    more, something newer took its place, or a person was answered."""

    at: float
    output: str
    item: int
    text: str
    priority: str
    key: str
    """What it was about; empty = about nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRang:
    """A timer, alarm or reminder came due."""

    at: float
    kind: str
    name: str
    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFailed:
    """A stage could not do its part of this turn; the next turn starts afresh."""

    at: float
    stage: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineReplaced:
    """An engine failed or fell behind; another one does its work, if there is one."""

    at: float
    role: str
    """"recogniser", "only recogniser" (nothing stands behind it in a language that is spoken),
    "voice", "end of turn", "language model", "wake word", "denoising"."""
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TierChanged:
    """The governor asks for less work, or allows more again; see modes/governor.py."""

    at: float
    tier: str
    lowered: bool
    reason: str
    """What became scarce: "temperature", "power", "processor", "memory" or "battery"; empty where
    nothing is any more."""
    detail: str
    """The reading, in words for a log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardSensed:
    """A distance sensor's reading was warned of, by tone and vibration, before this was told."""

    at: float
    """Of the reading."""
    sensor: str
    kind: str
    """"obstacle" or "drop-off"."""
    zone: int
    """0 is far, 3 within arm's reach."""
    degrees: float
    """From straight ahead, positive to the right."""
    metres: float
    speed: float
    """Metres a second at which it comes nearer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeSensingChanged:
    """A distance sensor gives no readings (told again while it does), or gives them again."""

    at: float
    sensor: str
    works: bool
    again: bool = False
    """It was told before, and nothing has changed."""
    reason: str = ""
    """Of the driver, where it said something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingAhead:
    """The camera believes to see something in the way. A guess, and never cover for a sensor."""

    at: float
    """Loop seconds at which the picture was taken."""
    label: str
    degrees: float
    """From straight ahead, positive to the right."""
    latency_seconds: float
    """From the picture to the moment at which its words wait to be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChanged:
    """The turn moved on; see turn.py."""

    at: float
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLost:
    """A microphone, output or key went away; the assistant goes on with what is left."""

    at: float
    device: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFound:
    """A device (came back and) works."""

    at: float
    device: str


Event: TypeAlias = Union[
    WakeWordDetected,
    ButtonPressed,
    AttentionChanged,
    SpeechStarted,
    SpeechConfirmed,
    SpeechEnded,
    Endpointed,
    Transcribed,
    TurnPassedOver,
    SkillAnswered,
    ReplyCompleted,
    SentenceReady,
    PlaybackStarted,
    WordSpoken,
    VisemeDue,
    PlaybackPaused,
    PlaybackResumed,
    BargedIn,
    PlaybackFinished,
    ItemDropped,
    ReminderRang,
    TurnFailed,
    EngineReplaced,
    TierChanged,
    HazardSensed,
    RangeSensingChanged,
    ThingAhead,
    StateChanged,
    DeviceLost,
    DeviceFound,
]
"""The closed union; consumers `match` on it."""


def as_record(event: Event) -> dict[str, Any]:
    """The event as plain values for JSON, with its name under "event"."""
    record = asdict(event)
    if isinstance(record.get("role"), Role):
        record["role"] = record["role"].value
    return {"event": type(event).__name__, **record}
