"""Commands in the many ways that people say them, and talk that only sounds like a command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.quality.independent import INDEPENDENT_EVERYDAY
from tests.quality.sentences import EVERYDAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.thinking.conftest import Talk

HERE = Path(__file__).parent
LANGUAGES = ("en", "zh")


def _asked_for(code: str) -> Iterator[tuple[str, str, str]]:
    """Language, wanted skill with its slots, and what is said, from a table of sentences."""
    wanted = ""
    table = (HERE / f"natural_sentences_{code}.txt").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line.startswith(" "):
            yield code, wanted, line.strip()
        elif not line.startswith("#"):
            wanted = line


def _nobodys(code: str) -> list[str]:
    table = (HERE / f"everyday_sentences_{code}.txt").read_text(encoding="utf-8")
    return [line for line in table.splitlines() if not line.startswith("#")]


COMMANDS = [each for code in LANGUAGES for each in _asked_for(code)]
TALK = [("en", text) for text in (*INDEPENDENT_EVERYDAY, *EVERYDAY)]
TALK += [(code, text) for code in LANGUAGES for text in _nobodys(code)]


def _understood(talk: Talk, text: str) -> str:
    """The skill that answered and its slots, as the table writes them."""
    answer = talk.answer(text)
    slots = sorted(f"{name}={value}" for name, value in answer.slots.items())
    return f"{answer.skill} {', '.join(slots)}".strip()


def _in_order(wanted: str) -> str:
    skill, _, slots = wanted.partition(" ")
    return f"{skill} {', '.join(sorted(slots.split(', ')))}".strip()


@pytest.mark.parametrize(("code", "wanted", "text"), COMMANDS)
def test_what_people_say_reaches_the_skill_that_they_want(
    new_talk: Callable[..., Talk], code: str, wanted: str, text: str
) -> None:
    talk = new_talk(code)
    talk.thinker.people.add("anna", code)
    if wanted.startswith("ring."):
        talk("set a timer for one minute")
        assert talk.ringing(after=61)
    assert _understood(talk, text) == _in_order(wanted)


@pytest.mark.parametrize(("code", "text"), TALK)
def test_what_is_meant_for_somebody_else_reaches_no_skill(
    new_talk: Callable[..., Talk], code: str, text: str
) -> None:
    answer = new_talk(code).answer(text)
    assert (answer.skill, answer.actions) == (None, ())
