"""Events as lines on a terminal."""

from __future__ import annotations

from edge.commands.lines import coloured
from edge.events import SkillAnswered

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
