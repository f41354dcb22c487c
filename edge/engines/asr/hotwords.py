"""Words that a recogniser is led towards: names of people, places and skills."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from edge.engines.sherpa.tokens import CHINESE, WORD_START

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edge.engines.sherpa.tokens import Tokens

log = logging.getLogger(__name__)

_NOT_WORDS = re.compile(r"[^\w' ]+|_")
_VOCABULARY = "bpe.vocab"
SCORE = 1.5
"""Added for each token of a hotword; the library's own default."""


class Hotwords:
    """Phrases in the form that one model's search takes.

    A phrase that the model's tokens cannot write is left out, and logged once.
    """

    def __init__(self, tokens: Tokens, folder: Path) -> None:
        self._tokens = tokens
        self._folder = folder
        self._told: set[str] = set()
        pieces = any(symbol.startswith(WORD_START) for symbol in tokens.numbers)
        chinese = any(CHINESE.match(symbol) for symbol in tokens.numbers)
        self.unit = "+".join(["cjkchar"] * chinese + ["bpe"] * pieces)
        """What the tokens are, in the library's words; empty where it is nothing it can use."""

    @contextmanager
    def search(self, line: str) -> Iterator[dict[str, str | float]]:
        """How a recogniser must be loaded for a line to count: it searches several texts at a time.

        Nothing for an empty line. The files are there until the recogniser has been loaded.
        """
        if not line:
            yield {}
            return
        with self._vocabulary() as pieces:
            yield {
                "decoding_method": "modified_beam_search",
                "hotwords_score": SCORE,
                "modeling_unit": self.unit,
                "bpe_vocab": pieces,
            }

    def line(self, phrases: Iterable[str]) -> str:
        """The phrases that can be written, as the library wants them; empty for none."""
        return "/".join(filter(None, map(self._usable, phrases))) if self.unit else ""

    @contextmanager
    def _vocabulary(self) -> Iterator[str]:
        """Path of the pieces with their weights; made from the tokens where none was shipped."""
        shipped = self._folder / _VOCABULARY
        if "bpe" not in self.unit or _is_usable(shipped):
            yield str(shipped) if "bpe" in self.unit else ""
            return
        with TemporaryDirectory(prefix="edge-hotwords-") as made:
            path = Path(made) / _VOCABULARY
            path.write_text(self._weighed(), encoding="utf-8")
            yield str(path)

    def _usable(self, phrase: str) -> str:
        words = " ".join(_NOT_WORDS.sub(" ", phrase).split())
        if self._tokens.spelling(words):
            return self._tokens.in_their_case(words)
        if words and phrase not in self._told:
            self._told.add(phrase)
            log.warning("the recogniser has no tokens to write the hotword %r", phrase)
        return ""

    def _weighed(self) -> str:
        """Fewest pieces first, and of as many the more frequent, which have lower numbers."""
        most = 10 * self._tokens.size
        pieces = [(one, n) for one, n in self._tokens.numbers.items() if one.split() == [one]]
        return "".join(f"{symbol}\t{-1 - number / most:.6f}\n" for symbol, number in pieces)


def _is_usable(vocabulary: Path) -> bool:
    """The library ends the process over a line that has not a piece and a number."""
    if not vocabulary.is_file():
        return False
    try:
        lines = vocabulary.read_text(encoding="utf-8").splitlines()
        for line in filter(str.strip, lines):
            _, weight = line.split()
            float(weight)
    except (OSError, ValueError) as error:
        log.warning("%s is not used, as it cannot be read: %s", vocabulary, error)
        return False
    return True
