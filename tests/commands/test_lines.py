"""Events as lines on a terminal."""

from __future__ import annotations

from edge.commands.lines import Unasked, coloured
from edge.events import PlaybackStarted, SkillAnswered

REPLY = "I tell time and dates, set timers, alarms and reminders."


def _answered(reply: str) -> SkillAnswered:
    return SkillAnswered(at=0.0, text="help", skill="help", reply=reply, language="en")


def test_a_long_reply_is_broken_between_words() -> None:
    shown = coloured(_answered(REPLY), 30)
    assert shown is not None
    lines = shown.removeprefix("\x1b[1m").removesuffix("\x1b[0m").splitlines()
    assert lines == ["edge: I tell time and dates,", "set timers, alarms and", "reminders."]


def test_a_reply_without_spaces_is_left_to_the_terminal() -> None:
    shown = coloured(_answered("我会报时、定闹钟、做算术。" * 5), 30)
    assert shown is not None
    assert "\n" not in shown


def _began(item: int, output: str = "room") -> PlaybackStarted:
    return PlaybackStarted(
        at=0.0, output=output, item=item, text="Obstacle. ", language="en", priority="hazard"
    )


def test_what_is_said_unasked_is_shown_once() -> None:
    unasked = Unasked()
    assert unasked.line(_began(7)) == "edge: Obstacle."
    assert unasked.line(_began(7, "ear")) is None


def test_an_answer_is_not_shown_again_when_it_sounds() -> None:
    unasked = Unasked()
    answered = SkillAnswered(at=0.0, text="x", skill="x", reply="y", language="en", item=3)
    assert unasked.line(answered) is None
    assert unasked.line(_began(3)) is None
