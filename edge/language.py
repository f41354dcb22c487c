"""A language as one frozen value, read from its data files: sentences, words and replies.

Everything that differs between languages stands in `edge/languages/CODE.toml`, and in files beside
it that add to its tables, one for each family of skills (`CODE.sight.toml`); adding a language is
adding these files. Sentence templates are hassil's: `[optional]`, `(this|that)`, `{list}` or
`{list:slot}`, `<rule>`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from edge.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A slot that takes a number from `low` to `high`, both included."""

    low: int
    high: int
    ordinal: bool = False
    """Said as "third", written as "3rd" or "3"."""
    decimal: bool = False
    """Fractions and a sign may be said too."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a slot list: what is said (a template without slots) and what it means."""

    said: str
    value: str


@dataclass(frozen=True, slots=True)
class TrustWeights:
    """Of a logistic regression: how far to believe that a command was said."""

    constant: float
    agreement: float
    """Of how far dictation heard the command's phones, 0 to 1."""
    gap: float
    """Of the raw score gap a frame between the command and bare phones."""
    coverage: float = 0.0
    """Of how many phones the command has for each that dictation heard, at most 1."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """The weights for a quiet room and for noise, fitted by tests/quality."""

    quiet: TrustWeights
    noise: TrustWeights


@dataclass(frozen=True, eq=False)
class Language:
    """One language; what the fields hold is explained in docs/extending.md."""

    code: str
    name: str
    spaced: bool
    """Words are separated by spaces (False for Chinese)."""
    skills: Mapping[str, tuple[str, ...]]
    """Sentence templates by skill; names that start with "answer." or "again." are follow-ups."""
    rules: Mapping[str, str]
    """Expansion rules, by the name that stands in <angle brackets>."""
    lists: Mapping[str, tuple[Choice, ...]]
    """Slots with a closed list of values, by the name that stands in {braces}."""
    numbers: Mapping[str, NumberRange]
    """Slots that take a number."""
    free_text: frozenset[str]
    """Slots that take any words."""
    letters: frozenset[str]
    """Slots that take letters said one by one."""
    openers: tuple[str, ...]
    """Polite words that may stand before any command: "please", "could you"."""
    closers: tuple[str, ...]
    """Polite words that may stand after any command."""
    backchannels: frozenset[str]
    """Said while listening; they do not interrupt: "mhm", "okay"."""
    stop_words: frozenset[str]
    """A single one of them always interrupts: "stop", "wait"."""
    fillers: frozenset[str]
    """Sounds of thinking: "um", "uh"."""
    unfinished_endings: tuple[str, ...]
    """A sentence that ends with one of them goes on: "and", "to the"."""
    replies: Mapping[str, Any]
    """Reply templates by dotted key: a text, or one text a plural form under "one" and "other"."""
    words: Mapping[str, Any]
    """Words and formats for thinking: number words, months, units, how times are said."""
    spoken: Mapping[str, Any]
    """How the voice says numbers, units, dates and abbreviations."""
    rejection: Rejection
    """When speech that only resembles a command is none."""
    mind: Mapping[str, Any] = field(default_factory=dict)
    """What a language model is told, and what counts as a figure; empty: no model is asked."""
    heard: Mapping[str, Any] = field(default_factory=dict)
    """What replaces skills, rules, lists, openers and closers where sentences are listened for."""

    def as_heard(self) -> Language:
        """The sentences that a recogniser listens for: usually far fewer than may be typed."""
        slots = self.heard.get("lists", {})
        return replace(
            self,
            skills={**self.skills, **_sentences(self.heard.get("skills", {}))},
            rules={**self.rules, **self.heard.get("rules", {})},
            lists={**self.lists, **_closed(slots)},
            numbers={**self.numbers, **_ranges(slots)},
            openers=tuple(self.heard.get("openers", self.openers)),
            closers=tuple(self.heard.get("closers", self.closers)),
        )

    def without(self, skills: frozenset[str]) -> Language:
        """The same, but nobody listens for these skills."""
        kept = {name: texts for name, texts in self.skills.items() if name not in skills}
        heard = self.heard.get("skills", {})
        listened = {name: texts for name, texts in heard.items() if name not in skills}
        return replace(self, skills=kept, heard={**self.heard, "skills": listened})


@cache
def load(code: str) -> Language:
    """The language `code`, read once; raises InputError for an unknown one or a broken file."""
    if code not in available():
        raise InputError(f'no language "{code}"; there are: {", ".join(available())}')
    table: dict[str, Any] = {}
    for name, data in sources(code).items():
        try:
            table = merged(table, tomllib.loads(data.decode("utf-8")))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"edge/languages/{name} cannot be used: {error!r}") from error
    try:
        return _language(table)
    except (KeyError, TypeError) as error:
        raise InputError(f"edge/languages/{code}.toml cannot be used: {error!r}") from error


def sources(code: str) -> dict[str, bytes]:
    """The data files of a language by name, the first one first."""
    folder = resources.files("edge.languages")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    mine = [name for name in names if name.startswith(f"{code}.")]
    return {name: (folder / name).read_bytes() for name in sorted(mine, key=len)}


@cache
def available() -> tuple[str, ...]:
    """The codes of the languages that have a data file, in order."""
    names = (file.name for file in resources.files("edge.languages").iterdir())
    codes = (name.removesuffix(".toml") for name in names if name.endswith(".toml"))
    return tuple(sorted(code for code in codes if "." not in code))


def merged(table: dict[str, Any], more: dict[str, Any], where: str = "") -> dict[str, Any]:
    """Both tables as one, and so on inside. Raises ValueError for a value that is there twice."""
    both = dict(table)
    for name, value in more.items():
        dotted = f"{where}{name}"
        before = both.get(name, {} if isinstance(value, dict) else None)
        if isinstance(before, dict) and isinstance(value, dict):
            both[name] = merged(before, value, f"{dotted}.")
        elif before is None:
            both[name] = value
        else:
            raise ValueError(f'"{dotted}" is there twice')
    return both


def _language(table: dict[str, Any]) -> Language:
    slots: dict[str, dict[str, Any]] = table["lists"]
    listening = table["listening"]
    return Language(
        code=table["code"],
        name=table["name"],
        spaced=table["spaced"],
        skills=_sentences(table["skills"]),
        rules=dict(table["rules"]),
        lists=_closed(slots),
        numbers=_ranges(slots),
        free_text=frozenset(name for name, slot in slots.items() if slot.get("free_text")),
        letters=frozenset(name for name, slot in slots.items() if slot.get("letters")),
        openers=tuple(table["polite"]["openers"]),
        closers=tuple(table["polite"]["closers"]),
        backchannels=frozenset(listening["backchannels"]),
        stop_words=frozenset(listening["stop_words"]),
        fillers=frozenset(listening["fillers"]),
        unfinished_endings=tuple(listening["unfinished_endings"]),
        replies=_flat(table["replies"]),
        words=table["words"],
        spoken=table.get("spoken", {}),
        rejection=Rejection(
            **{name: TrustWeights(**weights) for name, weights in table["rejection"].items()}
        ),
        mind=table.get("mind", {}),
        heard=table.get("heard", {}),
    )


def _sentences(skills: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(sentences) for name, sentences in skills.items()}


def _closed(slots: dict[str, dict[str, Any]]) -> dict[str, tuple[Choice, ...]]:
    return {name: _choices(slot["values"]) for name, slot in slots.items() if "values" in slot}


def _ranges(slots: dict[str, dict[str, Any]]) -> dict[str, NumberRange]:
    return {name: NumberRange(**slot) for name, slot in slots.items() if "low" in slot}


def _choices(values: dict[str, str | list[str]] | list[str]) -> tuple[Choice, ...]:
    """Either value = "said" / ["said", ...], or a list of texts that stand for themselves."""
    if isinstance(values, list):
        return tuple(Choice(said, said) for said in values)
    return tuple(
        Choice(said, value)
        for value, texts in values.items()
        for said in ([texts] if isinstance(texts, str) else texts)
    )


def _flat(table: dict[str, Any], above: str = "") -> dict[str, Any]:
    """Nested reply tables by dotted key; a table of plural forms stays together."""
    flat: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, dict) and "other" not in value:
            flat |= _flat(value, f"{above}{name}.")
        else:
            flat[f"{above}{name}"] = value
    return flat
