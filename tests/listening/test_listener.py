"""The listener as a whole, in virtual time, on sound that says its own words."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from edge.errors import EngineError
from edge.events import (
    AttentionChanged,
    Endpointed,
    SpeechEnded,
    SpeechStarted,
    Transcribed,
    TurnFailed,
    WakeWordDetected,
)
from edge.fakes.engines import FakeRecognizer, FakeTurnJudge
from edge.fakes.voices import mumble, noise, say, silence, sound
from edge.ports import Role
from edge.settings import ListeningSettings
from tests.listening.rig import Rig

if TYPE_CHECKING:
    from edge.ports import Samples

CONTINUOUS = ListeningSettings(mode="continuous")


def continuous(**kwargs: object) -> Rig:
    return Rig(settings=CONTINUOUS, **kwargs)  # type: ignore[arg-type]  # passed on as they are


async def test_a_complete_command_ends_after_the_shortest_silence() -> None:
    rig = continuous()
    rig.hear(silence(1.0), say("what time is it", seconds=1.0))
    await rig.play()
    assert rig.finals() == ["what time is it"]
    (end,) = rig.told(Endpointed)
    assert end.reason == "command"
    assert end.last_voiced == pytest.approx(2.0, abs=0.02)
    assert end.at - end.last_voiced == pytest.approx(0.2, abs=0.015)


async def test_a_finished_sentence_ends_after_a_short_silence() -> None:
    rig = continuous()
    rig.hear(silence(1.0), say("tell me a story", seconds=1.0))
    await rig.play()
    (end,) = rig.told(Endpointed)
    assert end.reason == "finished"
    assert end.at - end.last_voiced == pytest.approx(0.6, abs=0.015)


async def test_an_unfinished_sentence_waits() -> None:
    rig = continuous()
    rig.hear(silence(1.0), say("remind me to", seconds=1.0))
    await rig.play()
    (end,) = rig.told(Endpointed)
    assert end.reason == "unfinished"
    assert end.at - end.last_voiced == pytest.approx(1.4, abs=0.015)


async def test_a_pause_inside_a_sentence_does_not_end_it_and_is_learned() -> None:
    rig = continuous()
    before = rig.listener.turns.pauses
    rig.hear(silence(1.0), say("remind me to ", seconds=1.0), silence(1.0))
    rig.hear(say("buy milk", seconds=0.6))
    await rig.play()
    assert rig.finals() == ["remind me to buy milk"]
    assert rig.listener.turns.pauses.heard == before.heard + 1


async def test_a_command_that_goes_on_at_once_is_one_command() -> None:
    rig = continuous()
    rig.hear(silence(1.0), say("set a timer for ten minutes ", seconds=1.4), silence(0.15))
    rig.hear(say("and thirty seconds", seconds=1.0))
    await rig.play()
    assert rig.finals() == ["set a timer for ten minutes and thirty seconds"]


async def test_facts_come_in_the_order_of_a_turn_and_know_their_source() -> None:
    rig = continuous()
    rig.hear(silence(1.0), say("what time is it", seconds=1.0))
    await rig.play()
    names = [type(event).__name__ for event in rig.events]
    assert names[0] == "SpeechStarted"
    assert names[-3:] == ["SpeechEnded", "Endpointed", "Transcribed"]
    partials = [event.text for event in rig.told(Transcribed) if not event.final]
    assert partials == ["what", "what time", "what time is", "what time is it"]
    final = rig.told(Transcribed)[-1]
    assert (final.source, final.role, final.language) == ("main", Role.OWNER, "en")
    assert final.onset == pytest.approx(1.01, abs=0.02)
    assert final.dictation == "what time is it"


async def test_voice_is_told_within_40_ms() -> None:
    rig = continuous()
    rig.hear(silence(1.0), say("what time is it", seconds=1.0))
    await rig.play()
    started = rig.told(SpeechStarted)[0]
    assert started.at - 1.0 <= 0.04 + 1e-9
    assert started.onset == pytest.approx(1.01, abs=0.011)


async def test_nothing_is_heard_until_the_device_is_called() -> None:
    rig = Rig()
    rig.hear(silence(1.0), say("what time is it", seconds=1.0))
    await rig.play()
    assert rig.events == []


async def test_the_wake_word_in_the_same_breath_stays_out_of_the_transcript() -> None:
    rig = Rig()
    rig.hear(silence(1.0), say("okay nabu what time is it", seconds=1.8))
    await rig.play()
    assert [event.word for event in rig.told(WakeWordDetected)] == ["okay_nabu"]
    assert rig.finals() == ["what time is it"]


async def test_a_call_and_then_a_command_after_a_breath() -> None:
    rig = Rig()
    rig.hear(silence(1.0), say("okay nabu"), silence(1.5), say("what time is it"))
    await rig.play()
    assert rig.finals() == ["what time is it"]
    reasons = [(event.attentive, event.reason) for event in rig.told(AttentionChanged)]
    assert reasons == [(True, "wake word"), (False, "turn over")]


async def test_a_call_with_nothing_after_it_times_out() -> None:
    rig = Rig()
    rig.hear(silence(1.0), say("okay nabu"))
    await rig.play(then_quiet=10)
    last = rig.told(AttentionChanged)[-1]
    assert (last.attentive, last.reason) == (False, "timeout")
    assert last.at == pytest.approx(1.6 + rig.settings.no_speech_seconds, abs=0.1)
    assert [end.reason for end in rig.told(Endpointed)] == []


async def test_the_wake_word_in_the_middle_of_a_turn_starts_the_turn_afresh() -> None:
    rig = continuous()
    rig.hear(silence(1.0), say("set a timer no "), say("hey jarvis what time is it"))
    await rig.play()
    assert [event.word for event in rig.told(WakeWordDetected)] == ["hey_jarvis"]
    assert rig.finals() == ["what time is it"]


async def test_a_follow_up_needs_no_wake_word_for_some_seconds() -> None:
    rig = Rig()
    rig.at(1.0, rig.listener.follow_up)
    rig.hear(silence(5.0), say("what time is it"), silence(12.0), say("what time is it"))
    await rig.play()
    assert rig.finals() == ["what time is it"]
    assert rig.told(AttentionChanged)[0].reason == "follow-up"


async def test_a_held_key_ends_the_turn_when_released_and_not_before() -> None:
    rig = Rig(settings=ListeningSettings(mode="key"))
    rig.at(1.0, lambda: rig.listener.key(down=True))
    rig.at(6.0, lambda: rig.listener.key(down=False))
    rig.hear(silence(1.5), say("what time is it ", seconds=1.0), silence(2.0), say("in rome"))
    await rig.play()
    (end,) = rig.told(Endpointed)
    assert end.reason == "key"
    assert end.at == pytest.approx(6.0, abs=0.02)
    assert rig.finals() == ["what time is it in rome"]


async def test_a_tapped_key_calls_and_silence_ends_the_turn() -> None:
    rig = Rig(settings=ListeningSettings(mode="key"))
    rig.at(1.0, lambda: rig.listener.key(down=True))
    rig.at(1.2, lambda: rig.listener.key(down=False))
    rig.hear(silence(2.0), say("what time is it"))
    await rig.play()
    assert [end.reason for end in rig.told(Endpointed)] == ["command"]
    assert rig.finals() == ["what time is it"]


async def test_no_turn_outlasts_the_hard_limit() -> None:
    rig = Rig(settings=ListeningSettings(mode="continuous", longest_turn_seconds=5.0))
    rig.hear(silence(1.0), mumble(20.0))
    await rig.play()
    ends = rig.told(Endpointed)
    assert ends[0].reason == "limit"
    assert ends[0].at == pytest.approx(6.0, abs=0.1)


async def test_a_key_that_never_comes_up_meets_the_limit_too() -> None:
    rig = Rig(settings=ListeningSettings(mode="key", longest_turn_seconds=5.0))
    rig.at(1.0, lambda: rig.listener.key(down=True))
    await rig.play(then_quiet=12)
    assert [end.reason for end in rig.told(Endpointed)] == ["limit"]


async def test_a_recogniser_that_breaks_costs_one_turn_only() -> None:
    recognizer = FakeRecognizer(fail_after_seconds=1.0)
    rig = continuous(recognizer=recognizer)
    rig.at(4.0, lambda: setattr(recognizer, "fail_after_seconds", None))
    rig.hear(silence(1.0), say("set a timer for ten minutes", seconds=2.0), silence(2.0))
    rig.hear(say("what time is it"))
    await rig.play()
    failures = rig.told(TurnFailed)
    assert failures
    assert failures[0].stage == "listening"
    assert "recogniser broke" in failures[0].message
    assert rig.finals() == ["what time is it"]


async def test_a_muted_listener_hears_nothing_and_forgets_what_it_had() -> None:
    rig = continuous()
    rig.at(1.5, lambda: rig.listener.mute(on=True))
    rig.at(5.0, lambda: rig.listener.mute(on=False))
    rig.hear(silence(1.0), say("what time is it", seconds=1.0), silence(1.0))
    rig.hear(say("call me", seconds=1.0), silence(2.0), say("hello", seconds=0.5))
    await rig.play()
    assert rig.finals() == ["hello"]
    reasons = [(event.attentive, event.reason) for event in rig.told(AttentionChanged)]
    assert reasons == [(False, "muted"), (True, "continuous")]


async def test_a_cough_is_told_as_no_speech_and_opens_no_turn() -> None:
    rig = continuous()
    rig.hear(silence(1.0), noise(0.2))
    await rig.play()
    (ended,) = rig.told(SpeechEnded)
    assert not ended.is_speech
    assert ended.at - 1.2 < 0.2
    assert rig.told(Endpointed) == []


async def test_a_cough_after_a_command_does_not_keep_the_turn_open() -> None:
    rig = continuous()
    rig.hear(silence(1.0), say("tell me a story", seconds=1.0), silence(0.4), noise(0.1))
    await rig.play()
    (end,) = rig.told(Endpointed)
    assert end.at - 2.0 < 0.95


async def test_noise_that_stays_becomes_part_of_the_room() -> None:
    rig = continuous()
    rig.hear(silence(1.0), noise(10.0))
    await rig.play()
    assert len(rig.told(SpeechStarted)) == 1


async def test_mumbling_is_a_turn_without_words() -> None:
    rig = continuous()
    rig.hear(silence(1.0), mumble(0.8))
    await rig.play()
    assert rig.finals() == [""]


async def test_an_empty_turn_leaves_the_call_standing() -> None:
    rig = Rig()
    rig.hear(silence(1.0), say("okay nabu"), silence(0.5), mumble(0.3), silence(2.0))
    rig.hear(say("what time is it"))
    await rig.play()
    assert rig.finals() == ["", "what time is it"]


async def test_while_we_speak_voice_is_heard_without_a_call() -> None:
    rig = Rig()
    rig.at(0.5, lambda: rig.listener.set_speaking(lambda: "it is ten", open_loudspeaker=False))
    rig.hear(silence(1.0), say("stop", seconds=0.4))
    await rig.play()
    assert rig.told(SpeechStarted)[0].at <= 1.04 + 1e-9
    assert rig.finals() == ["stop"]


async def test_our_own_words_from_an_open_loudspeaker_never_become_a_turn() -> None:
    rig = Rig()
    text = "the weather in rome is sunny and warm"
    rig.at(0.5, lambda: rig.listener.set_speaking(lambda: text, open_loudspeaker=True))
    rig.hear(silence(1.5), say("rome is sunny and", seconds=1.4))
    await rig.play()
    assert rig.finals() == [""]


async def test_a_source_that_ends_gives_its_last_words() -> None:
    rig = continuous()
    rig.hear(silence(1.0), say("what time is", seconds=1.0))
    await rig.play(then_quiet=0.1)
    assert [end.reason for end in rig.told(Endpointed)] == ["source ended"]
    assert rig.finals() == ["what time is"]


async def test_a_file_read_at_once_gives_the_same_words_as_in_real_time() -> None:
    async def heard(*, patient: bool) -> list[str]:
        rig = continuous(patient=patient)
        rig.hear(silence(1.0), say("what time is it"), silence(2.0), say("tell me a story"))
        await rig.play()
        return rig.finals()

    assert await heard(patient=True) == await heard(patient=False)


async def test_a_judge_that_doubts_keeps_the_turn_open_and_is_asked_once_a_pause() -> None:
    judge = FakeTurnJudge(opinions={"tell me a story": 0.1})

    async def ask(text: str, heard: Samples) -> float:
        await asyncio.sleep(0.06)
        return judge.finished(text, heard)

    rig = continuous(judge=ask)
    rig.hear(silence(1.0), say("tell me a story", seconds=1.0))
    await rig.play()
    (end,) = rig.told(Endpointed)
    assert end.reason == "unfinished"
    assert judge.asked == ["tell me a story"]


async def test_a_judge_that_breaks_costs_its_opinion_and_nothing_else() -> None:
    async def ask(text: str, heard: Samples) -> float:
        raise EngineError("the judge of turns failed")

    rig = continuous(judge=ask)
    rig.hear(silence(1.0), say("tell me a story", seconds=1.0), silence(3.0), say("hello there"))
    await rig.play()
    assert rig.finals() == ["tell me a story", "hello there"]
    assert rig.told(Endpointed)[0].reason == "finished"


async def test_the_recogniser_gets_half_a_second_before_the_onset() -> None:
    rig = continuous()
    rig.hear(silence(2.0), say("what time is it", seconds=1.0))
    await rig.play()
    assert rig.recognizer.seconds[0] == pytest.approx(0.5 + 1.0 + 0.2, abs=0.03)


async def test_a_late_final_still_comes_while_the_next_turn_is_open() -> None:
    rig = continuous(recognizer=FakeRecognizer(final_seconds=0.5))
    rig.hear(silence(1.0), say("what time is it"), silence(0.4), say("tell me a story"))
    await rig.play()
    assert rig.finals() == ["what time is it", "tell me a story"]


async def test_dismissing_forgets_the_open_turn() -> None:
    rig = Rig()
    rig.at(0.5, lambda: rig.listener.attend("wake word"))
    rig.at(1.5, rig.listener.dismiss)
    rig.hear(sound(silence(1.0), say("what time is it", seconds=1.0)))
    await rig.play()
    assert rig.finals() == []
    assert not rig.told(AttentionChanged)[-1].attentive
