"""The text of an answer as it comes: whole characters, no reasoning, nothing after a stop."""

from __future__ import annotations

import codecs

OPENING, CLOSING = "<think>", "</think>"
"""What stands between them is the model's reasoning, and is told to nobody."""


class AnswerText:
    """Takes pieces cut anywhere; gives back what can be said for certain by now."""

    def __init__(self, stops: tuple[str, ...] = ()) -> None:
        self._stops = stops
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._held = ""
        """May be the beginning of a mark."""
        self._reasoning = False
        self._begun = False
        self.ended = False
        """A stop was met: the answer is complete."""

    def add_bytes(self, data: bytes) -> str:
        """As `add`, for bytes that may end within a character."""
        return self.add(self._decoder.decode(data))

    def add(self, text: str) -> str:
        self._held += text
        told = ""
        while not self.ended:
            marks = (CLOSING,) if self._reasoning else (OPENING, *self._stops)
            at, mark = _first(self._held, marks)
            told += "" if self._reasoning else self._held[:at]
            self._held = self._held[at + len(mark) :]
            if not mark:
                break
            self._reasoning = mark == OPENING
            self.ended = mark in self._stops
        return self._told(told)

    def rest(self) -> str:
        """At the end of the answer: what was held back."""
        held, self._held = self._held, ""
        return "" if self._reasoning or self.ended else self._told(held)

    def _told(self, text: str) -> str:
        """Without the blanks that models begin with."""
        text = text if self._begun else text.lstrip()
        self._begun = self._begun or text != ""
        return text


def _first(text: str, marks: tuple[str, ...]) -> tuple[int, str]:
    """Where the first mark stands, and which; else where one may begin at the end, and ""."""
    found = [(at, mark) for mark in marks if (at := text.find(mark)) >= 0]
    return min(found) if found else (len(text) - _may_begin(text, marks), "")


def _may_begin(text: str, marks: tuple[str, ...]) -> int:
    """Characters at the end of the text that a mark begins with."""
    longest = max((len(mark) for mark in marks), default=1) - 1
    sizes = range(min(longest, len(text)), 0, -1)
    return next((size for size in sizes if _begins(text[-size:], marks)), 0)


def _begins(end: str, marks: tuple[str, ...]) -> bool:
    return any(mark.startswith(end) for mark in marks)
