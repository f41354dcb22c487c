"""Language data files: complete, alike and readable."""

from __future__ import annotations

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
