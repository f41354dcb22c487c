"""Which skill a sentence means: all templates of its language that fit, the surest first."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from edge import language as languages
from edge.thinking.templates import Grammar
from edge.thinking.wording import normalize, wordings

if TYPE_CHECKING:
    from edge.thinking.templates import Match

KEPT_ROUTES = 256
"""Sentences whose routes are kept: each stable partial asks again with the same words."""


@cache
def grammar(code: str) -> Grammar:
    """The templates of a language, read on first use (a tenth of a second)."""
    return Grammar(languages.load(code))


def telling_words(code: str) -> tuple[str, ...]:
    """Words by which commands are told, for a recogniser to expect; without short ones."""
    shortest = 5 if languages.load(code).spaced else 2
    words = {
        word
        for template in grammar(code).templates
        for group in template.required
        for word in group
        if len(word) >= shortest and word.isalpha()
    }
    return tuple(sorted(words))


class Router:
    """Exact: a sentence fits a template or it does not. Knows no conversation and no clock."""

    def __init__(self) -> None:
        self.matches = lru_cache(KEPT_ROUTES)(self._matches)

    def warm(self, code: str) -> None:
        """Compile every pattern of a language now."""
        for template in grammar(code).templates:
            _ = template.pattern

    def _matches(self, text: str, code: str) -> tuple[Match, ...]:
        """Every fitting reading of `text`, the one that leaves least to free text first."""
        language = languages.load(code)
        found = [
            match
            for wording in reversed(wordings(normalize(text, language), language))
            for template in grammar(code).templates_for(wording.text)
            if (match := template.match(wording))
        ]
        found.sort(key=lambda match: (match.out_of_range is not None, match.free_length))
        return tuple(found)
