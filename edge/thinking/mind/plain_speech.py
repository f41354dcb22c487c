"""What of a language model's text can be spoken: without its thoughts, markup and pictures.

Each filter is fed piece by piece and gives the same text wherever the pieces are cut.
"""

from __future__ import annotations

import re
import unicodedata

_NAMES = ("think", "thinking", "thought", "reasoning")
_TAGS = tuple(f"<{slash}{name}>" for slash in ("", "/") for name in _NAMES)
_TAG = re.compile(f"<(/?)(?:{'|'.join(_NAMES)})>", re.IGNORECASE)
_SPOKEN_SYMBOLS = "°©®™"
"""Characters of the same class as pictures that a voice can say."""
_UNSPOKEN = ("So", "Sk", "Me", "Cf", "Cc", "Cs", "Co", "Cn")
_LINE_START = re.compile(r"(?:[ \t]*(?:[-•+*>]|#{1,6}|\d{1,2}[.)])(?=[ \t]))+[ \t]*")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,200})\]\([^()\s]{0,300}\)")
_RULE = re.compile(r"[-=|:\s]+")
_MARKS = re.compile(r"[*`~|#]+|(?<![^\W_])_+|_+(?![^\W_])")
_BLANKS = re.compile(r"[ \t\u00a0\u3000]+")
_WORD_END = re.compile(r"[\s\u2e80-\uffef]")
_OPENED = re.compile(r"!?\[|!$")
_LONGEST_LINK = 520
_ENDS = ".!?…:;,。！？：；，、"


class Thoughts:
    """Leaves out everything between <think> and </think>."""

    def __init__(self) -> None:
        self._rest = ""
        self._depth = 0

    def feed(self, piece: str) -> str:
        """The words outside of thoughts that became certain."""
        self._rest += piece
        kept = ""
        while tag := _TAG.search(self._rest):
            kept += "" if self._depth else self._rest[: tag.start()]
            self._depth = 0 if tag[1] else 1
            self._rest = self._rest[tag.end() :]
        hold = _begun_tag(self._rest)
        kept += "" if self._depth else self._rest[:hold]
        self._rest = self._rest[hold:]
        return kept

    def finish(self) -> str:
        """What was held back, for it might have been a tag."""
        rest, self._rest = self._rest, ""
        return "" if self._depth else rest


class Markup:
    """Turns Markdown into the sentences that it stands for, and drops pictures."""

    def __init__(self, full_stop: str = ". ") -> None:
        self._full_stop = full_stop
        """Ends a line that has no end of its own: an entry of a list."""
        self._line = ""
        self._told = ""
        """The part of the line's plain form that was given out."""
        self._gap = ""
        """What stands before the next words where a line ended."""

    def feed(self, piece: str) -> str:
        """The words that became certain."""
        *lines, rest = (self._line + piece).replace("\r", "\n").split("\n")
        text = ""
        for line in lines:
            text += self._more(plain(line))
            if self._told:
                self._gap = " " if self._told[-1] in _ENDS else self._full_stop
            self._told = ""
        self._line = rest
        return text + self._more(plain(rest[: _certain(rest)]))

    def finish(self) -> str:
        """What was held back."""
        text = self._more(plain(self._line))
        self._line = self._told = self._gap = ""
        return text

    def _more(self, whole: str) -> str:
        """What `whole` adds to what was given out of the line."""
        more = whole[len(self._told) :]
        if not more:
            return ""
        gap, self._gap, self._told = self._gap, "", whole
        return gap + more


def plain(line: str) -> str:
    """One line without markup, pictures and needless blanks."""
    if _RULE.fullmatch(line):
        return ""
    line = line.lstrip()
    if start := _LINE_START.match(line):
        line = line[start.end() :]
    line = _MARKS.sub("", _LINK.sub(r"\1", line))
    return _BLANKS.sub(" ", "".join(filter(_is_spoken, line))).strip()


def _is_spoken(character: str) -> bool:
    """No picture, no sign that only joins or colours pictures, nothing invisible."""
    if character in _SPOKEN_SYMBOLS or character == "\t":
        return True
    is_variant = "\ufe00" <= character <= "\ufe0f"
    return not is_variant and unicodedata.category(character) not in _UNSPOKEN


def _certain(line: str) -> int:
    """Up to where more words cannot change the plain form of a line that still grows."""
    ends = [match.end() for match in _WORD_END.finditer(line)]
    end = ends[-1] if ends else 0
    opened = _OPENED.search(line, max(0, len(line) - _LONGEST_LINK))
    return min(end, opened.start()) if opened else end


def _begun_tag(text: str) -> int:
    """Where the tag begins that the end of `text` may become; its length where there is none."""
    at = text.rfind("<")
    tail = text[at:].lower()
    return at if at >= 0 and any(tag.startswith(tail) for tag in _TAGS) else len(text)
