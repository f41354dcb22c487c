"""A language model's answer on its way to the voice: what of it may be said, as soon as it may.

Thoughts and markup are left out, every clause is held until it is whole, and one that states a
figure that nobody vouches for, or that goes round in circles, ends the reply before it is said.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from edge.thinking.mind.clauses import Circles, Clauses
from edge.thinking.mind.figures import unfounded
from edge.thinking.mind.plain_speech import Markup, Thoughts
from edge.thinking.mind.reply_json import Form, ReplyReader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edge.thinking.mind.figures import Figure

LONGEST_RAW = 4000
"""Characters, for an engine that keeps to no limit of tokens."""
_SENTENCE_ENDS = ".!?…。！？"


class End(Enum):
    """How an answer ended."""

    NOT_YET = auto()
    SAID = auto()
    ACTION = auto()
    FIGURE = auto()
    """It was about to state a figure of its own making."""
    BROKEN = auto()
    """It fits no form."""
    NOTHING = auto()


class SpokenReply:
    """Fed with an answer piece by piece; hands out clauses, and tells by `end` when it is over."""

    def __init__(self, known: frozenset[Figure], full_stop: str = ". ") -> None:
        self.end = End.NOT_YET
        self.said = ""
        """All clauses handed out."""
        self._known = known
        self._length = 0
        self._thoughts = Thoughts()
        self._reader = ReplyReader()
        self._markup = Markup(full_stop)
        self._clauses = Clauses()
        self._circles = Circles()

    @property
    def action(self) -> Mapping[str, Any]:
        """The fields of an ACTION."""
        return self._reader.action or {}

    @property
    def unsaid(self) -> int:
        """Characters that were made in vain."""
        return 0 if self.end is End.ACTION else max(0, self._length - len(self.said))

    def feed(self, piece: str) -> list[str]:
        """The clauses that may be said now."""
        self._length += len(piece)
        plain = self._markup.feed(self._reader.feed(self._thoughts.feed(piece)))
        clauses = self._released(self._clauses.feed(plain))
        if self.end is End.NOT_YET and (self._reader.done or self._length > LONGEST_RAW):
            clauses += self.finish()
        return clauses

    def finish(self) -> list[str]:
        """The last clause; `end` is decided."""
        if self.end is not End.NOT_YET:
            return []
        plain = self._reader.feed(self._thoughts.finish())
        plain = self._markup.feed(plain) + self._markup.finish()
        clauses = self._clauses.feed(plain)
        self._reader.finish()
        last = self._clauses.finish()
        if not (self._was_cut and self._ends_well(clauses)):
            clauses.append(last)
        released = self._released([clause for clause in clauses if clause])
        if self.end is End.NOT_YET:
            self.end = self._ending()
        return released

    @property
    def _was_cut(self) -> bool:
        """The text stops in the middle: at the limit of tokens, or of patience."""
        return self._reader.form is Form.SAYING

    def _ends_well(self, clauses: list[str]) -> bool:
        """What comes before the last clause is a sentence of its own."""
        before = (self.said + "".join(clauses)).rstrip()
        return before.endswith(tuple(_SENTENCE_ENDS))

    def _released(self, clauses: list[str]) -> list[str]:
        """Those up to the first that must not be said."""
        released: list[str] = []
        for clause in clauses:
            if self.end is not End.NOT_YET:
                break
            if unfounded(clause, self._known):
                self.end = End.FIGURE
            elif self._circles.closed_by(clause):
                self.end = End.SAID if self.said else End.NOTHING
            else:
                released.append(clause)
                self.said += clause
        return released

    def _ending(self) -> End:
        match self._reader.form:
            case Form.ACTION:
                return End.ACTION
            case Form.BROKEN:
                return End.BROKEN
        return End.SAID if self.said.strip() else End.NOTHING
