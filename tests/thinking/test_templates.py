"""Every template, spoken as it stands, means its own skill and no other."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from hassil.expression import Alternative, Group, ListReference, RuleReference, TextChunk
from hassil.parse_expression import parse_sentence

from edge import language as languages
from edge.thinking.router import Router, telling_words
from edge.thinking.skill import installed

if TYPE_CHECKING:
    from edge.language import Language

SAMPLES = 6
"""Of each template; some hundred templates each."""
ROUTER = Router()


def _sample(item: Any, language: Language, choose: random.Random) -> str:
    """One sentence that the template allows; numbers as digits."""
    if isinstance(item, TextChunk):
        return str(item.text)
    if isinstance(item, Alternative):
        return _sample(choose.choice(item.items), language, choose)
    if isinstance(item, RuleReference):
        rule = parse_sentence(language.rules[item.rule_name])
        return _sample(rule.expression, language, choose)
    if isinstance(item, ListReference):
        return _slot(item.list_name, language, choose)
    assert isinstance(item, Group)
    return "".join(_sample(part, language, choose) for part in item.items)


def _slot(name: str, language: Language, choose: random.Random) -> str:
    if (span := language.numbers.get(name)) is not None:
        return str(choose.randint(max(span.low, 1), min(span.high, 2100)))
    if name in language.letters:
        return choose.choice("bcdefgh")
    if name in language.free_text:
        return "purple stones" if language.spaced else "紫色石头"
    said = choose.choice(language.lists[name]).said
    return _sample(parse_sentence(said).expression, language, choose)


def _samples(code: str, template: str) -> set[str]:
    language = languages.load(code)
    choose = random.Random(template)
    expression = parse_sentence(template).expression
    return {" ".join(_sample(expression, language, choose).split()) for _ in range(SAMPLES)}


SKILLS = [(code, skill) for code in languages.available() for skill in languages.load(code).skills]


@pytest.mark.parametrize(("code", "skill"), SKILLS)
def test_a_sentence_made_from_a_template_means_its_skill_alone(code: str, skill: str) -> None:
    follow_up = skill.startswith(("answer.", "again."))
    for template in languages.load(code).skills[skill]:
        for text in _samples(code, template):
            matches = [match for match in ROUTER.matches(text, code) if match.out_of_range is None]
            names = [match.skill for match in matches]
            assert skill in names, f'"{text}" from {template}'
            if not follow_up:
                best = {match.skill for match in matches
                        if match.free_length == matches[0].free_length
                        and not match.skill.startswith(("answer.", "again."))}  # fmt: skip
                assert best == {skill}, f'"{text}" from {template}'


@pytest.mark.parametrize("code", languages.available())
def test_every_skill_has_sentences_and_every_sentence_a_skill(code: str) -> None:
    named = {
        name for name in languages.load(code).skills if not name.startswith(("answer.", "again."))
    }
    assert named == set(installed())


@pytest.mark.parametrize(
    ("code", "telling", "common"), [("en", "timer", "what"), ("zh", "闹钟", "我")]
)
def test_the_words_that_tell_commands_are_known(code: str, telling: str, common: str) -> None:
    words = telling_words(code)
    assert telling in words
    assert common not in words
    assert len(words) < 1000
