"""The token table of a speech recogniser, and how words are written with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WORD_START = "▁"
"""What a token begins with that begins a word."""
CHINESE = re.compile("[\u3400-\u9fff]")
_DISAMBIGUATION = re.compile(r"#\d+")
"""Symbols of the training's lexicon; no model writes them."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Symbols with their numbers."""

    path: Path
    numbers: Mapping[str, int]

    @property
    def size(self) -> int:
        """One more than the highest number."""
        return 1 + max(self.numbers.values())

    def spelling(self, text: str) -> list[str]:
        """The fewest tokens that write these words; empty where no tokens do."""
        cased = self.in_their_case(text)
        spelled = [self._word(word) for word in cased.split()]
        return [token for word in spelled for token in word] if all(spelled) else []

    def in_their_case(self, text: str) -> str:
        """As the tokens write: all in capitals, all small, or both."""
        letters = "".join(symbol for symbol in self.numbers if not symbol.startswith("<"))
        if letters == letters.upper():
            return text.upper()
        return text.lower() if letters == letters.lower() else text

    def _word(self, word: str) -> list[str]:
        """Cheapest first, from the end of the word to its start."""
        marked = WORD_START + word
        rest: dict[int, list[str]] = {len(marked): []}
        for start in range(len(marked) - 1, -1, -1):
            ways = [
                [marked[start:end], *rest[end]]
                for end in range(start + 1, len(marked) + 1)
                if end in rest and marked[start:end] in self.numbers
            ]
            if start == 0 and 1 in rest and CHINESE.match(word):  # which stands without a mark
                ways.append(rest[1])
            if ways:
                rest[start] = min(ways, key=len)
        return rest.get(0, [])


def read_tokens(path: Path) -> Tokens:
    """A symbol and its number a line. Raises EngineError naming the file and the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise EngineError(f"the tokens file {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise EngineError(f"the tokens file {path} is not UTF-8 text") from error
    numbers: dict[str, int] = {}
    for count, line in enumerate(lines, 1):
        symbol, _, number = line.rstrip().rpartition(" ")
        if not number.isascii() or not number.isdecimal():
            raise EngineError(f"the tokens file {path} has no number in line {count}: {line[:40]}")
        if not _DISAMBIGUATION.fullmatch(symbol):
            numbers[symbol or " "] = int(number)
    if not numbers:
        raise EngineError(f"the tokens file {path} is empty")
    return Tokens(path, numbers)
