"""What is asked of the senses is understood here, and answered elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge.thinking.actions import Ask

if TYPE_CHECKING:
    from tests.thinking.conftest import Talk

ASKED = [
    ("en", "what's in front of me", Ask("look.front")),
    ("en", "how many people are here", Ask("look.people")),
    ("en", "find my cup", Ask("look.find", "cup")),
    ("en", "where is my cup", Ask("look.find", "my cup")),
    ("en", "this is my inhaler", Ask("look.teach", "inhaler")),
    ("en", "read this", Ask("read.start")),
    ("en", "read this page", Ask("read.start")),
    ("en", "summarise that letter", Ask("read.summary")),
    ("en", "only the numbers", Ask("read.numbers")),
    ("en", "find the word total", Ask("read.find", "total")),
    ("en", "where am i", Ask("way.here")),
    ("en", "take me back", Ask("way.back")),
    ("en", "save this place as home", Ask("way.save", "home")),
    ("en", "can i cross", Ask("guide.crossing")),
    ("en", "what else do you see", Ask("look.more")),
    ("zh", "你还看到什么", Ask("look.more")),
    ("zh", "我前面有什么", Ask("look.front")),
    ("zh", "找一下我的杯子", Ask("look.find", "杯子")),
    ("zh", "念一下这个", Ask("read.start")),
    ("zh", "带我回去", Ask("way.back")),
    ("zh", "现在可以过马路吗", Ask("guide.crossing")),
]


def _with_senses(talk: Talk, *senses: str) -> Talk:
    talk.thinker.surroundings.senses = frozenset(senses)
    return talk


@pytest.mark.parametrize(("code", "text", "wanted"), ASKED)
def test_a_question_for_the_senses_is_handed_on(
    talk: Talk, code: str, text: str, wanted: Ask
) -> None:
    talk.language = code
    answer = _with_senses(talk, "camera", "position", "guide").answer(text)
    assert answer.actions == (wanted,)
    assert answer.text == ""


def test_without_the_sense_it_is_said_which_one_is_missing(talk: Talk) -> None:
    assert talk("read this").startswith("I have no camera.")
    assert talk("where am i").startswith("I don't know where we are")


def test_a_thing_that_was_told_of_is_not_looked_for(talk: Talk) -> None:
    _with_senses(talk, "camera")
    talk("remember that my keys are in the drawer")
    assert "in the drawer" in talk("where are my keys")


@pytest.mark.parametrize("senses", [(), ("camera",)])
def test_a_person_who_is_introduced_is_no_thing_to_be_learned(
    talk: Talk, senses: tuple[str, ...]
) -> None:
    assert not _with_senses(talk, *senses).answer("this is my brother").understood


def test_a_stranger_does_not_use_the_camera(talk: Talk) -> None:
    from edge.ports import Role

    _with_senses(talk, "camera")
    assert talk.answer("read this", Role.UNKNOWN).actions == ()
