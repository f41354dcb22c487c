"""Sentence templates as patterns: hassil reads the template, a regular expression matches it.

hassil's own recogniser takes milliseconds for some hundred templates; the routes here are asked on
every partial transcript, on small boards. A pattern is compiled when a sentence first holds the
words that it requires.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property, partial
from itertools import permutations
from typing import TYPE_CHECKING, Any, TypeAlias

from edge.thinking.wording import matching_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hassil.expression import Expression, Sentence

    from edge.language import Language, NumberRange
    from edge.thinking.wording import Wording

Value: TypeAlias = str | int | Fraction
"""What a slot holds: free text and choices are str, numbers int, or Fraction where decimals fit."""


@dataclass(frozen=True)
class Match:
    """A sentence that fits a template."""

    skill: str
    slots: Mapping[str, Value]
    said: Mapping[str, str]
    """The words of the original behind each slot."""
    free_length: int
    """Characters that only free text accounts for: the fewer, the surer."""
    open_ended: bool
    """The last words are free text, so more may follow."""
    out_of_range: tuple[str, NumberRange] | None = None
    """The slot whose number is too low or too high."""


class Grammar:
    """The templates of one language, read by hassil and brought to matching form."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.form = cache(partial(matching_form, language=language))
        self.rules = {name: self._read(text) for name, text in language.rules.items()}
        self.values = {name: self._values(name) for name in language.lists}
        self.templates = tuple(
            Template(self, skill, text)
            for skill, texts in language.skills.items()
            for text in texts
        )
        self._sought = _by_word(self.templates)

    def templates_for(self, text: str) -> list[Template]:
        """Those of which `text` holds all required words, in their order."""
        near = {place for word, places in self._sought.items() if word in text for place in places}
        return [
            template
            for place in sorted(near)
            if (template := self.templates[place]).may_match(text)
        ]

    def _read(self, text: str) -> Sentence:
        from hassil.parse_expression import parse_sentence

        sentence = parse_sentence(text)
        _normalize(sentence.expression, self.form)
        return sentence

    def _values(self, name: str) -> dict[str, str]:
        """What may be said for a list, and what each means."""
        return {
            self.form(said.strip()): choice.value
            for choice in self.language.lists[name]
            for said in self._wordings(choice.said)
        }

    def _wordings(self, said: str) -> Iterable[str]:
        """All that a template without slots allows; most are plain words."""
        if not set(said) & set("([|;"):
            return (said,)
        from hassil.sample import sample_sentence

        return sample_sentence(self._read(said))


