"""The installed skills as a language model is told of them: names, slots and one JSON schema.

Nothing is declared twice: which slots a skill has, which of them stand together and what each may
hold is read off the sentences that ask for it (`languages/CODE.toml`). A small model is best kept
to one object, `{"say": "..."}` or `{"skill": "...", slots}`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property, reduce
from typing import TYPE_CHECKING, Any

from edge.thinking.router import grammar
from edge.thinking.skill import Effect, installed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hassil.expression import Expression

    from edge.thinking.templates import Grammar, Template

Filling = frozenset[str]
"""Slots that one sentence fills together."""

SPOKEN_ONLY = frozenset({
    "past", "offset", "side", "fixed_time", "tonight", "day_part", "which", "holiday", "days_ago",
    "moment", "is", "a", "b", "c", "d", "operator_1", "operator_2", "operator_3", "percent_of",
    "half_of", "root", "root_of", "power",
})  # fmt: skip
"""Slots for ways of saying what other slots hold too: "quarter past" is an hour and a minute, and
every sum is an expression."""

NOT_OFFERED = frozenset({
    "hush", "greet", "thanks", "bye", "help.more", "spell.again", "spell.letters",
    "profile.claim", "captions",
})  # fmt: skip
"""Skills that only the exact words ask for: talk that the model does itself, and what others said,
which must not get into a prompt."""

GROUPS = {
    "DAY": ("relative_day", "weekday", "month", "day_of_month", "year"),
    "TIME": ("hour", "minute", "half_day"),
    "LENGTH": ("hours", "minutes", "seconds"),
}
"""Slots that stand together in many skills, and the name that saves the prompt repeating them."""

SAY = "say"
SKILL = "skill"
NO_SKILL = "none"


@dataclass(frozen=True)
class Tool:
    """A skill with the slots that a model may fill."""

    skill: str
    slots: Mapping[str, str]
    """By name of the slot the list of the data file that tells what it may hold."""
    fillings: frozenset[Filling]
    """Which slots may be filled together: those of one sentence."""

    @property
    def line(self) -> str:
        """As the prompt shows it."""
        groups = [name for name, slots in GROUPS.items() if self.slots.keys() >= set(slots)]
        grouped = {slot for name in groups for slot in GROUPS[name]}
        shown = [*(slot for slot in self.slots if slot not in grouped), *groups]
        return f"{self.skill}({', '.join(shown)})" if shown else self.skill


@dataclass(frozen=True, eq=False)
class Tools:
    """All that may be asked for in one language."""

    grammar: Grammar
    by_skill: Mapping[str, Tool]

    @cached_property
    def catalogue(self) -> str:
        """One line a group and a skill, for the head of the prompt."""
        groups = (f"{name} = {', '.join(slots)}" for name, slots in GROUPS.items())
        return "\n".join([*groups, *(tool.line for tool in self.by_skill.values())])

    @cached_property
    def schema(self) -> str:
        """What an answer must look like: text or one call."""
        say = _object({SAY: {"type": "string"}}, (SAY,))
        return _json({"anyOf": [say, *map(self._call, self.by_skill.values())]})

    @cached_property
    def asking_schema(self) -> str:
        """One call of a skill without effect, or of none."""
        harmless = (
            tool for name, tool in self.by_skill.items() if installed()[name].effect is Effect.NONE
        )
        none = _object({SKILL: {"const": NO_SKILL}}, (SKILL,))
        return _json({"anyOf": [none, *map(self._call, harmless)]})

    def _call(self, tool: Tool) -> dict[str, Any]:
        holds = {slot: self._values(name) for slot, name in tool.slots.items()}
        always = reduce(frozenset.intersection, tool.fillings)
        required = (SKILL, *(slot for slot in tool.slots if slot in always))
        return _object({SKILL: {"const": tool.skill}, **holds}, required)

    def _values(self, list_name: str) -> dict[str, Any]:
        """The kind and the limits of what a list takes; grammars do not keep to the limits."""
        language = self.grammar.language
        if span := language.numbers.get(list_name):
            kind = "number" if span.decimal else "integer"
            return {"type": kind, "minimum": span.low, "maximum": span.high}
        if list_name in language.lists:
            return {"enum": list(first_wordings(self.grammar, list_name).values())}
        return {"type": "string"}


@cache
def tools_for(code: str, senses: frozenset[str] = frozenset()) -> Tools:
    """The tools of a language, for a device with these senses; first takes a tenth of a second."""
    known = grammar(code)
    offered = {
        name
        for name, skill in installed().items()
        if name not in NOT_OFFERED and (not skill.sense or skill.sense in senses)
    }
    slots: dict[str, dict[str, str]] = {}
    fillings: dict[str, frozenset[Filling]] = {}
    reader = _Reader(known)
    for template in known.templates:
        if template.skill in offered:
            fillings.setdefault(template.skill, frozenset())
            fillings[template.skill] |= reader.fillings(template.sentence.expression)
            _note_slots(reader, template, slots.setdefault(template.skill, {}))
    return Tools(
        known,
        {
            name: Tool(name, _used(slots[name], found), found)
            for name, found in fillings.items()
            if found
        },
    )


def first_wordings(known: Grammar, list_name: str) -> dict[str, str]:
    """Each value of a list with the first way to say it."""
    wordings: dict[str, str] = {}
    for said, value in known.values[list_name].items():
        wordings.setdefault(value, said)
    return wordings


def _note_slots(reader: _Reader, template: Template, slots: dict[str, str]) -> None:
    """A slot takes the list of its own name where a sentence has that, else the first one."""
    for slot, list_name in reader.slots(template.sentence.expression):
        if slot not in slots or slot == list_name:
            slots[slot] = list_name


def _used(slots: Mapping[str, str], fillings: Iterable[Filling]) -> dict[str, str]:
    used = frozenset().union(*fillings)
    return {slot: name for slot, name in slots.items() if slot in used}


class _Reader:
    """Reads slots off the parsed sentences of a grammar."""

    def __init__(self, known: Grammar) -> None:
        self._rules = known.rules
        self._of_rules: dict[str, frozenset[Filling]] = {}

    def slots(self, item: Expression) -> Iterable[tuple[str, str]]:
        """(slot, list), in the order of the sentence."""
        from hassil.expression import Group, ListReference, RuleReference

        match item:
            case ListReference():
                yield item.slot_name, item.list_name
            case RuleReference():
                yield from self.slots(self._rules[item.rule_name].expression)
            case Group():
                for part in item.items:
                    yield from self.slots(part)

    def fillings(self, item: Expression) -> frozenset[Filling]:
        """Every set of slots that a wording fills; none for one that needs a SPOKEN_ONLY slot."""
        from hassil.expression import Alternative, Group, ListReference, RuleReference

        match item:
            case ListReference():
                hidden = item.slot_name in SPOKEN_ONLY
                return frozenset() if hidden else frozenset({frozenset({item.slot_name})})
            case RuleReference():
                return self._of_rule(item.rule_name)
            case Alternative():
                return frozenset().union(*map(self.fillings, item.items))
            case Group():
                return reduce(_together, map(self.fillings, item.items), _NOTHING)
        return _NOTHING

    def _of_rule(self, name: str) -> frozenset[Filling]:
        if name not in self._of_rules:
            self._of_rules[name] = self.fillings(self._rules[name].expression)
        return self._of_rules[name]


_NOTHING: frozenset[Filling] = frozenset({frozenset()})


def _together(some: frozenset[Filling], others: frozenset[Filling]) -> frozenset[Filling]:
    return frozenset(one | other for one in some for other in others)


def _object(properties: Mapping[str, Any], required: Iterable[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _json(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
