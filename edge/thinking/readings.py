"""What an utterance may have said: each text of it in each language that it is written like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edge import language as languages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edge.thinking.said import Said


def readings(said: Said) -> Iterator[tuple[str, str]]:
    """(text, language): in the language that was meant, then in those it is written like."""
    others = [code for code in languages.available() if code != said.language]
    for code in (said.language, *others):
        for text in (said.text, said.dictation):
            if text.strip() and (code == said.language or written_like(text, code)):
                yield text, code


def written_like(text: str, code: str) -> bool:
    """Chinese characters for a language without spaces, words of letters for one with.

    Digits, signs and single letters are like every language.
    """
    if re.search("[\u3400-\u9fff]", text):
        return not languages.load(code).spaced
    return languages.load(code).spaced or not re.search(r"[^\W\d_]{2}", text)
