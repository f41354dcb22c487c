"""The words by which the numbers of a slot are said, as paths of a word graph.

Numbers below a thousand are spelled one by one; larger ones are built from "thousand" and
"million" and what is below. What nobody says to a wearable ("minus 734 million") is left out: each
word more is one more that can be heard wrongly.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from edge.listening.word_graph import DEAD, END, WordGraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edge.language import NumberRange
    from edge.listening.word_graph import State

_LARGEST_ONE_BY_ONE = 999
_COUNTED_TO = 100
"""Minutes, days, steps: what is larger is said in a larger unit."""
_ROUND_FROM = 50
"""A range that begins here holds large values, which are said in tens."""
_YEARS = (2020, 2060)
"""The years in which somebody may want to be reminded."""
_DECIMALS = 2
"""Digits after "point" that are heard."""
_PER_LANGUAGE: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {"point": ("point",), "minus": ("minus", "negative"), "join": ("and",)},
    "zh": {"point": ("点",), "minus": ("负",), "join": ()},
}


@cache
def number_graph(wanted: NumberRange, language: str) -> tuple[WordGraph, State]:
    """The graph of the numbers of the range, and the state where it starts."""
    graph = WordGraph()
    return graph, graph.joined([_any_sign(graph, wanted, language, END)])


def _any_sign(graph: WordGraph, wanted: NumberRange, language: str, after: State) -> State:
    parts = [_whole(graph, wanted, language, after)]
    if wanted.decimal:
        pointed = _chain(graph, _words(language, "point"), _decimals(graph, language, after))
        parts.append(_whole(graph, wanted, language, pointed))
    if wanted.low < 0:
        parts.append(_chain(graph, _words(language, "minus"), graph.union(parts)))
    return graph.union(parts)


def _whole(graph: WordGraph, wanted: NumberRange, language: str, after: State) -> State:
    spelled = _ordinal if wanted.ordinal else _cardinal
    small = _all(graph, (way for n in _usual(wanted) for way in spelled(language, n)), after)
    if wanted.high <= _LARGEST_ONE_BY_ONE:
        return small
    return graph.union([small, *_large(graph, wanted, language, after)])


def _usual(wanted: NumberRange) -> range:
    """The numbers of the range below a thousand that people say to a device."""
    low, high = max(wanted.low, 0), min(wanted.high, _LARGEST_ONE_BY_ONE)
    if wanted.decimal:
        return range(low, high + 1)
    if low >= _ROUND_FROM:
        return range(low, high + 1, 10)
    return range(low, min(high, _COUNTED_TO) + 1)


def _large(graph: WordGraph, wanted: NumberRange, language: str, after: State) -> list[State]:
    """Years; or thousands with a rest below a thousand, where sums are done with the slot."""
    if wanted.low > _LARGEST_ONE_BY_ONE:
        years = range(max(wanted.low, _YEARS[0]), min(wanted.high, _YEARS[1]) + 1)
        return [_all(graph, (way for n in years for way in _year(language, n)), after)]
    if not wanted.decimal:
        return []
    rest = [way for n in range(1, 1000) for way in _cardinal(language, n)]
    joined = [(word, *way) for word in _words(language, "join") for way in rest]
    more = graph.union([after, _all(graph, rest + joined, after)])
    thousands = (_spell(language, n * 1000) for n in range(1, 1000))
    return [_all(graph, thousands, more), _all(graph, [_spell(language, 1_000_000)], after)]


def _cardinal(language: str, number: int) -> list[tuple[str, ...]]:
    """The ways to say a number below a thousand."""
    words = _spell(language, number)
    ways = [words]
    if language == "en" and number > 100 and number % 100:
        ways.append((*words[:2], "and", *words[2:]))
    if language == "en" and 100 <= number < 200:
        ways += [("a", *way[1:]) for way in ways]
    if language == "zh" and words[0] == "二" and (number == 2 or number >= 200):
        ways.append(("两", *words[1:]))
    return ways


def _ordinal(language: str, number: int) -> list[tuple[str, ...]]:
    return [_spell(language, number, "ordinal"), _spell(language, number)]


def _year(language: str, number: int) -> list[tuple[str, ...]]:
    ways = [_spell(language, number)]
    if language == "en":
        left, right = divmod(number, 100)
        tail = ("hundred",) if not right else _spell(language, right)
        tail = tail if right == 0 or right > 9 else ("oh", *tail)
        ways.append((*_spell(language, left), *tail))
    return ways


def _decimals(graph: WordGraph, language: str, after: State) -> State:
    digits = [_spell(language, digit) for digit in range(10)]
    if language == "en":
        digits.append(("oh",))
    state = DEAD
    for _ in range(_DECIMALS):
        state = _all(graph, digits, graph.union([after, state]))
    return state


def _words(language: str, kind: str) -> tuple[str, ...]:
    return _PER_LANGUAGE.get(language, {}).get(kind, ())


def _chain(graph: WordGraph, words: Sequence[str], after: State) -> State:
    """Any one of the words, then `after`."""
    return graph.state((f"{word} ", after) for word in words)


def _all(graph: WordGraph, ways: Iterable[tuple[str, ...]], after: State) -> State:
    """Any of the ways to say something, each a row of words, then `after`."""
    tree: dict[str, Any] = {}
    for way in ways:
        branch = tree
        for word in way:
            branch = branch.setdefault(word, {})
        branch[""] = {}

    def build(branch: dict[str, Any]) -> State:
        states = [
            graph.word(f"{word} ", build(below)) if word else after
            for word, below in branch.items()
        ]
        return graph.union(states)

    return build(tree)


@cache
def _spell(language: str, number: int, purpose: str = "cardinal") -> tuple[str, ...]:
    """The words of a number, apart: ("twenty", "five"), ("二", "十", "五")."""
    from unicode_rbnf import FormatPurpose

    spelled = (
        _speller(language).format_number(number, FormatPurpose[purpose.upper()]).text_by_ruleset
    )
    text = spelled.get(f"spellout-{purpose}") or next(iter(spelled.values()))
    text = text.replace("-", " ").replace("­", "")
    return tuple(text.split()) if " " in text or text.isascii() else tuple(text)


@cache
def _speller(language: str) -> Any:
    from unicode_rbnf import RbnfEngine

    return RbnfEngine.for_language(language)
