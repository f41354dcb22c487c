"""English sentences, as a recogniser writes them and as people type them, mean what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.thinking.conftest import Talk

SPOKEN: list[tuple[str, str, dict[str, Any]]] = [
    ("what time is it", "time.now", {}),
    ("could you tell me the time please", "time.now", {}),
    ("what time is it in new york", "time.in", {"city": "America/New_York"}),
    ("what day is it tomorrow", "date.of", {"relative_day": "1"}),
    ("what is the date", "date.today", {}),
    ("what day is the twenty first of may", "date.of", {"month": "5", "day_of_month": 21}),
    ("what day is march second", "date.of", {"month": "3", "day_of_month": "2"}),
    ("how many days until christmas", "date.until", {"holiday": "12-25"}),
    ("set a timer for ten minutes", "timer.set", {"minutes": 10}),
    ("please set a timer for one hour and twenty five minutes", "timer.set",
     {"hours": 1, "minutes": 25}),
    ("set a pasta timer for eight minutes", "timer.set", {"name": "pasta", "minutes": 8}),
    ("start a thirty second timer", "timer.set", {"seconds": 30}),
    ("set a timer for an hour and a half", "timer.set", {"hours": "1", "minutes": "30"}),
    ("set a timer called noodles for three minutes", "timer.set",
     {"name": "noodles", "minutes": 3}),
    ("change the pasta timer to six minutes", "timer.length", {"name": "pasta", "minutes": 6}),
    ("set an alarm called work for seven am", "alarm.set",
     {"name": "work", "hour": 7, "half_day": "am"}),
    ("cancel the alarm named work", "alarm.cancel", {"name": "work"}),
    ("cancel the seven am alarm", "alarm.cancel", {"hour": 7, "half_day": "am"}),
    ("delete note one", "note.delete", {"place": 1}),
    ("delete the note about milk", "note.delete", {"text": "milk"}),
    ("what day is it in three days", "date.of", {"days": 3}),
    ("switch to continuous mode", "listening.set", {"listening_mode": "continuous"}),
    ("stop listening", "listening.stop", {}),
    ("timer for half an hour called bread", "timer.set", {"minutes": "30", "name": "bread"}),
    ("add five minutes to the pasta timer", "timer.change", {"minutes": 5, "name": "pasta"}),
    ("take two minutes off the timer", "timer.shorten", {"minutes": 2}),
    ("how much time is left on the pasta timer", "timer.left", {"name": "pasta"}),
    ("how long is left", "timer.left", {}),
    ("what timers are there", "timer.list", {}),
    ("cancel the pasta timer", "timer.cancel", {"name": "pasta"}),
    ("cancel all timers", "timer.cancel_all", {}),
    ("pause the timer", "timer.pause", {}),
    ("set an alarm for seven thirty p m", "alarm.set",
     {"hour": 7, "minute": 30, "half_day": "pm"}),
    ("wake me up at quarter to seven", "alarm.set", {"hour": 7, "past": "-15"}),
    ("set an alarm for six in the morning tomorrow", "alarm.set",
     {"hour": 6, "half_day": "am", "relative_day": "1"}),
    ("wake me at ten past eight", "alarm.set", {"hour": 8, "offset": 10, "side": "1"}),
    ("set an alarm every monday at nine", "alarm.set", {"repeat_on": "0", "hour": 9}),
    ("turn off all alarms", "alarm.cancel_all", {}),
    ("remind me to call mom at five p m", "reminder.set",
     {"text": "call mom", "hour": 5, "half_day": "pm"}),
    ("remind me tomorrow at nine to water the two plants", "reminder.set",
     {"relative_day": "1", "hour": 9, "text": "water the two plants"}),
    ("remind me in ten minutes to check the oven", "reminder.set",
     {"minutes": 10, "text": "check the oven"}),
    ("remind me every day at eight to take my pills", "reminder.set",
     {"repeat": "daily", "hour": 8, "text": "take my pills"}),
    ("what are my reminders", "reminder.list", {}),
    ("what is twenty five plus seventeen", "sum", {"a": 25, "operator_1": "+", "b": 17}),
    ("twelve times seven", "sum", {"a": 12, "operator_1": "*", "b": 7}),
    ("what is fifteen percent of eighty", "sum", {"percent_of": 15, "a": 80}),
    ("the square root of one hundred and forty four", "sum", {"root": "2", "a": 144}),
    ("how many kilometers are in ten miles", "convert",
     {"number": 10, "from_unit": "mile", "to_unit": "kilometer"}),
    ("convert twenty degrees celsius to fahrenheit", "convert",
     {"number": 20, "from_unit": "degree_Celsius", "to_unit": "degree_Fahrenheit"}),
    ("spell necessary", "spell", {"text": "necessary"}),
    ("take a note buy milk and eggs", "note.take", {"text": "buy milk and eggs"}),
    ("read my notes", "note.read", {}),
    ("delete the last note", "note.delete", {}),
    ("remember that my keys are in the drawer", "remember",
     {"thing": "my keys", "is": "are", "text": "in the drawer"}),
    ("where are my keys", "recall", {"thing": "my keys"}),
    ("turn the volume up", "volume.up", {}),
    ("set the volume to fifty percent", "volume.set", {"percent": 50}),
    ("mute", "volume.mute", {}),
    ("speak faster", "rate.up", {}),
    ("set the rate to four hundred words a minute", "rate.set", {"rate": 400}),
    ("use a deeper voice", "voice.set", {"voice": "deep"}),
    ("speak chinese", "language.set", {"language": "zh"}),
    ("be brief", "verbosity.set", {"verbosity": "brief"}),
    ("switch to guide mode", "mode.set", {"mode": "guide"}),
    ("stop", "hush", {}),
    ("what did you say", "repeat", {}),
    ("what did they say", "captions", {}),
    ("why did you say that", "why", {}),
    ("what left this device", "sent", {}),
    ("what can you do", "help", {}),
    ("help me with timers", "help.topic", {"topic": "timers"}),
    ("how much battery is left", "status.battery", {}),
    ("undo that", "undo", {}),
    ("delete everything", "erase", {}),
    ("add a profile called anna", "profile.add", {"name": "anna"}),
    ("who am i", "profile.who", {}),
]  # fmt: skip

TYPED: list[tuple[str, str, dict[str, Any]]] = [
    ("What time is it?", "time.now", {}),
    ("Set a timer for 10 min, please!", "timer.set", {"minutes": 10}),
    ("Set a ten-minute timer.", "timer.set", {"minutes": 10}),
    ("set an alarm for 7:30pm", "alarm.set", {"hour": 7, "minute": 30, "half_day": "pm"}),
    ("Set an alarm for 6 a.m. tomorrow", "alarm.set",
     {"hour": 6, "half_day": "am", "relative_day": "1"}),
    ("What is 12*7?", "sum", {"a": 12, "operator_1": "*", "b": 7}),
    ("1,250 g in kg", "convert", {"number": 1250, "from_unit": "gram", "to_unit": "kilogram"}),
    ("What day is May 21st?", "date.of", {"month": "5", "day_of_month": 21}),
    ("Take a note: buy Milk, 2 eggs & Tea.", "note.take", {"text": "buy Milk, 2 eggs & Tea"}),
    ("volume 35%", "volume.set", {"percent": 35}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "skill", "slots"), SPOKEN + TYPED, ids=lambda value: str(value))
def test_an_english_command_reaches_its_skill(
    talk: Talk, text: str, skill: str, slots: dict[str, Any]
) -> None:
    answer = talk.answer(text)
    assert (answer.skill, answer.slots) == (skill, slots)


@pytest.mark.parametrize(
    "text",
    [
        "i like turtles",
        "the weather is nice today",
        "my sister went to the market on tuesday",
        "he set the table for dinner at eight",
        "they were at home and it was late",
        "i am tired",
        "that timer company went broke",
        "and then we walked ten miles",
    ],
)
def test_talk_that_is_no_command_reaches_no_skill_and_is_answered_honestly(
    talk: Talk, text: str
) -> None:
    answer = talk.answer(text)
    assert answer.skill is None
    assert text in answer.text
    assert not answer.actions


ANSWERS = [
    ("what time is it", "It's 9 am."),
    ("what time is it in tokyo", "It's 6 pm in Tokyo."),
    ("what time is it in auckland", "It's 10 pm in Auckland."),
    ("what time is it in honolulu", "It's 11 pm in Honolulu, yesterday."),
    ("what is the date", "It's Monday, March 2."),
    ("what day is it tomorrow", "That is Tuesday, March 3."),
    ("how many days until christmas", "298 days until Friday, December 25."),
    ("how many days until tomorrow", "1 day until Tuesday, March 3."),
    ("what day was it ten days ago", "That was Friday, February 20."),
    ("what day is in a fortnight", "That is Monday, March 16."),
    ("what day will it be in three months", "That is Tuesday, June 2."),
    ("set a timer for ninety seconds", "Timer set for 1 minute and 30 seconds."),
    ("set an alarm for five", "Alarm set at 5 pm."),
    ("set an alarm for eight", "Alarm set at 8 pm."),
    ("set alarm for quarter past six tomorrow morning", "Alarm set tomorrow at 6:15 am."),
    ("i want to set an alarm for 6 45", "Alarm set at 6:45 pm."),
    ("set a reminder for tomorrow at 3 to see the dentist",
     "I'll remind you tomorrow at 3 pm: see the dentist."),
    ("set an alarm for the end of days", "For what time?"),
    ("yes", "Okay."),
    ("wake me at eight tomorrow", "Alarm set tomorrow at 8 am."),
    ("remind me on friday at noon to eat", "I'll remind you Friday, March 6 at 12 pm: eat."),
    ("remind me next wednesday to pay rent",
     "I'll remind you Wednesday, March 11 at 9 am: pay rent."),
    ("what is one divided by three", "About 0.333333."),
    ("what is seven minus ten", "Minus 3."),
    ("what is 2 + 3 * 4", "14."),
    ("what is (2 + 3) * 4", "20."),
    ("what is five divided by zero", "Nothing can be divided by zero."),
    ("what is two to the power of ten", "1024."),
    ("two point five times four", "10."),
    ("what is 20% of 50", "10."),
    ("convert 100 fahrenheit to celsius", "100 degrees Fahrenheit is 37.778 degrees Celsius."),
    ("how many inches in a foot", "1 foot is 12 inches."),
    (
        "convert ten miles to kilograms",
        "I can't turn miles into kilograms: they measure different things.",
    ),
    ("spell Anna-Lena", "Capital A, N, N, A, hyphen, capital L, E, N, A."),
    ("set the volume to 150", "It has to be from 0 to 100."),
    ("set a pasta timer for ten minutes", "The pasta timer is set for 10 minutes."),
    ("letters w h o", "That makes who: W, H, O."),
    ("speak french", "I don't speak French yet."),
    ("switch to tutor mode", "Tutor mode isn't installed on this device yet."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reply"), ANSWERS, ids=lambda value: str(value))
def test_an_english_answer_is_right(talk: Talk, text: str, reply: str) -> None:
    assert talk(text) == reply
