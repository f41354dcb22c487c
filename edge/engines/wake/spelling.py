"""How the name that somebody gave the device is written with a model's tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.engines.sherpa.tokens import CHINESE
from edge.errors import EngineError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from edge.engines.sherpa.tokens import Tokens

LEXICONS = ("en.phone", "lexicon.txt")
"""Words with their sounds, for models whose tokens are sounds."""


class WakeSpelling:
    """Spells names with one model's tokens."""

    def __init__(self, tokens: Tokens, folder: Path) -> None:
        self._tokens = tokens
        self._lexicon = _read_lexicon(folder)

    def of(self, name: str) -> list[str]:
        """The tokens of a name, such as "hey computer". Raises SettingsError where it has none."""
        words = name.replace("_", " ").split()
        spelled = [self._word(word) for word in words]
        unknown = [word for word, found in zip(words, spelled, strict=True) if not found]
        if unknown or not words:
            raise SettingsError(
                f'the wake word "{name}" cannot be written with {self._tokens.path}, '
                f'which has nothing for "{" ".join(unknown)}"'
            )
        return [token for found in spelled for token in found]

    def _word(self, word: str) -> Sequence[str]:
        by_sound = self._lexicon.get(word.upper(), ())
        if by_sound and all(sound in self._tokens.numbers for sound in by_sound):
            return by_sound
        return self._tokens.spelling(word) or self._chinese(word)

    def _chinese(self, word: str) -> list[str]:
        """Initials and finals with their tones; empty for a word of other characters."""
        if not all(map(CHINESE.match, word)):
            return []
        sounds = list(_pinyin(word))
        return sounds if all(sound in self._tokens.numbers for sound in sounds) else []


def _read_lexicon(folder: Path) -> Mapping[str, Sequence[str]]:
    """Sounds by word in capitals; the first pronunciation counts."""
    found = next((folder / name for name in LEXICONS if (folder / name).is_file()), None)
    if found is None:
        return {}
    try:
        lines = found.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EngineError(f"the lexicon {found} cannot be read: {error}") from error
    words: dict[str, Sequence[str]] = {}
    for word, *sounds in filter(None, map(str.split, lines)):
        words.setdefault(word.upper(), sounds)
    return words


def _pinyin(word: str) -> Iterator[str]:
    try:
        from pypinyin import pinyin
        from pypinyin.contrib.tone_convert import to_finals_tone, to_initials
    except ImportError as error:
        raise EngineError(
            f'the wake word "{word}" needs pypinyin, which is not installed: pip install pypinyin'
        ) from error
    for (syllable,) in pinyin(word):
        parts = to_initials(syllable, strict=False), to_finals_tone(syllable, strict=False)
        yield from filter(None, parts) if any(parts) else [syllable]
