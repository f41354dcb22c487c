"""Compares a conversation that runs again with the events that were recorded, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edge.bus import Bus
from edge.replay import tape

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from edge.events import Event

    Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first event that came out differently; None = none came there."""

    number: int
    """Of the event, from 1."""
    expected: Record | None
    got: Record | None

    @property
    def at(self) -> float:
        """Loop seconds."""
        return float((self.expected or self.got or {})["at"])

    def fields(self) -> list[tuple[str, Any, Any]]:
        """(name, expected, got) of what differs in an event of the same kind."""
        expected, got = self.expected or {}, self.got or {}
        names = dict.fromkeys([*expected, *got])
        pairs = [(name, expected.get(name), got.get(name)) for name in names]
        return [pair for pair in pairs if pair[1] != pair[2]]

    def told(self, start: float) -> str:
        """In words; `start` is when the conversation began."""
        head = f"event {self.number}, {self.at - start:.3f} s from the start"
        if self.expected is None or self.got is None:
            return f"{head}: expected {_named(self.expected)}, got {_named(self.got)}"
        if self.expected["event"] != self.got["event"]:
            return f"{head}: expected {_named(self.expected)}, got {_named(self.got)}"
        parts = [f"{name} was {old!r} and is {new!r}" for name, old, new in self.fields()]
        return f"{head}, {self.expected['event']}: {'; '.join(parts)}"


def _named(record: Record | None) -> str:
    if record is None:
        return "nothing"
    values = (f"{key}={value!r}" for key, value in record.items() if key not in ("event", "at"))
    return f"{record['event']}({', '.join(values)})"


class Numbered:
    """Numbers items in the order of their first event: they count on as long as a process runs."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {0: 0}

    def __call__(self, record: Record) -> Record:
        if "item" not in record:
            return record
        item = record["item"]
        return {**record, "item": self._numbers.setdefault(item, len(self._numbers))}


class ComparingBus(Bus):
    """Compares every event with the one that is due; `differs` is called once."""

    def __init__(self, expected: Sequence[Record], differs: Callable[[], None]) -> None:
        super().__init__()
        self.difference: Difference | None = None
        self.events = 0
        """That were the same."""
        self._expected = expected
        self._differs = differs
        self._over = False
        self._old, self._new = Numbered(), Numbered()

    def publish(self, event: Event) -> None:
        if not self._over:
            self._compare(self._new(tape.plain_event(event)))
        super().publish(event)

    def end(self) -> None:
        """The conversation is over: what is still expected never came, what comes is not asked."""
        self._over = True
        if self.difference is None and self.events < len(self._expected):
            expected = self._old(self._expected[self.events])
            self.difference = Difference(self.events + 1, expected, None)

    def _compare(self, got: Record) -> None:
        due = self._expected[self.events] if self.events < len(self._expected) else None
        expected = None if due is None else self._old(due)
        if expected == got:
            self.events += 1
            return
        self.difference = Difference(self.events + 1, expected, got)
        self._over = True
        self._differs()
