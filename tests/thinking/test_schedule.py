"""Timers, alarms and reminders ring, stop, snooze, repeat, and outlive a restart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from edge.fakes.time import FakeClock
from edge.store.records import Reminder
from edge.store.store import Store
from edge.thinking.actions import ScheduleChanged, StopRinging
from edge.thinking.schedule import next_time
from tests.thinking.conftest import Talk

if TYPE_CHECKING:
    from pathlib import Path


def test_a_timer_rings_once_and_stops(talk: Talk) -> None:
    talk("set a pasta timer for ten minutes")
    assert talk.ringing(599) == []
    assert talk.ringing(1) == ["Your pasta timer is done."]
    assert talk.ringing(1) == []
    answer = talk.answer("stop")
    assert StopRinging() in answer.actions
    assert talk("what timers are there") == "There is no timer."


def test_the_next_due_moment_follows_the_schedule(talk: Talk) -> None:
    assert talk.thinker.next_due() is None
    answer = talk.answer("set a timer for ten minutes")
    assert ScheduleChanged() in answer.actions
    assert talk.thinker.next_due() == datetime(2026, 3, 2, 9, 10, tzinfo=UTC)
    talk("set a timer for five minutes")
    assert talk.thinker.next_due() == datetime(2026, 3, 2, 9, 5, tzinfo=UTC)


def test_snoozing_rings_again(talk: Talk) -> None:
    talk("set an alarm for nine thirty a m")
    assert talk.ringing(1800) == ["It's time. Your alarm is ringing."]
    assert talk("in five minutes") == "Again in 5 minutes."
    assert talk.ringing(299) == []
    assert talk.ringing(1) == ["It's time. Your alarm is ringing."]
    assert talk("snooze") == "Again in 9 minutes."
    assert talk.ringing(540) == ["It's time. Your alarm is ringing."]


def test_snooze_means_nothing_where_nothing_rings(talk: Talk) -> None:
    assert talk.answer("snooze").skill is None


def test_a_paused_timer_waits(talk: Talk) -> None:
    talk("set a timer for ten minutes")
    talk.clock.advance(240)
    assert talk("pause the timer") == "Paused with 6 minutes left."
    assert talk.ringing(3600) == []
    assert talk("resume the timer") == "6 minutes left."
    assert talk.ringing(359) == []
    assert talk.ringing(1) == ["Your timer is done."]


def test_a_changed_timer_rings_later(talk: Talk) -> None:
    talk("set a pasta timer for ten minutes")
    talk("set a bread timer for an hour")
    assert talk("add five minutes to the pasta timer") == "15 minutes left."
    assert talk("take twenty minutes off the bread timer") == "40 minutes left."
    assert talk.ringing(900) == ["Your pasta timer is done."]
    assert talk("how much time is left on the bread timer") == "25 minutes left."


def test_of_several_timers_the_one_to_cancel_is_asked_for(talk: Talk) -> None:
    talk("set a pasta timer for ten minutes")
    talk("set a bread timer for an hour")
    question = talk.answer("cancel the timer")
    assert question.expects
    assert talk("bread").startswith("Cancelled: bread")
    assert talk("what timers are there") == "1 timer: pasta, 10 minutes left."


def test_what_is_set_outlives_a_restart(tmp_path: Path) -> None:
    talk = Talk(store=Store.open(tmp_path))
    talk("set a pasta timer for ten minutes")
    talk("remind me to call mom tomorrow at nine")
    talk.store.close()
    later = Talk(clock=talk.clock, store=Store.open(tmp_path))
    assert later.ringing(600) == ["Your pasta timer is done."]
    later.store.close()
    again = Talk(clock=talk.clock, store=Store.open(tmp_path))
    assert again.ringing() == ["Your pasta timer is done."], "it rings on until it is stopped"
    again("stop")
    again.restart()
    assert again.ringing() == []
    assert again.ringing(86_400 - 600) == ["Reminder: call mom."]
    again.store.close()


def test_a_reminder_that_came_due_while_off_is_told_and_an_old_timer_is_not(talk: Talk) -> None:
    talk("remind me at ten a m to take my pills")
    talk("set a timer for five minutes")
    talk.restart()
    assert talk.ringing(3 * 86_400) == ["Reminder: take my pills."]


def test_a_daily_reminder_comes_again(talk: Talk) -> None:
    talk("remind me every day at ten a m to take my pills")
    assert talk.ringing(3600) == ["Reminder: take my pills."]
    talk("stop")
    assert talk.ringing(86_399) == []
    assert talk.ringing(1) == ["Reminder: take my pills."]


def test_a_repeated_alarm_keeps_its_hour_when_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    saturday = datetime(2026, 3, 28, 8, 0, tzinfo=berlin)  # summer time begins that night
    row = Reminder(repeat="daily 07:00")
    following = next_time(row, saturday).astimezone(berlin)
    assert (following.day, following.hour) == (29, 7)
    assert following.astimezone(UTC) - saturday.astimezone(UTC) == timedelta(hours=22)


def test_weekdays_leave_out_the_weekend() -> None:
    friday = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
    assert next_time(Reminder(repeat="weekdays 08:00"), friday).day == 9
    assert next_time(Reminder(repeat="weekly 2 08:00"), friday).day == 11


def test_a_moment_that_has_passed_is_asked_for_again(talk: Talk) -> None:
    question = talk.answer("set an alarm for today at eight a m")
    assert (question.text, question.expects) == ("That time has passed. When shall it be?", True)
    assert talk("tomorrow at eight") == "Alarm set tomorrow at 8 am."


def test_stop_silences_what_rings_even_while_a_question_waits(talk: Talk) -> None:
    talk("set a timer for ten seconds")
    talk("set a timer")
    assert talk.ringing(10) == ["Your timer is done."]
    assert StopRinging() in talk.answer("stop").actions


def test_tonight_and_the_afternoon_are_understood(new_talk: type[Talk]) -> None:
    evening = new_talk(clock=FakeClock(datetime(2026, 3, 2, 18, 30, tzinfo=UTC)))
    assert evening("set an alarm for seven") == "Alarm set at 7 pm."
    assert evening("set an alarm for six") == "Alarm set tomorrow at 6 am."
    assert (
        evening("remind me tonight to lock the door") == "I'll remind you at 8 pm: lock the door."
    )
    assert evening("remind me tomorrow at three to rest").startswith(
        "I'll remind you tomorrow at 3 pm"
    )
