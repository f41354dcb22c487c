"""The sentences of a language's skills as a grammar that a recogniser can listen for.

Text in, text out: hassil templates and slot lists become a finite state grammar ("FSG") of words.
A slot of free text cannot be listened for this way: a sentence that needs one is left out here and
is understood from the dictation instead.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from edge.listening.spoken_numbers import number_graph
from edge.listening.word_graph import DEAD, END, RARELY, FsgText, State, WordGraph, spell_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edge.language import Choice, Language


COMPILER = 3
"""Raised whenever the same language gives another grammar, so that no kept one is used."""


def command_grammar(language: Language) -> str:
    """The grammar of every sentence in `language`, in the FSG text of PocketSphinx.

    Words are lower case. In a language without spaces a "word" is a piece of a template; the
    recogniser divides it into the words of its dictionary.
    """
    return _Compiler(language.as_heard()).text()


def narrow_grammar(language: Language, sentences: Iterable[str]) -> str:
    """The grammar of these templates of `language` alone, with nothing polite around them."""
    alone = replace(language.as_heard(), skills={"alone": tuple(sentences)}, openers=(), closers=())
    return _Compiler(alone).text()


class _Compiler:
    """Turns expressions into states of one graph of pieces, from the end to the beginning."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._graph = WordGraph()
        self._rules: dict[tuple[str, State], State] = {}
        self._shared: dict[str, str] = {}

    def text(self) -> str:
        end = self._graph.union([END, self._any(self._language.closers, END)])
        states = []
        for skill, sentences in self._language.skills.items():
            state = self._any(sentences, end)
            follows = skill.partition(".")[0] in _FOLLOW_UPS
            states.append(self._graph.word(f"{RARELY} ", state) if follows else state)
        commands = self._graph.union(states)
        opened = self._any(_openers(self._language), commands)
        start = self._graph.union([commands, opened])
        fsg = FsgText()
        for part, name in sorted(self._shared.items()):
            fsg.add_part(part, *self._part(name))
        return fsg.text(*fsg.add(*spell_words(self._graph, start)))

    def _part(self, name: str) -> tuple[WordGraph, State]:
        """The graph of a slot that stands in many sentences."""
        language = self._language
        if name in language.numbers:
            return number_graph(language.numbers[name], language.code)
        alone = _Compiler(language)
        said = _said(language.lists.get(name, ())) or _ALPHABET
        return spell_words(alone._graph, alone._any(said, END))

    def _any(self, templates: Iterable[str], after: State) -> State:
        states = [self._template(template, after) for template in templates]
        return self._graph.union(states)

    def _template(self, template: str, after: State) -> State:
        return self._state(_parsed(template), self._graph.word(" ", after))

    def _state(self, part: Any, after: State) -> State:
        """The state that says `part` (an expression of hassil), then goes on from `after`."""
        if after == DEAD:
            return DEAD
        match type(part).__name__:
            case "TextChunk":
                return self._text(part.text, after)
            case "Alternative":
                return self._graph.union([self._state(item, after) for item in part.items])
            case "Permutation":
                return self._permuted(part.items, after)
            case "RuleReference":
                return self._rule(part.rule_name, after)
            case "ListReference":
                return self._slot(part.list_name, after)
        return self._sequence(part.items, after)

    def _sequence(self, items: Iterable[Any], after: State) -> State:
        for item in reversed(list(items)):
            after = self._state(item, after)
        return after

    def _permuted(self, items: list[Any], after: State) -> State:
        if len(items) == 1:
            return self._state(items[0], after)
        return self._graph.union(
            [
                self._state(item, self._permuted([*items[:n], *items[n + 1 :]], after))
                for n, item in enumerate(items)
            ]
        )

    def _text(self, text: str, after: State) -> State:
        for piece in reversed(_pieces(text.lower(), self._language.spaced)):
            after = self._graph.word(piece, after)
        return after

    def _rule(self, name: str, after: State) -> State:
        if (name, after) not in self._rules:
            self._rules[name, after] = self._template(self._language.rules[name], after)
        return self._rules[name, after]

    def _slot(self, name: str, after: State) -> State:
        language = self._language
        choices = language.lists.get(name, ())
        if name in language.numbers or name in language.letters or len(choices) > _SHARED_FROM:
            part = f"{name}.{after}"  # one copy for all places that go on in the same way
            self._shared[part] = name
            return self._graph.word(f"<{part}> ", after)
        return self._any(_said(choices), after)  # nothing for free text


def _openers(language: Language) -> list[str]:
    """Whole phrases only: a lone "um" or "so" is found in any noise, and changes no command."""
    return [opener for opener in language.openers if " " in opener or not language.spaced]


def _said(choices: Sequence[Choice]) -> list[str]:
    """What is said for the values of a list; abbreviations ("oct", "mm") are only written."""
    values: dict[str, list[str]] = {}
    for choice in choices:
        values.setdefault(choice.value, []).append(choice.said)
    return [
        said
        for choice in choices
        if not _is_abbreviation(said := choice.said, values[choice.value])
    ]


def _is_abbreviation(said: str, others: list[str]) -> bool:
    if not said.isascii() or " " in said or len(said) > _LONGEST_ABBREVIATION:
        return False
    longer = any(other != said and other.startswith(said) for other in others)
    return longer or not set(said) & set("aeiouy")


@cache
def _parsed(template: str) -> Any:
    from hassil.parse_expression import parse_sentence

    return parse_sentence(template).expression


_FOLLOW_UPS = ("answer", "again")
"""Families of short sentences that only some moments allow; noise sounds like them."""
_SHARED_FROM = 8
"""A list with more values than this is written once for all its places."""
_LONGEST_ABBREVIATION = 3
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def _pieces(text: str, spaced: bool) -> list[str]:
    """ "set a" is "set ", "a": a piece that ends in a space ends its word."""
    if not spaced:
        return [f"{word} " for word in text.split()]
    words = text.split(" ")
    return [f"{word} " for word in words[:-1]] + ([words[-1]] if words[-1] else [])
