"""What the talk with a person was so far, as a language model is reminded of it.

Of each answer only what reached the air counts. Old turns are summed up when there is time; until
then they wait, a few at most, outside of the prompt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

RECENT = 48
"""Turns at most that a prompt is made of, however short they are."""
GROUP = 12
"""Turns that leave at once where there are too many."""
WAITING = 40
"""Turns outside of the prompt that wait to be summed up; the oldest are lost beyond that."""
LONGEST_TEXT = 600
"""Characters of one message; a list of notes can be long."""
LONGEST_SUMMARY = 600
CUT = "…"


@dataclass(frozen=True, slots=True)
class Exchange:
    """Something that was said to us and what we answered; or something we said by ourselves."""

    turn: int
    asked: str
    """Empty where nobody asked."""
    reply: str
    """All that was to be said."""
    call: str = ""
    """The action that a skill answered, as a model writes it; empty where the model spoke."""
    heard: str = ""
    """What reached the air."""
    ended: bool = False
    """Nothing more of it will be heard."""

    @property
    def is_whole(self) -> bool:
        """Every word of the reply was heard."""
        return len(self.heard.rstrip()) >= len(self.reply.rstrip())


class Memory:
    """The turns of one person; used from the loop."""

    def __init__(self, profile: str = "") -> None:
        self.profile = profile
        self.summary = ""
        """Of the turns that are gone."""
        self._turns: dict[int, Exchange] = {}
        self._waiting: set[int] = set()

    @property
    def recent(self) -> list[Exchange]:
        """The turns that belong into the prompt, oldest first."""
        return [each for each in self._turns.values() if each.turn not in self._waiting]

    @property
    def waiting(self) -> list[Exchange]:
        """The turns that wait to be summed up, oldest first; all older than the recent ones."""
        return [each for each in self._turns.values() if each.turn in self._waiting]

    def add(self, exchange: Exchange) -> None:
        """A turn is added once: what is said again, as a bell is, was told already."""
        if exchange.turn in self._turns:
            return
        asked, reply = _clipped(exchange.asked), _clipped(exchange.reply)
        self._turns[exchange.turn] = replace(exchange, asked=asked, reply=reply)
        if len(self._turns) - len(self._waiting) > RECENT:
            self.set_aside(GROUP)

    def grow(self, turn: int, reply: str, call: str = "") -> None:
        """The reply of a turn has become longer; with a call it has come to its end.

        A turn that was forgotten stays so.
        """
        if turn in self._turns:
            self._turns[turn] = replace(self._turns[turn], reply=_clipped(reply), call=call)

    def heard(self, turn: int, text: str) -> Exchange | None:
        """An output has ended its part; what was heard on several is what was heard longest.

        The turn as it is then, the first time that one of it ended.
        """
        known = self._turns.get(turn)
        if known is None:
            return None
        longest = max(known.heard, _clipped(text), key=len)
        self._turns[turn] = replace(known, heard=longest, ended=True)
        return None if known.ended else self._turns[turn]

    def set_aside(self, count: int) -> bool:
        """Take the oldest recent turns out of the prompt; False where there is none."""
        oldest = [each.turn for each in self.recent[:count]]
        self._waiting.update(oldest)
        for each in self.waiting[:-WAITING]:
            self._drop(each.turn)
        return bool(oldest)

    def summed_up(self, exchanges: Sequence[Exchange], summary: str) -> None:
        """`summary` stands for these turns and for the summary before."""
        for each in exchanges:
            self._drop(each.turn)
        self.summary = summary[:LONGEST_SUMMARY]

    def _drop(self, turn: int) -> None:
        self._turns.pop(turn, None)
        self._waiting.discard(turn)


def _clipped(text: str) -> str:
    """Cut between words, and marked as cut."""
    if len(text) <= LONGEST_TEXT:
        return text
    end = text.rfind(" ", 1, LONGEST_TEXT)
    return text[: end if end > 0 else LONGEST_TEXT] + CUT
