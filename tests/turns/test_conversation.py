"""Whole turns: asked, answered, followed up; timers ring; nothing is answered twice."""

from __future__ import annotations

import asyncio

from edge.events import (
    DeviceLost,
    Endpointed,
    PlaybackFinished,
    PlaybackStarted,
    ReminderRang,
    SentenceReady,
    SkillAnswered,
    StateChanged,
    Transcribed,
    WakeWordDetected,
)
from edge.fakes.voices import say
from edge.ports import Role
from tests.turns.conftest import stage


async def test_a_question_is_answered_within_a_quarter_of_a_second() -> None:
    async with stage() as world:
        world.microphone.hear(say("what time is it"), at=1.0)
        sound = await world.until(PlaybackStarted)
        end = world.happened(Endpointed)[0]
        assert world.happened(SkillAnswered)[0].skill == "time.now"
        assert "9" in sound.text
        assert sound.at - end.last_voiced < 0.25


async def test_each_sentence_is_told_when_its_first_sound_is_made() -> None:
    async with stage() as world:
        world.microphone.hear(say("what can you do"), at=1.0)
        done = await world.until(PlaybackFinished)
        ready = world.happened(SentenceReady)
        began = world.happened(PlaybackStarted)[0]
        assert " ".join(event.text for event in ready) == done.text
        assert {event.item for event in ready} == {done.item}
        assert world.happened(SkillAnswered)[0].at <= ready[0].at <= began.at
        assert [event.at for event in ready] == sorted(event.at for event in ready)


async def test_the_wake_word_and_the_question_in_one_breath() -> None:
    async with stage(mode="wake word") as world:
        world.microphone.hear(say("okay nabu what time is it"), at=1.0)
        await world.until(PlaybackFinished)
        finals = [event for event in world.happened(Transcribed) if event.final]
        assert [event.text for event in finals] == ["what time is it"]


async def test_without_the_wake_word_nothing_is_heard() -> None:
    async with stage(mode="wake word") as world:
        world.microphone.hear(say("what time is it"), at=1.0)
        await asyncio.sleep(10)
        assert world.happened(Transcribed) == []


async def test_a_follow_up_needs_no_wake_word_for_some_seconds() -> None:
    async with stage(mode="wake word", follow_up_seconds=5.0) as world:
        world.microphone.hear(say("okay nabu what time is it"), at=1.0)
        done = await world.until(PlaybackFinished)
        world.microphone.hear(say("what day is it"), at=done.at + 3.0)
        second = await world.until(PlaybackFinished, 2)
        world.microphone.hear(say("what day is it"), at=second.at + 9.0)
        await asyncio.sleep(20)
        skills = [event.skill for event in world.happened(SkillAnswered)]
        assert skills == ["time.now", "date.today"]


async def test_a_timer_rings_until_somebody_says_stop() -> None:
    async with stage() as world:
        world.microphone.hear(say("set a timer for ten seconds"), at=1.0)
        await world.until(PlaybackFinished)
        rang = await world.until(ReminderRang)
        assert rang.kind == "timer"
        await world.until(PlaybackStarted, 2)
        world.microphone.hear(say("stop"), at=rang.at + 6.0)
        await asyncio.sleep(60)
        assert len(world.happened(PlaybackStarted)) == 2


async def test_a_missing_part_is_asked_for_and_heard_without_the_wake_word() -> None:
    async with stage(mode="wake word") as world:
        world.microphone.hear(say("okay nabu set a timer"), at=1.0)
        done = await world.until(PlaybackFinished)
        world.microphone.hear(say("ten minutes"), at=done.at + 2.0)
        await world.until(PlaybackFinished, 2)
        assert world.happened(SkillAnswered)[-1].skill == "timer.set"


async def test_the_state_goes_round_and_comes_back_to_idle() -> None:
    async with stage(mode="wake word", follow_up_seconds=0.0) as world:
        world.microphone.hear(say("okay nabu what time is it"), at=1.0)
        await world.until(PlaybackFinished)
        await asyncio.sleep(1)
        states = [event.state for event in world.happened(StateChanged)]
        assert states == ["listening", "thinking", "speaking", "idle"]


