"""The folder of a PocketSphinx model: what is in it, and a grammar fitted to its dictionary."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.engines.pocketsphinx.library import package_folder
from edge.engines.pocketsphinx.vocabulary import frequent_words
from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from pathlib import Path

log = logging.getLogger(__name__)

_ACOUSTIC_FILES = ("mdef", "means", "variances", "transition_matrices", "feat.params", "noisedict")
_SMALLEST_BYTES = 20
"""A model file below this was cut off."""


@dataclass(frozen=True, slots=True)
class SphinxModel:
    """The files of one language; raises EngineError naming the folder where one is missing."""

    acoustic: Path
    dictionary: Path
    language_model: Path

    @classmethod
    def in_folder(cls, folder: Path) -> SphinxModel:
        """Acoustic folder (holds `mdef`), dictionary (.dict, .dic) and the largest .lm.bin."""
        acoustic = [path.parent for path in sorted(folder.glob("*/mdef"))]
        dictionaries = sorted([*folder.glob("*.dict"), *folder.glob("*.dic")])
        models = [path for path in folder.glob("*.lm.bin") if "phone" not in path.name]
        if not (acoustic and dictionaries and models):
            raise EngineError(f"no complete PocketSphinx model in {folder}")
        largest = max(models, key=lambda path: path.stat().st_size)
        model = cls(acoustic[0], dictionaries[0], largest)
        model._check()
        return model

    def _check(self) -> None:
        files = [self.acoustic / name for name in _ACOUSTIC_FILES]
        for file in [*files, self.dictionary, self.language_model]:
            if not file.is_file() or file.stat().st_size < _SMALLEST_BYTES:
                raise EngineError(f"the PocketSphinx model file {file} is missing or cut off")

    def pronunciations(self, wanted: Container[str]) -> dict[str, list[str]]:
        """The phones of those of the wanted words that the dictionary has, several ways each."""
        found: dict[str, list[str]] = {}
        with self.dictionary.open(encoding="utf-8") as lines:
            for line in lines:
                entry, *phones = line.split() or [""]  # some files have blanks here, some tabs
                word = entry.partition("(")[0]
                if phones and word in wanted:
                    found.setdefault(word, []).append(" ".join(phones))
        return found

    def frequent_words(self, count: int) -> frozenset[str]:
        """The most frequent words of the language model; raises EngineError naming the file."""
        try:
            return frequent_words(self.language_model, count)
        except (OSError, ValueError) as error:
            raise EngineError(f"{self.language_model} cannot be used: {error}") from error

    def dictionary_of(self, words: Container[str]) -> str:
        """The lines of the dictionary for these words."""
        with self.dictionary.open(encoding="utf-8") as lines:
            entries = (line for line in lines if not line.isspace())
            return "".join(line for line in entries if line.split()[0].partition("(")[0] in words)


def find_models(models_folder: Path) -> dict[str, Path]:
    """Folders of PocketSphinx models by language code: those found, and English of the wheel."""
    found: dict[str, Path] = {}
    for mdef in sorted(models_folder.glob("**/mdef")):
        folder = mdef.parent.parent
        language = mdef.parent.name.partition("-")[0]
        if any(folder.glob("*.lm.bin")):
            found[language] = folder
    wheel = package_folder() / "model" / "en-us"
    return {**found, "en": wheel} if wheel.is_dir() else found


def fit(grammar: str, known: Mapping[str, Sequence[str]], spaced: bool) -> tuple[str, set[str]]:
    """The grammar with only words of the dictionary, and the words it uses.

    A word without a pronunciation is left out with every sentence that needs it, and logged. In a
    language without spaces each piece is divided into the longest words of the dictionary.
    """
    lines, words, unknown = list[str](), set[str](), set[str]()
    extra = _states(grammar)
    for line in grammar.splitlines():
        parts = line.split()
        if parts[:1] != ["TRANSITION"] or len(parts) < 5:
            lines.append(line)
            continue
        divided = [parts[4]] if spaced else _divided(parts[4], known)
        if not divided or any(word not in known for word in divided):
            unknown.add(parts[4])
            continue
        words.update(divided)
        lines += _chain(parts[1], parts[2], divided, extra)
    if unknown:
        log.info("no pronunciation, so not listened for: %s", ", ".join(sorted(unknown)))
    return _with_states("\n".join([*lines, ""]), next(extra)), words


def wanted_words(grammar: str, spaced: bool) -> Container[str]:
    """The words that may be needed to say the grammar; every part of a piece without spaces."""
    pieces = {
        line.split()[4]
        for line in grammar.splitlines()
        if line.startswith("TRANSITION") and line.count(" ") == 4
    }
    if spaced:
        return pieces
    return {
        piece[start:end]
        for piece in pieces
        for start in range(len(piece))
        for end in range(start + 1, len(piece) + 1)
    }


def _states(grammar: str) -> Iterator[int]:
    """Numbers of states that the grammar does not use yet."""
    number = 0
    for line in grammar.splitlines():
        if line.startswith("NUM_STATES"):
            number = int(line.split()[1])
    if not number:
        raise EngineError("the grammar is not an FSG: it does not tell its number of states")
    while True:
        yield number
        number += 1


def _chain(first: str, last: str, words: list[str], extra: Iterator[int]) -> list[str]:
    """Transitions that say the words one after the other."""
    between = [str(next(extra)) for _ in words[1:]]
    steps = zip([first, *between], [*between, last], words, strict=True)
    return [f"TRANSITION {start} {end} 1.0 {word}" for start, end, word in steps]


def _with_states(grammar: str, count: int) -> str:
    lines = [
        f"NUM_STATES {count}" if line.startswith("NUM_STATES") else line
        for line in grammar.splitlines()
    ]
    return "\n".join([*lines, ""])


def _divided(piece: str, known: Mapping[str, Sequence[str]]) -> list[str]:
    """The longest words of the dictionary, from the left; [] where a character has none."""
    words = []
    while piece:
        for length in range(len(piece), 0, -1):
            if piece[:length] in known:
                words.append(piece[:length])
                piece = piece[length:]
                break
        else:
            return []
    return words


def dictionary_text(pronunciations: Mapping[str, Sequence[str]]) -> str:
    """The lines of a PocketSphinx dictionary: "word PH ON ES", then "word(2) ..."."""
    lines = [
        f"{word} {phones}" if number == 1 else f"{word}({number}) {phones}"
        for word, ways in sorted(pronunciations.items())
        for number, phones in enumerate(ways, 1)
    ]
    return "\n".join([*lines, ""])
