"""What a recording is made of: one line of JSON for each thing that came in or happened, in order.

Every line has "t", the moment (loop seconds), and "what":

  start, stop     the conversation began, or was ended
  event           a fact on the bus: "event" holds it; "outside" where no part of it told it
  block           a microphone's 10 ms: "mic", "at", "near"; its sound is in the WAV, in order
  voiced, speech, wake   what a detector made of the block of this moment: "mic", "value"
  call            "name" (port and number) and "step": open, take (asks for more sound), give (a
                  result: "value"), end, error ("value": class and arguments), closed (by whoever
                  called)
  played          how far an output had come when it was looked at: "output", "utterance", "value"
  battery         "value"
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from edge import errors, events
from edge.events import as_record
from edge.ports import Hypothesis, Mark, Role, SpeechChunk, VitalSigns

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.errors import EdgeError
    from edge.events import Event

VERSION = 1
CIRCUMSTANCES = (
    "wall", "loop", "settings", "language", "rings", "synthesizer_rate", "mind", "context_tokens",
    "microphones", "outputs", "buttons", "battery", "vitals",
)  # fmt: skip
"""What a manifest must tell for its conversation to run again."""
TAPE, MANIFEST, MEMORY = "tape.jsonl", "manifest.json", "memory.db"


def line(what: str, moment: float, **values: Any) -> bytes:
    record = {"t": moment, "what": what, **values}
    return json.dumps(record, ensure_ascii=False, default=str).encode() + b"\n"


def plain_event(event: Event) -> dict[str, Any]:
    """The event as it comes back from JSON."""
    record: dict[str, Any] = json.loads(json.dumps(as_record(event), default=str))
    return record


def plain_error(error: EdgeError) -> list[Any]:
    """Class and arguments, as pickling would keep them."""
    made = error.__reduce__()
    assert isinstance(made, tuple)
    return [made[0].__name__, list(made[1])]


def error_from(record: list[Any]) -> EdgeError:
    """The error again; one of a class that is not known here as an EngineError."""
    kind = getattr(errors, record[0], errors.EngineError)
    error: EdgeError = kind(*record[1])
    return error


def plain_hypothesis(hypothesis: Hypothesis) -> dict[str, Any]:
    return {name: getattr(hypothesis, name) for name in Hypothesis.__slots__}


def hypothesis_from(record: dict[str, Any]) -> Hypothesis:
    return Hypothesis(**record)


def plain_chunk(chunk: SpeechChunk) -> list[Any]:
    """Only how much sound it was: what it said stands in the events."""
    marks = [[getattr(mark, name) for name in Mark.__slots__] for mark in chunk.marks]
    return [len(chunk.samples), marks]


def chunk_from(record: list[Any]) -> SpeechChunk:
    count, marks = record
    return SpeechChunk(np.zeros(count, np.int16), tuple(Mark(*mark) for mark in marks))


def event_from(record: dict[str, Any]) -> Event:
    """The event again. Raises KeyError or TypeError for what is none."""
    values = {name: value for name, value in record.items() if name != "event"}
    kind = EVENTS[record["event"]]
    if kind.__annotations__.get("role") == "Role":
        values["role"] = Role(values["role"])
    event: Event = kind(**values)
    return event


EVENTS = {kind.__name__: kind for kind in get_args(events.Event)}
RESULTS: dict[str, Callable[[Any], Any]] = {
    "recognizer": hypothesis_from,
    "synthesizer": chunk_from,
    "language model": str,
    "judge": float,
    "vitals": lambda record: VitalSigns(**record),
}
"""How what a port gave is read; anything else is what it is."""


def result_from(call: str, record: Any) -> Any:
    """What a call (port and number) gave."""
    made = RESULTS.get(call.rpartition(" ")[0])
    return made(record) if made else record
