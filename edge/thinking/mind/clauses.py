"""Cuts a growing text into clauses, and notices when it goes round in circles."""

from __future__ import annotations

import re

LONGEST_CLAUSE = 240
"""Characters without any punctuation after which a clause is cut between words."""
_CLAUSE = re.compile(r"[.!?…,;:]+[\"'”’)\]]*\s+|[。！？，；：、…]+[”’」』）》】\"']*\s*(?=\S)")
_CIRCLE = re.compile(r"(.{2,60}?)\1{3,}")
_CIRCLE_CHARACTERS = 24
"""Repeated characters that are no laughter any more."""
_TIMES = 3
_TIMES_SHORT = 8
_SHORT = 12
"""A clause is said too often the third time; "no, no, no" and other short ones the eighth."""


class Clauses:
    """Fed with a text as it grows, hands out clauses as they become complete; loses nothing."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, piece: str) -> list[str]:
        """The clauses that became complete."""
        self._rest += piece
        clauses: list[str] = []
        while (end := _end(self._rest)) is not None:
            clauses.append(self._rest[:end])
            self._rest = self._rest[end:]
        return clauses

    def finish(self) -> str:
        """What is left."""
        rest, self._rest = self._rest, ""
        return rest


class Circles:
    """Tells when a reply repeats itself."""

    def __init__(self) -> None:
        self._said: dict[str, int] = {}

    def closed_by(self, clause: str) -> bool:
        """`clause` was said too often, or holds the same words over and over."""
        key = "".join(filter(str.isalnum, clause.casefold()))
        self._said[key] = self._said.get(key, 0) + 1
        if key and self._said[key] >= (_TIMES_SHORT if len(key) < _SHORT else _TIMES):
            return True
        circle = _CIRCLE.search(clause)
        return circle is not None and len(circle[0]) >= _CIRCLE_CHARACTERS


def _end(text: str) -> int | None:
    """Where the first clause ends; None while that is not known."""
    for match in _CLAUSE.finditer(text):
        if any(map(str.isalnum, text[: match.start()])) and match.end() < len(text):
            return match.end()
    if len(text) <= LONGEST_CLAUSE:
        return None
    return text.rfind(" ", 1, LONGEST_CLAUSE) + 1 or LONGEST_CLAUSE
