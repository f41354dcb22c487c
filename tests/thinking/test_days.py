"""Alarms and reminders of one day: asked for, and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.thinking.conftest import Talk


def test_only_the_reminders_of_the_day_that_was_asked_for_are_read(talk: Talk) -> None:
    talk("remind me to call mom today at five")
    talk("remind me to see the dentist tomorrow at ten")
    assert talk("do i have any reminders for tomorrow") == (
        "1 reminder: see the dentist, tomorrow at 10 am."
    )
    assert talk("what are my reminders for friday") == "There are no reminders."


def test_an_alarm_that_comes_again_is_told_for_each_of_its_days(talk: Talk) -> None:
    talk("set an alarm for seven on weekdays")
    assert talk("do i have an alarm for tomorrow") == "1 alarm: every weekday at 7 am."
    assert talk("do i have an alarm for sunday") == "There is no such alarm."


def test_the_alarm_of_another_day_stays_when_one_is_taken_away(talk: Talk) -> None:
    talk("set an alarm for eight tomorrow")
    talk("set an alarm for nine on friday")
    assert talk("turn off my alarm for tomorrow") == "Cancelled the alarm tomorrow at 8 am."
    assert talk("turn off my alarm for tomorrow") == "There is no such alarm."
    assert talk("what alarms do i have") == "1 alarm: Friday, March 6 at 9 am."


def test_an_alarm_of_every_weekday_is_not_lost_for_one_of_them(talk: Talk) -> None:
    talk("set an alarm for seven on weekdays")
    talk("cancel tomorrow's alarm")
    assert talk("what alarms do i have") == "1 alarm: every weekday at 7 am."