class Template:
    """One sentence template of a skill."""

    def __init__(self, grammar: Grammar, skill: str, text: str) -> None:
        self.skill = skill
        self.text = text
        self._grammar = grammar
        self.sentence = grammar._read(text)
        clauses = self.sentence.get_required_clauses(grammar.rules)
        self.required = sorted((tuple(clause) for clause in clauses), key=len)
        """Of each group of words one is in every sentence; the group that tells most is first."""

    def may_match(self, text: str) -> bool:
        """False where a word that the template requires is missing."""
        return all(any(part in text for part in clause) for clause in self.required)

    def match(self, wording: Wording) -> Match | None:
        found = self.pattern.fullmatch(wording.text)
        return self._matched(found, wording) if found else None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled on first use, which takes some milliseconds; any thread may be the first."""
        return self._compiled[0]

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str], tuple[tuple[str, str], ...]]:
        """The pattern, and list and slot name of each of its groups g0, g1, …"""
        builder = _Builder(self._grammar)
        return re.compile(builder.regex(self.sentence.expression)), tuple(builder.slots)

    def _matched(self, found: re.Match[str], wording: Wording) -> Match:
        language = self._grammar.language
        slots: dict[str, Value] = {}
        said: dict[str, str] = {}
        free = 0
        outside = None
        open_ended = False
        for number, (list_name, slot) in enumerate(self._compiled[1]):
            text = found[f"g{number}"]
            if text is None:
                continue
            said[slot] = wording.as_said(*found.span(f"g{number}"))
            slots[slot] = self._value(list_name, text, said[slot])
            if list_name in language.free_text:
                free += len(text)
                open_ended = open_ended or found.end(f"g{number}") == len(wording.text)
            span = language.numbers.get(list_name)
            if span and not span.low <= slots[slot] <= span.high:  # type: ignore[operator]  # a number
                outside = (slot, span)
        return Match(self.skill, slots, said, free, open_ended, outside)

    def _value(self, list_name: str, text: str, said: str) -> Value:
        language = self._grammar.language
        if list_name in language.numbers:
            minus = language.words["numbers"]["minus"]
            number = text.replace(minus, "-").replace(" ", "").removesuffix("th")
            return Fraction(number) if "." in number else int(number)
        if list_name in language.lists:
            return self._grammar.values[list_name][text]
        return said if list_name in language.free_text else text


class _Builder:
    """Turns a template into a regular expression; collects its slots on the way."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self.slots: list[tuple[str, str]] = []

    def regex(self, item: Expression) -> str:
        from hassil.expression import (
            Alternative,
            ListReference,
            Permutation,
            RuleReference,
            TextChunk,
        )
        from hassil.expression import Sequence as Series

        match item:
            case TextChunk():
                return self._literal(item.text)
            case Series():
                return "".join(self.regex(part) for part in item.items)
            case Alternative():
                return "(?:" + "|".join(self.regex(part) for part in item.items) + ")"
            case Permutation():
                orders = ("".join(map(self.regex, order)) for order in permutations(item.items))
                return "(?:" + "|".join(orders) + ")"
            case RuleReference():
                return self.regex(self._grammar.rules[item.rule_name].expression)
            case ListReference():
                return self._slot(item.list_name, item.slot_name)
        raise TypeError(f"{item!r} is no part of a template")

    def _literal(self, text: str) -> str:
        gap = r"(?:^| |(?<= )|$)" if self._grammar.language.spaced else " ?"
        return re.sub(r"(?:\\ )+", lambda _: gap, re.escape(text))

    def _slot(self, list_name: str, slot: str) -> str:
        self.slots.append((list_name, slot))
        gap = "" if self._grammar.language.spaced else " ?"  # 10 km in Chinese
        return f"{gap}(?P<g{len(self.slots) - 1}>{self._slot_pattern(list_name)})"

    def _slot_pattern(self, list_name: str) -> str:
        language = self._grammar.language
        if list_name in language.free_text:
            return r"\S.*?"
        if list_name in language.letters:
            return "(?<![a-z])[a-z](?![a-z])"
        if (span := language.numbers.get(list_name)) is None:
            said = sorted(self._grammar.values[list_name], key=len, reverse=True)
            return "|".join(map(re.escape, said))
        minus = re.escape(language.words["numbers"]["minus"])
        sign, fraction = (f"(?:{minus} ?)?", r"(?:\.\d+)?") if span.decimal else ("", r"(?!\.\d)")
        return rf"{sign}(?<![\d.])\d+{fraction}(?!\d)" + ("(?:th)?" if span.ordinal else "")


def _by_word(templates: Sequence[Template]) -> dict[str, list[int]]:
    """The places of the templates under each word of their first required group.

    Those that require nothing stand under "", which is in every text.
    """
    places: dict[str, list[int]] = {}
    for place, template in enumerate(templates):
        for word in template.required[0] if template.required else ("",):
            places.setdefault(word, []).append(place)
    return places


def _normalize(item: Any, form: Callable[[str], str]) -> None:
    """Bring the literal texts of a template to matching form, in place, keeping outer spaces."""
    from hassil.expression import Group, TextChunk
    from hassil.expression import Sequence as Series

    if isinstance(item, TextChunk) and item.text.strip():
        before = " " if item.text[0] == " " else ""
        after = " " if item.text[-1] == " " else ""
        item.text = before + form(item.text.strip()) + after
    elif isinstance(item, Group):
        item.items = _merged(item.items) if isinstance(item, Series) else item.items
        for part in item.items:
            _normalize(part, form)


def _merged(items: list[Expression]) -> list[Expression]:
    """Neighbouring texts as one: hassil cuts at words, but a phrase has one form as a whole."""
    from hassil.expression import TextChunk

    merged: list[Expression] = []
    for item in items:
        if isinstance(item, TextChunk) and merged and isinstance(merged[-1], TextChunk):
            merged[-1] = TextChunk(merged[-1].text + item.text)
        else:
            merged.append(item)
    return merged