async def test_typed_text_counts_as_the_owners_words() -> None:
    async with stage(mode="wake word") as world:
        world.conversation.assistant.typed("what is 2 + 2")
        done = await world.until(PlaybackFinished)
        assert "4" in done.text
        assert done.heard == done.text


async def test_what_was_said_and_heard_is_kept() -> None:
    async with stage() as world:
        world.microphone.hear(say("what time is it"), at=1.0)
        done = await world.until(PlaybackFinished)
        await asyncio.sleep(0.1)
        turn = world.conversation.store.turns.last("owner", 1)[0]
        assert (turn.text, turn.heard) == ("what time is it", done.text)


async def test_deleting_everything_leaves_not_even_the_wish_for_it() -> None:
    async with stage() as world:
        world.conversation.assistant.typed("take a note buy milk")
        await world.until(PlaybackFinished)
        world.conversation.assistant.typed("delete everything")
        await world.until(PlaybackFinished, 2)
        world.conversation.assistant.typed("yes")
        await world.until(PlaybackFinished, 3)
        await asyncio.sleep(1)
        assert world.conversation.store.turns.last("owner", 10) == []
        assert world.conversation.store.notes.all("owner") == []


async def test_a_called_device_says_with_a_tone_that_it_listens_and_that_it_gave_up() -> None:
    async with stage(mode="wake word", no_speech_seconds=3.0) as world:
        world.microphone.hear(say("okay nabu"), at=1.0)
        called = await world.until(WakeWordDetected)
        await asyncio.sleep(1.0)
        assert world.speaker.sound(called.at, called.at + 0.3).any()
        assert not world.speaker.sound(called.at + 0.4, called.at + 0.9).any()
        await asyncio.sleep(4.0)
        assert world.speaker.sound(called.at + 1.0, called.at + 4.5).any()


async def test_a_partners_words_are_not_kept() -> None:
    async with stage(role=Role.PARTNER) as world:
        world.microphone.hear(say("my secret is twelve"), at=1.0)
        await world.until(SkillAnswered)
        await asyncio.sleep(1)
        assert world.happened(PlaybackStarted) == []
        assert world.conversation.store.turns.last("owner", 10) == []


async def test_a_partner_cannot_set_a_timer() -> None:
    async with stage(role=Role.PARTNER) as world:
        world.microphone.hear(say("set a timer for ten seconds"), at=1.0)
        await world.until(SkillAnswered)
        assert world.conversation.store.reminders.active() == []


async def test_the_talk_key_opens_a_turn_and_its_loss_ends_nothing() -> None:
    async with stage(mode="key") as world:
        world.button.press()
        world.microphone.hear(say("what time is it"), at=0.1)
        await asyncio.sleep(2.0)
        world.button.release()
        await world.until(PlaybackFinished)
        world.button.unplug()
        lost = await world.until(DeviceLost)
        assert lost.device == "talk key"
        world.conversation.assistant.typed("what is 2 + 2")
        await world.until(PlaybackFinished, 2)


async def test_nothing_is_owed_before_anything_was_asked() -> None:
    async with stage() as world, asyncio.timeout(0.1):
        await world.conversation.assistant.answered()


async def test_an_answer_is_owed_until_its_last_word() -> None:
    async with stage() as world:
        world.microphone.hear(say("what can you do"), at=1.0)
        await world.until(PlaybackStarted)
        await world.conversation.assistant.answered()
        (done,) = world.happened(PlaybackFinished)
        assert done.heard == done.text


async def test_a_line_typed_over_an_answer_is_owed_an_answer_of_its_own() -> None:
    async with stage() as world:
        assistant = world.conversation.assistant
        assistant.typed("what can you do")
        await world.until(PlaybackStarted)
        assistant.typed("what is 2 + 2")
        await assistant.answered()
        assert [event.reply for event in world.happened(SkillAnswered)][1:] == ["4."]
        assert world.happened(PlaybackFinished)[-1].heard == "4."
