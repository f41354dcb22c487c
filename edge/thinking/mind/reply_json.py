"""Reads the answer of a language model while it grows: the text of {"say": "..."} as it comes.

Anything else is an action, told at its end, and an answer that is no JSON at all is taken for the
text itself, since a server may ignore the schema.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from edge.thinking.mind.action import read_object
from edge.thinking.mind.tools import SAY

if TYPE_CHECKING:
    from collections.abc import Mapping

_FENCE = re.compile(r"\s*(?:```(?:json)?[ \t]*\n\s*)?")
_BEGUN_FENCE = re.compile(r"\s*`{1,3}(?:j(?:s(?:o(?:n[ \t]*)?)?)?)?")
_SAY = re.compile(rf'\{{\s*"{SAY}"\s*:\s*"')
_ESCAPES = {"n": "\n", "t": " ", "r": "\n", "b": "", "f": " ", '"': '"', "\\": "\\", "/": "/"}
_PLAIN = re.compile(r'[^"\\]+')
_UNIT = re.compile(r"\\u([0-9a-fA-F]{4})")


class Form(Enum):
    """What an answer turned out to be."""

    UNKNOWN = auto()
    SAYING = auto()
    """An object whose text is being read."""
    SAID = auto()
    """Its text has ended."""
    ACTION = auto()
    TEXT = auto()
    """No JSON: every word of it is the text."""
    BROKEN = auto()


class ReplyReader:
    """Fed with an answer piece by piece; `form` says what it is."""

    def __init__(self) -> None:
        self.form = Form.UNKNOWN
        self.action: Mapping[str, Any] | None = None
        """Of an answer that asked for one, after its end."""
        self._raw = ""
        self._at = 0
        """Up to where `_raw` is understood."""
        self._closed = False
        """The text has ended, the object has not."""

    @property
    def done(self) -> bool:
        """The rest of the answer adds nothing."""
        return self.form in (Form.SAID, Form.BROKEN) or self.action is not None

    def feed(self, piece: str) -> str:
        """The words that became certain."""
        self._raw += piece
        if self.form is Form.UNKNOWN:
            self._recognise()
        match self.form:
            case Form.TEXT:
                text, self._at = self._raw[self._at :], len(self._raw)
                return text
            case Form.SAYING:
                return self._string()
            case Form.ACTION if "}" in piece:
                self.action = read_object(_unfenced(self._raw[self._at :]))
        return ""

    def finish(self) -> None:
        """No more comes: an action that is still open is broken, a text that is open was cut."""
        if self.form is Form.UNKNOWN and self._raw.strip():
            self.form = Form.BROKEN
        if self.form is Form.ACTION and self.action is None:
            self.form = Form.BROKEN
        if self.form is Form.SAYING and self._closed:
            self.form = Form.SAID

    def _recognise(self) -> None:
        """Decides as soon as the beginning can mean one thing only."""
        found = _FENCE.match(self._raw)
        start = found.end() if found else 0
        head = self._raw[start:]
        if not head or _BEGUN_FENCE.fullmatch(head):
            return
        if not head.startswith("{"):
            self.form, self._at = Form.TEXT, start
        elif say := _SAY.match(head):
            self.form, self._at = Form.SAYING, start + say.end()
        elif not _may_become_say(head):
            self.form, self._at = Form.ACTION, start

    def _string(self) -> str:
        """As much of the string as has come; an escape that is cut waits for its rest."""
        text = ""
        while self.form is Form.SAYING and self._at < len(self._raw):
            if self._closed:
                self._end()
            elif self._raw[self._at] == '"':
                self._closed, self._at = True, self._at + 1
            elif plain := _PLAIN.match(self._raw, self._at):
                text, self._at = text + plain[0], plain.end()
            else:
                escape = _escape(self._raw[self._at : self._at + 12])
                if escape is None:
                    break
                text, self._at = text + escape[0], self._at + escape[1]
                self.form = Form.SAYING if escape[1] else Form.BROKEN
        return text

    def _end(self) -> None:
        """Behind the text only the end of the object may stand."""
        if not self._raw[self._at].isspace():
            self.form = Form.SAID if self._raw[self._at] == "}" else Form.BROKEN
        self._at += 1


def _may_become_say(head: str) -> bool:
    """`head` is a beginning of {"say": " with blanks anywhere between."""
    squeezed = "".join(head.split())
    return f'{{"{SAY}":"'.startswith(squeezed)


def _unfenced(text: str) -> str:
    return text.strip().removesuffix("```").strip()


def _escape(text: str) -> tuple[str, int] | None:
    """What the escape at the start stands for and its length; None while it is incomplete.

    The length is 0 for one that does not exist. Half a surrogate pair stands for nothing.
    """
    if len(text) < 2:
        return None
    if text[1] != "u":
        known = _ESCAPES.get(text[1])
        return ("", 0) if known is None else (known, 2)
    unit = _UNIT.match(text)
    if unit is None:
        return None if len(text) < 6 else ("", 0)
    code = int(unit[1], 16)
    if not 0xD800 <= code < 0xDC00:
        return ("" if 0xDC00 <= code < 0xE000 else chr(code)), 6
    return _pair(text, code)


def _pair(text: str, high: int) -> tuple[str, int] | None:
    """A character that JSON writes as two escapes."""
    if len(text) < 12 and r"\u".startswith(text[6:8]) and (len(text) < 8 or _is_hex(text[8:])):
        return None
    low = _UNIT.match(text, 6)
    code = int(low[1], 16) if low else 0
    if not 0xDC00 <= code < 0xE000:
        return "", 6
    return chr(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)), 12


def _is_hex(text: str) -> bool:
    return all(character in "0123456789abcdefABCDEF" for character in text)
