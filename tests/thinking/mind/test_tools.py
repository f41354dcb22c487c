"""What a language model may ask for, read off the sentences of the data files."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from edge.thinking.mind.action import Call, Unfit, checked, read_object
from edge.thinking.mind.token_budget import tokens
from edge.thinking.mind.tools import GROUPS, NOT_OFFERED, SPOKEN_ONLY, tools_for
from edge.thinking.skill import Effect, installed

CODES = ("en", "zh")


def call(code: str = "en", **fields: Any) -> Call | Unfit:
    return checked(fields, tools_for(code))


@pytest.mark.parametrize("code", CODES)
def test_every_skill_is_offered_but_those_that_only_exact_words_ask_for(code: str) -> None:
    senses = frozenset(skill.sense for skill in installed().values())
    assert set(tools_for(code, senses).by_skill) == set(installed()) - NOT_OFFERED


@pytest.mark.parametrize("code", CODES)
def test_what_wants_a_sense_is_offered_only_with_it(code: str) -> None:
    offered = set(tools_for(code, frozenset({"position"})).by_skill)
    assert "way.here" in offered
    assert "read.start" not in offered


@pytest.mark.parametrize("code", CODES)
def test_no_slot_that_is_only_a_way_of_saying_is_shown(code: str) -> None:
    for tool in tools_for(code).by_skill.values():
        assert not SPOKEN_ONLY & set(tool.slots), tool.skill


@pytest.mark.parametrize("code", CODES)
def test_the_catalogue_leaves_most_of_a_small_context_to_the_talk(code: str) -> None:
    assert tokens(tools_for(code).catalogue) < 600


@pytest.mark.parametrize("code", CODES)
def test_the_schema_is_json_with_one_object_for_each_skill(code: str) -> None:
    tools = tools_for(code)
    kinds = json.loads(tools.schema)["anyOf"]
    assert kinds[0]["required"] == ["say"]
    named = [kind["properties"]["skill"]["const"] for kind in kinds[1:]]
    assert named == list(tools.by_skill)
    assert tools.schema == tools_for(code).schema


@pytest.mark.parametrize("code", CODES)
def test_a_question_for_a_skill_leaves_out_all_that_have_an_effect(code: str) -> None:
    kinds = json.loads(tools_for(code).asking_schema)["anyOf"]
    names = [kind["properties"]["skill"]["const"] for kind in kinds]
    assert names[0] == "none"
    assert all(installed()[name].effect is Effect.NONE for name in names[1:])


def test_the_kinds_and_limits_are_those_of_the_slots() -> None:
    kinds = json.loads(tools_for("en").schema)["anyOf"]
    slots = {kind["properties"].get("skill", {}).get("const"): kind for kind in kinds}
    minutes = slots["timer.set"]["properties"]["minutes"]
    assert minutes == {"type": "integer", "minimum": 1, "maximum": 999}
    assert "tokyo" in slots["time.in"]["properties"]["city"]["enum"]
    assert slots["time.in"]["required"] == ["skill", "city"]
    assert slots["convert"]["properties"]["number"]["type"] == "number"


def test_slots_that_stand_together_are_shown_by_the_name_of_their_group() -> None:
    tools = tools_for("en")
    assert tools.by_skill["timer.set"].line == "timer.set(name, LENGTH)"
    assert tools.by_skill["undo"].line == "undo"
    for name, slots in GROUPS.items():
        assert f"{name} = {', '.join(slots)}" in tools.catalogue


@pytest.mark.parametrize(
    ("fields", "slots"),
    [
        ({"skill": "timer.set", "minutes": 10}, {"minutes": 10}),
        ({"skill": "timer.set", "hours": 0, "minutes": 10, "seconds": 0}, {"minutes": 10}),
        ({"skill": "timer.set", "minutes": 10, "name": ""}, {"minutes": 10}),
        ({"skill": "timer.set", "minutes": Decimal("10.0"), "name": None}, {"minutes": 10}),
        ({"skill": "timer.set"}, {}),
        ({"skill": "time.in", "city": "Tokyo"}, {"city": "Asia/Tokyo"}),
        ({"skill": "alarm.set", "hour": 7, "half_day": "pm"}, {"hour": 7, "half_day": "pm"}),
        ({"skill": "alarm.set", "weekday": "Sunday", "hour": 7}, {"weekday": "6", "hour": 7}),
        (
            {"skill": "convert", "number": Decimal("2.5"), "from_unit": "km", "to_unit": "miles"},
            {"number": Fraction(5, 2), "from_unit": "kilometer", "to_unit": "mile"},
        ),
        ({"skill": "note.take", "text": " milk "}, {"text": "milk"}),
    ],
)
def test_a_call_whose_values_fit_is_taken(fields: dict[str, Any], slots: dict[str, Any]) -> None:
    found = call(**fields)
    assert isinstance(found, Call)
    assert (found.skill, found.slots) == (fields["skill"], slots)


def test_values_are_named_in_the_language_of_the_person() -> None:
    found = call("zh", skill="time.in", city="东京")
    assert isinstance(found, Call)
    assert found.slots == {"city": "Asia/Tokyo"}
    assert isinstance(call("zh", skill="time.in", city="tokyo"), Unfit)


@pytest.mark.parametrize(
    ("fields", "low", "high"),
    [
        ({"skill": "timer.set", "minutes": -30}, 1, 999),
        ({"skill": "timer.set", "minutes": 1000}, 1, 999),
        ({"skill": "timer.set", "hours": 0}, 1, 99),
        ({"skill": "volume.set", "percent": 101}, 0, 100),
        ({"skill": "alarm.set", "hour": 25}, 0, 24),
        ({"skill": "rate.set", "rate": Decimal("1e999999")}, 80, 400),
    ],
)
def test_a_value_out_of_its_limits_names_them(fields: dict[str, Any], low: int, high: int) -> None:
    assert call(**fields) == Unfit("out_of_range", {"low": low, "high": high})


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"skill": None},
        {"skill": "timer.explode"},
        {"skill": "hush"},
        {"skill": "captions"},
        {"skill": ["timer.set"]},
        {"skill": "timer.set", "minutes": "10"},
        {"skill": "timer.set", "minutes": True},
        {"skill": "timer.set", "minutes": Decimal("2.5")},
        {"skill": "timer.set", "minutes": {"value": 3}},
        {"skill": "timer.set", "percent": 10},
        {"skill": "time.in"},
        {"skill": "time.in", "city": "Atlantis"},
        {"skill": "time.in", "city": 7},
        {"skill": "convert", "number": 2, "from_unit": "km"},
        {"skill": "convert", "number": Decimal("1e-500"), "from_unit": "km", "to_unit": "miles"},
        {"skill": "date.of", "month": "may"},
        {"skill": "sum"},
        {"skill": "note.take", "text": "a\nb"},
        {"skill": "note.take", "text": "x" * 201},
        {"skill": "note.take", "text": "\ud800"},
    ],
)
def test_what_does_not_fit_is_no_call(fields: dict[str, Any]) -> None:
    assert call(**fields) == Unfit()


@pytest.mark.parametrize("code", CODES)
def test_every_filling_that_is_allowed_can_be_run(code: str) -> None:
    """No combination of slots that passes the check makes a skill fall over a missing one."""
    from tests.thinking.conftest import Talk

    talk = Talk(code)
    tools = tools_for(code)
    for tool in tools.by_skill.values():
        for filling in tool.fillings:
            fields = {slot: _any_value(code, tool.slots[slot]) for slot in filling}
            found = checked({"skill": tool.skill, **fields}, tools)
            assert isinstance(found, Call), (tool.skill, fields)
            talk.thinker.act(found, talk.said("whatever"))


def _any_value(code: str, list_name: str) -> Any:
    language = tools_for(code).grammar.language
    if span := language.numbers.get(list_name):
        return max(span.low, 1)
    if list_name in language.lists:
        return next(iter(tools_for(code).grammar.values[list_name]))
    return "2 + 3" if list_name == "expression" else "something"


@pytest.mark.parametrize("text", ["[]", "3", '"x"', "{", "nope", '{"a": 1, "a": 2}', "{NaN}"])
def test_only_one_whole_object_is_read(text: str) -> None:
    assert read_object(text) is None
