"""When a turn is over: three speeds, learned pauses, a hard limit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.listening.endpointing import (
    TurnSoFar,
    end_reason,
    is_reading_out,
    looks_finished,
    speed,
)
from edge.listening.pauses import LONGEST_WAIT, SHORTEST_WAIT, Pauses
from edge.settings import ListeningSettings
from tests.listening.rig import WORDS

SETTINGS = ListeningSettings()


def ends(learned: float = 1.4, **turn: object) -> str | None:
    facts = {"silence": 0.0, "seconds": 3.0, **turn}
    return end_reason(TurnSoFar(**facts), SETTINGS, learned, WORDS)  # type: ignore[arg-type]  # as named


def test_each_kind_of_words_has_its_own_silence() -> None:
    assert ends(text="what time is it", complete=True, silence=0.19) is None
    assert ends(text="what time is it", complete=True, silence=0.2) == "command"
    assert ends(text="tell me a story", silence=0.59) is None
    assert ends(text="tell me a story", silence=0.6) == "finished"
    assert ends(text="remind me to", silence=1.39) is None
    assert ends(text="remind me to", silence=1.4) == "unfinished"


def test_a_number_being_read_out_waits_even_when_complete() -> None:
    assert ends(text="call 5 5 5", complete=True, silence=0.3) is None
    assert ends(text="call 5 5 5", complete=True, silence=0.6) == "finished"
    assert ends(text="my number is five five", silence=0.7) is None


def test_a_stale_text_is_not_trusted() -> None:
    assert ends(text="what time is it", complete=True, current=False, silence=0.5) is None


def test_a_judge_can_only_lengthen_the_wait() -> None:
    assert ends(text="tell me a story", judged=0.1, silence=0.7) is None
    assert ends(text="remind me to", judged=0.99, silence=0.7) is None
    assert ends(text="tell me a story", judged=1.0, silence=0.6) == "finished"
    assert ends(text="tell me a story", judged=1.0, silence=0.55) is None


def test_the_more_a_judge_doubts_the_longer_is_the_wait() -> None:
    turns = [
        TurnSoFar(silence=0, seconds=5, text="tell me a story", judged=p) for p in (1, 0.7, 0.4, 0)
    ]
    reasons, waits = zip(*(speed(turn, SETTINGS, 1.4, WORDS) for turn in turns), strict=True)
    assert waits == pytest.approx((0.6, 0.672, 0.888, 1.4))
    assert reasons == ("finished", "finished", "unfinished", "unfinished")


def test_doubt_about_somebody_who_never_pauses_costs_nothing() -> None:
    turn = TurnSoFar(silence=0, seconds=5, text="tell me a story", judged=0.0)
    assert speed(turn, SETTINGS, 0.5, WORDS)[1] == 0.6


def test_a_slow_speaker_gets_more_time_at_both_waits() -> None:
    assert ends(text="remind me to", silence=2.0, learned=2.5) is None
    assert ends(text="tell me a story", silence=0.8, learned=2.5) is None
    assert ends(text="what time is it", complete=True, silence=0.2, learned=2.5) == "command"


@given(
    text=st.text(max_size=30),
    complete=st.booleans(),
    current=st.booleans(),
    judged=st.none() | st.floats(0, 1),
    learned=st.floats(SHORTEST_WAIT, LONGEST_WAIT),
)
def test_no_turn_is_ever_stuck(
    text: str, complete: bool, current: bool, judged: float | None, learned: float
) -> None:
    turn = TurnSoFar(
        silence=LONGEST_WAIT,
        seconds=5,
        text=text,
        complete=complete,
        current=current,
        judged=judged,
    )
    assert end_reason(turn, SETTINGS, learned, WORDS)
    voiced = replace(turn, silence=0.0, seconds=SETTINGS.longest_turn_seconds)
    assert end_reason(voiced, SETTINGS, learned, WORDS) == "limit"


@pytest.mark.parametrize(
    ("text", "finished"),
    [
        ("tell me a story", True),
        ("is it raining?", True),
        ("remind me to", False),
        ("buy milk and", False),
        ("i want um", False),
        ("first,", False),
        ("", False),
        ("我要面包和", False),
        ("今天天气怎么样", True),
    ],
)
def test_a_sentence_is_finished_unless_its_end_says_otherwise(text: str, finished: bool) -> None:
    assert looks_finished(text, WORDS) is finished


def test_digits_and_letters_in_a_row_are_read_out() -> None:
    assert is_reading_out("five five", WORDS)
    assert is_reading_out("it is spelled n e c", WORDS)
    assert not is_reading_out("set a timer for five", WORDS)
    assert not is_reading_out("have a banana", WORDS)


def test_pauses_are_learned_within_bounds() -> None:
    pauses = Pauses.starting_at(1.4)
    assert pauses.wait() == pytest.approx(1.4)
    slow = quick = pauses
    for _ in range(50):
        slow, quick = slow.after(2.0), quick.after(0.3)
    assert 2.0 < slow.wait() <= LONGEST_WAIT
    assert SHORTEST_WAIT <= quick.wait() < 1.0
    assert pauses.after(0.05) == pauses
    assert pauses.after(10.0) == pauses


def test_learned_pauses_survive_being_kept() -> None:
    pauses = Pauses.starting_at(1.4).after(0.8).after(1.2)
    assert Pauses.from_record(pauses.as_record()) == pauses
    with pytest.raises(ValueError, match="not a record"):
        Pauses.from_record({"quantile": "long"})
    with pytest.raises(ValueError, match="out of range"):
        Pauses.from_record({"quantile": 40.0, "heard": 2})
