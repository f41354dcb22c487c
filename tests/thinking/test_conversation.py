"""Missing parts, corrections, confirmation, undo, and who may do what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge.ports import Role
from edge.store.records import EgressEntry, Profile
from edge.thinking.actions import (
    DeletedEverything,
    EndActivity,
    Hush,
    Repeat,
    SetLanguage,
    SetProfile,
    SetRate,
    SetVolume,
    StopRinging,
)

if TYPE_CHECKING:
    from tests.thinking.conftest import Talk


def test_a_missing_length_is_asked_for_and_completes_the_timer(talk: Talk) -> None:
    question = talk.answer("set a timer called bread")
    assert (question.text, question.expects) == ("For how long?", True)
    assert talk("ten minutes") == "The bread timer is set for 10 minutes."


def test_a_question_is_forgotten_after_fifteen_seconds(talk: Talk) -> None:
    talk("set a timer")
    talk.clock.advance(16)
    assert talk.answer("ten minutes").skill is None
    assert talk("what timers are there") == "There is no timer."


def test_another_command_drops_the_question(talk: Talk) -> None:
    talk("take a note")
    assert talk("what time is it") == "It's 9 am."
    assert talk("read my notes") == "There are no notes."


def test_no_leaves_the_asked_command_alone(talk: Talk) -> None:
    talk("set a timer")
    assert talk("never mind") == "Okay."
    assert talk.answer("ten minutes").skill is None


def test_a_note_keeps_the_words_that_answer_the_question(talk: Talk) -> None:
    talk("take a note")
    assert talk("Buy 2 litres of Milk.") == "Noted: Buy 2 litres of Milk."


def test_make_it_ten_changes_the_timer_instead_of_adding_one(talk: Talk) -> None:
    talk("set a timer for five minutes")
    assert talk("make it ten") == "Timer set for 10 minutes."
    assert talk("no, fifteen") == "Timer set for 15 minutes."
    assert talk("make it an hour") == "Timer set for 1 hour."
    assert talk("what timers are there") == "1 timer: a timer for 1 hour, 1 hour left."


def test_a_reminder_moves_to_another_day_and_keeps_its_time(talk: Talk) -> None:
    talk("remind me to call mom tomorrow at nine")
    assert talk("make it friday") == "I'll remind you Friday, March 6 at 9 am: call mom."
    assert talk("make it half past ten") == "I'll remind you Friday, March 6 at 10:30 am: call mom."
    assert talk("what are my reminders") == "1 reminder: call mom, Friday, March 6 at 10:30 am."


def test_a_correction_that_cannot_be_leaves_the_command_as_it_was(talk: Talk) -> None:
    talk("remind me to call mom tomorrow at nine")
    assert talk("make it today at eight a m") == "That can't be. I left it as it was."
    assert talk("what are my reminders") == "1 reminder: call mom, tomorrow at 9 am."
    talk("undo that")
    assert talk("what are my reminders") == "There are no reminders."


def test_a_correction_out_of_reach_keeps_the_timer(talk: Talk) -> None:
    talk("set a timer for five hours")
    assert talk("make it 99 hours and 600 minutes") == "A timer can run for up to 100 hours."
    assert talk("how long is left") == "5 hours left."


def test_of_several_alarms_the_time_tells_which(talk: Talk) -> None:
    talk("set an alarm for seven p m")
    talk("set an alarm for eight p m")
    assert talk("cancel the alarm") == "There are 2: at 7 pm and at 8 pm. Which one?"
    assert talk("the one at eight") == "Cancelled the alarm at 8 pm."


def test_and_tomorrow_and_in_london_apply_to_the_last_question(talk: Talk) -> None:
    talk("what day is it today")
    assert talk("and tomorrow?") == "That is Tuesday, March 3."
    talk("what time is it")
    assert talk("and in tokyo") == "It's 6 pm in Tokyo."
    assert talk("what about new york") == "It's 4 am in New York."


def test_a_sum_goes_on_exactly_from_its_result(talk: Talk) -> None:
    talk("what is one divided by three")
    assert talk("times three") == "1."
    assert talk("plus 41") == "42."


def test_a_conversion_takes_another_unit(talk: Talk) -> None:
    talk("convert ten kilometers to miles")
    assert talk("and in meters") == "10 kilometers is 10000 meters."


def test_a_correction_long_after_means_nothing(talk: Talk) -> None:
    talk("set a timer for five minutes")
    talk.clock.advance(121)
    assert talk.answer("make it ten").skill is None


def test_undo_takes_back_the_last_change_once(talk: Talk) -> None:
    talk("volume fifty")
    answer = talk.answer("cancel that")
    assert (answer.text, answer.actions) == ("Undone.", (SetVolume(80),))
    assert talk("what is the volume") == "Volume 80 percent."
    assert talk("undo") == "There is nothing to undo."


def test_a_cancelled_timer_and_a_deleted_note_come_back(talk: Talk) -> None:
    talk("set a timer for five minutes")
    talk("cancel the timer")
    talk("undo that")
    assert talk("what timers are there").startswith("1 timer")
    talk("take a note milk")
    talk("delete the last note")
    talk("undo that")
    assert talk("read my notes") == "1 note: milk."


def test_a_note_is_deleted_by_its_place_or_by_what_it_is_about(talk: Talk) -> None:
    for text in ("buy milk", "water the plants", "call anna"):
        talk(f"take a note {text}")
    assert talk("delete note one") == "Deleted the note: buy milk."
    assert talk("delete the note about plants") == "Deleted the note: water the plants."
    assert talk("delete the note about snow") == "There is no note about snow."
    assert talk("delete note two") == "There is no note 2."
    assert talk("read my notes") == "1 note: call anna."


def test_a_named_alarm_is_asked_for_its_time(talk: Talk) -> None:
    assert talk("set an alarm called lunch") == "For what time?"
    assert talk("at noon") == "The lunch alarm is set at 12 pm."
    day = talk.answer("set an alarm called gym for tomorrow at seven am")
    assert (day.slots["name"], day.slots["relative_day"]) == ("gym", "1")


def test_an_alarm_is_cancelled_by_its_name(talk: Talk) -> None:
    assert talk("set an alarm called work for seven pm") == "The work alarm is set at 7 pm."
    talk("set an alarm for eight pm")
    assert talk("cancel the gym alarm") == "There is no alarm called gym."
    assert talk("cancel the alarm named work") == "Cancelled the alarm work at 7 pm."
    assert talk("what alarms are there") == "1 alarm: at 8 pm."


def test_a_timer_is_given_another_length_and_back(talk: Talk) -> None:
    talk("set a pasta timer for ten minutes")
    talk.clock.advance(60)
    assert talk("change the pasta timer to six minutes") == "6 minutes left."
    assert talk("undo that") == "Undone."
    assert talk("how long is left") == "9 minutes left."


def test_deleting_everything_waits_for_yes(talk: Talk) -> None:
    talk("take a note milk")
    question = talk.answer("delete everything")
    assert question.expects
    assert question.actions == ()
    assert talk("read my notes") == "1 note: milk."
    talk("delete everything")
    talk("no")
    assert talk("read my notes") == "1 note: milk."
    talk("delete everything")
    answer = talk.answer("yes")
    assert answer.actions[0] == DeletedEverything()
    assert talk("read my notes") == "There are no notes."


def test_a_late_yes_deletes_nothing(talk: Talk) -> None:
    talk("take a note milk")
    talk("delete everything")
    talk.clock.advance(16)
    assert talk.answer("yes").skill is None
    assert talk("read my notes") == "1 note: milk."


def test_a_partner_never_triggers_anything_but_is_kept_for_captions(talk: Talk) -> None:
    talk("take a note milk")
    talk("delete everything")
    for text in ("yes", "set a timer for ten minutes", "what time is it", "delete everything"):
        answer = talk.answer(text, Role.PARTNER)
        assert (answer.text, answer.skill, answer.actions) == ("", None, ())
    assert talk("what timers are there") == "There is no timer."
    assert talk("what did they say").startswith("They said: yes. set a timer")
    talk.clock.advance(31)
    assert talk("what did they say") == "I heard nobody else in the last 30 seconds."


def test_an_unknown_voice_may_ask_the_time_but_change_and_learn_nothing(talk: Talk) -> None:
    talk("take a note my pin is 1234")
    talk("set a surprise timer for ten minutes")
    assert talk.answer("what time is it", Role.UNKNOWN).text == "It's 9 am."
    for text in (
        "set a timer for ten minutes",
        "read my notes",
        "what timers are there",
        "how long is left",
        "check the surprise timer",
        "repeat that",
        "spell that",
        "volume fifty",
        "delete everything",
    ):
        answer = talk.answer(text, Role.UNKNOWN)
        assert (answer.text, answer.actions) == ("Only my owner can ask for that.", ())
    talk("delete everything")
    assert talk.answer("yes", Role.UNKNOWN).skill is None
    assert talk("read my notes") == "1 note: my pin is 1234."


def test_an_unknown_voice_may_silence_speech_but_not_an_alarm(talk: Talk) -> None:
    talk("set a timer for ten seconds")
    talk.ringing(10)
    assert talk.answer("stop", Role.UNKNOWN).actions == (Hush(), EndActivity())
    assert talk.answer("stop").actions[0] == Hush()
    assert StopRinging() not in talk.answer("stop").actions


def test_a_profile_without_the_right_is_refused(talk: Talk) -> None:
    talk.store.profiles.keep(Profile(name="child", rights=("reversible",)))
    talk("switch to profile child")
    assert talk("set a timer for ten minutes") == "Timer set for 10 minutes."
    assert talk("delete everything") == "This profile may not do that."


def test_notes_belong_to_a_profile(talk: Talk) -> None:
    talk("take a note milk")
    answer = talk.answer("add a profile called Anna")
    assert SetProfile("Anna") in answer.actions
    assert talk("read my notes") == "There are no notes."
    talk("faster")
    back = talk.answer("switch to profile owner")
    assert SetRate(175) in back.actions
    assert talk("read my notes") == "1 note: milk."
    assert talk.answer("I am Anna").skill == "profile.claim"
    assert talk("who am i") == "This is the profile Anna."


def test_repeat_says_the_last_answer_again_word_for_word(talk: Talk) -> None:
    said = talk("what time is it in tokyo")
    talk.clock.advance(60)
    answer = talk.answer("what did you say")
    assert (answer.text, answer.actions) == (said, (Repeat(),))
    assert talk("repeat that") == said


def test_why_names_the_words_the_skill_and_what_left_the_device(talk: Talk) -> None:
    talk.answer("what time is it", source="ear")
    assert talk("why did you say that") == (
        "I heard: what time is it, on the microphone ear. The skill time.now answered."
        " Nothing left this device."
    )


def test_why_counts_only_what_left_for_that_answer(talk: Talk) -> None:
    def leave(host: str) -> None:
        row = EgressEntry(at=talk.clock.now(), kind="text", host=host, allowed=True)
        talk.store.ledger.add(row)

    leave("early.example")
    talk.clock.advance(60)
    talk("what time is it")
    assert talk("why did you say that").endswith("Nothing left this device.")
    leave("late.example")
    assert talk("why").endswith("Once something left this device: text: late.example.")
    assert talk("what left this device").endswith("text: early.example and text: late.example.")


def test_the_language_is_switched_both_ways(talk: Talk) -> None:
    answer = talk.answer("speak chinese")
    assert (answer.text, answer.language) == ("我现在说中文。", "zh")
    assert answer.actions == (SetLanguage("zh"),)
    talk.language = "zh"
    assert talk("说英语") == "I speak English now."


def test_verbosity_shortens_and_lengthens(talk: Talk) -> None:
    talk("be brief")
    assert talk("what time is it") == "9 am."
    assert len(talk("help")) < 100
    talk("be detailed")
    assert len(talk("help")) > 250


def test_the_dictated_reading_is_tried_where_the_first_fits_nothing(talk: Talk) -> None:
    answer = talk.answer("what lime is it", dictation="what time is it")
    assert answer.skill == "time.now"


def test_silence_is_answered_with_silence(talk: Talk) -> None:
    answer = talk.answer("  ")
    assert (answer.text, answer.skill) == ("", None)


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("what time is it", True),
        ("set a timer for ten minutes", True),
        ("set a timer", False),
        ("set a timer for", False),
        ("set a timer for ten", False),
        ("remind me to call", False),
        ("remind me to call mom at five p m", True),
        ("take a note", False),
        ("take a note buy milk", False),
        ("turn the volume up", True),
        ("i think", False),
        ("make it ten", False),
        ("yes", False),
    ],
)
def test_only_a_whole_command_is_complete(talk: Talk, text: str, complete: bool) -> None:
    assert talk.thinker.is_complete(text, "en") is complete


def test_an_answer_is_complete_while_its_question_is_open(talk: Talk) -> None:
    talk("set a timer")
    assert talk.thinker.is_complete("ten minutes", "en")
    talk("ten minutes")
    assert talk.thinker.is_complete("make it ten", "en")


def test_chinese_follow_ups_do_the_same(chinese: Talk) -> None:
    assert chinese("设一个计时器") == "要多长时间？"
    assert chinese("十分钟") == "计时10分钟。"
    assert chinese("改成十五分钟") == "计时15分钟。"
    assert chinese("有哪些计时器") == "1个计时器：15分钟的计时器，还剩15分钟。"
    assert chinese("撤销") == "已撤销。"
    assert chinese("有哪些计时器") == "没有计时器。"
    chinese("现在几点了")
    assert chinese("那东京呢") == "东京现在晚上6点。"
    chinese("今天星期几")
    assert chinese("那明天呢") == "是3月3日星期二。"
    chinese("一除以三")
    assert chinese("再乘以三") == "1。"
    assert chinese.answer("删除所有数据").expects
    assert chinese("不要") == "好的。"
