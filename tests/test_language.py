"""Language data files: complete, alike and readable."""

from __future__ import annotations

import string

import pytest

from edge import language
from edge.errors import InputError


def test_an_unknown_language_is_named_with_those_that_exist() -> None:
    with pytest.raises(InputError, match=r'no language "xx"; there are: .*en'):
        language.load("xx")


@pytest.mark.parametrize("code", language.available())
def test_every_template_parses_and_names_only_known_slots_and_rules(code: str) -> None:
    from hassil.expression import Group, ListReference, RuleReference
    from hassil.parse_expression import parse_sentence

    known = language.load(code)
    slots = {*known.lists, *known.numbers, *known.free_text, *known.letters}

    def check(item: object, where: str) -> None:
        if isinstance(item, ListReference):
            assert item.list_name in slots, where
        elif isinstance(item, RuleReference):
            assert item.rule_name in known.rules, where
        elif isinstance(item, Group):
            for child in item.items:
                check(child, where)

    templates = [text for texts in known.skills.values() for text in texts]
    templates += [*known.rules.values()]
    templates += [choice.said for choices in known.lists.values() for choice in choices]
    for template in templates:
        check(parse_sentence(template).expression, template)


def test_the_languages_offer_the_same_skills_replies_and_words() -> None:
    english, *others = (language.load(code) for code in language.available())
    for other in others:
        assert set(other.skills) == set(english.skills)
        assert set(other.replies) == set(english.replies)
        for table in ("units", "modes", "voices", "languages", "clock", "join"):
            assert set(other.words[table]) == set(english.words[table]), table
        assert _values(other, "city") == _values(english, "city")
        assert _values(other, "unit") == set(english.words["units"])


def _values(known: language.Language, slot: str) -> set[str]:
    return {choice.value for choice in known.lists[slot]}


@pytest.mark.parametrize("code", language.available())
def test_a_reply_uses_the_same_values_in_every_language(code: str) -> None:
    english, other = language.load("en"), language.load(code)
    for key, reply in other.replies.items():
        assert _fields(reply) <= _fields(english.replies[key]) | {"count"}, key


def _fields(reply: object) -> set[str]:
    texts = reply.values() if isinstance(reply, dict) else [reply]
    parsed = (part for text in texts for part in string.Formatter().parse(str(text)))
    return {name for _, name, _, _ in parsed if name}


def test_files_beside_the_first_add_to_its_tables() -> None:
    names = list(language.sources("en"))
    assert names[0] == "en.toml"
    both = language.merged({"skills": {"a": ["x"]}, "code": "en"}, {"skills": {"b": ["y"]}})
    assert both == {"skills": {"a": ["x"], "b": ["y"]}, "code": "en"}


def test_what_two_files_say_twice_is_named() -> None:
    first, second = {"replies": {"a": {"b": "x"}}}, {"replies": {"a": {"b": "y"}}}
    with pytest.raises(ValueError, match=r'"replies\.a\.b" is there twice'):
        language.merged(first, second)
