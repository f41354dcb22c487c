"""A model's answer on its way to the voice: by clauses, without circles and made-up figures."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.thinking.mind.clauses import LONGEST_CLAUSE, Circles, Clauses
from edge.thinking.mind.figures import figures, unfounded
from edge.thinking.mind.spoken_reply import LONGEST_RAW, End, SpokenReply


def clauses_of(pieces: list[str]) -> list[str]:
    clauses = Clauses()
    return [clause for piece in pieces for clause in clauses.feed(piece)] + [clauses.finish()]


def test_a_text_is_cut_behind_its_punctuation() -> None:
    assert clauses_of(["Well, I do. It is 3.5 km; yes!"]) == [
        "Well, ", "I do. ", "It is 3.5 km; ", "yes!",
    ]  # fmt: skip
    assert clauses_of(["喜欢，很喜欢。它们“会”打呼噜！"]) == [
        "喜欢，",
        "很喜欢。",
        "它们“会”打呼噜！",
    ]


def test_a_text_without_punctuation_is_cut_between_words() -> None:
    clauses = clauses_of(["word " * 100])
    assert all(len(clause) <= LONGEST_CLAUSE for clause in clauses)
    assert all(clause.endswith(" ") for clause in clauses[:-1])


@given(st.lists(st.text(alphabet="ab 1.,!?。，\n”'", max_size=12), max_size=30))
def test_clauses_lose_nothing(pieces: list[str]) -> None:
    assert "".join(clauses_of(pieces)) == "".join(pieces)


def test_the_same_sentence_a_third_time_is_a_circle_and_a_short_one_is_not() -> None:
    circles = Circles()
    assert [circles.closed_by("I am a friendly cat. ") for _ in range(3)] == [False, False, True]
    assert not any(circles.closed_by("no, ") for _ in range(5))
    assert not circles.closed_by("哈哈哈哈哈哈")
    assert circles.closed_by("going on and on and on and on and on and on and on and on ")


@pytest.mark.parametrize(
    ("raw", "said", "end"),
    [
        ('{"say": "Hello there."}', "Hello there.", End.SAID),
        ("Hello there.", "Hello there.", End.SAID),
        ('<think>{"say": "no"}</think>{"say": "Yes."}', "Yes.", End.SAID),
        ('{"say": "**Yes**, of course. 😀"}', "Yes, of course.", End.SAID),
        ('{"say": "Yes. It is 5 pm."}', "Yes. ", End.FIGURE),
        ('{"say": "Five it is."}', "", End.FIGURE),
        ('{"skill": "time.now"}', "", End.ACTION),
        ('{"skill": ', "", End.BROKEN),
        ('{"say": ""}', "", End.NOTHING),
        ("", "", End.NOTHING),
    ],
)
def test_how_an_answer_ends(raw: str, said: str, end: End) -> None:
    for pieces in ([raw], list(raw)):
        reply = SpokenReply(frozenset())
        told = [clause for piece in pieces for clause in reply.feed(piece)] + reply.finish()
        assert ("".join(told), reply.said, reply.end) == (said, said, end)


def test_an_engine_that_keeps_to_no_limit_is_cut_off() -> None:
    reply = SpokenReply(frozenset())
    numbered = (f"word{chr(97 + n % 26)}{chr(97 + n // 26 % 26)} goes here. " for n in range(600))
    fed = 0
    for piece in numbered:
        reply.feed(piece)
        fed += len(piece)
        if reply.end is not End.NOT_YET:
            break
    assert LONGEST_RAW < fed < LONGEST_RAW + 100


WORDS = """I have nine 42 cats at one noon. Well, 三只 猫。 Sunday 9:05 no. ½ **5** first, of -7-"""
TALK = st.lists(st.sampled_from([*WORDS.split(), "- 7", "\n"]), max_size=25)


@given(TALK, TALK, st.booleans())
def test_no_clause_with_an_unfounded_figure_is_ever_handed_out(
    words: list[str], told: list[str], as_json: bool
) -> None:
    known = figures(" ".join(told))
    text = " ".join(words)
    reply = SpokenReply(known)
    raw = json.dumps({"say": text}) if as_json else text
    clauses = [clause for character in raw for clause in reply.feed(character)] + reply.finish()
    assert all(not unfounded(clause, known) for clause in clauses)
    assert "".join(clauses) == reply.said
