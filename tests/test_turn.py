"""The transition table, as conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge import events as e
from edge.turn import TRANSITIONS, State, after

if TYPE_CHECKING:
    from edge.events import Event

WAKE = e.WakeWordDetected(at=0, word="okay_nabu", source="main")
VOICE = e.SpeechStarted(at=0, source="main", onset=0)
END = e.Endpointed(at=0, source="main", reason="command", last_voiced=0)
WORDS = e.Transcribed(at=0, text="what time is it", final=True, source="main")
NO_WORDS = e.Transcribed(at=0, text="", final=True, source="main")
ANSWER = e.SkillAnswered(at=0, text="", skill="time", reply="Nine.", language="en")
SOUND = e.PlaybackStarted(at=0, output="room", item=1, text="", language="en", priority="answer")
PAUSE = e.PlaybackPaused(at=0, output="room", item=1)
RESUME = e.PlaybackResumed(at=0, output="room", item=1, reason="backchannel")
BARGE = e.BargedIn(at=0, output="room", item=1, heard="Nine")
DONE = e.PlaybackFinished(at=0, output="room", item=1, text="", heard="", completed=True)
FAILED = e.TurnFailed(at=0, stage="speaking", code="engine", message="the voice broke")
ASLEEP = e.AttentionChanged(at=0, source="main", attentive=False, reason="timeout")


def _walk(*events: Event, start: State = State.IDLE) -> list[State]:
    states = [start]
    for event in events:
        states.append(after(states[-1], event))
    return states[1:]


def test_a_question_is_heard_thought_about_and_answered() -> None:
    assert _walk(WAKE, VOICE, END, WORDS, ANSWER, SOUND, DONE) == [
        State.LISTENING, State.LISTENING, State.THINKING, State.THINKING, State.THINKING,
        State.SPEAKING, State.IDLE,
    ]  # fmt: skip


def test_a_voice_during_speech_is_decided_upon_before_anything_is_dropped() -> None:
    assert _walk(PAUSE, RESUME, PAUSE, BARGE, start=State.SPEAKING) == [
        State.DECIDING, State.SPEAKING, State.DECIDING, State.LISTENING,
    ]  # fmt: skip


def test_an_utterance_without_words_ends_the_turn() -> None:
    assert _walk(WAKE, VOICE, END, NO_WORDS)[-1] is State.IDLE


def test_attention_that_runs_out_ends_listening_but_not_speaking() -> None:
    assert after(State.LISTENING, ASLEEP) is State.IDLE
    assert after(State.SPEAKING, ASLEEP) is State.SPEAKING


@pytest.mark.parametrize("state", [s for s in State if s is not State.IDLE])
def test_a_failure_leads_back_to_idle_from_every_state(state: State) -> None:
    assert after(state, FAILED) is State.IDLE


@pytest.mark.parametrize("state", list(State))
def test_idle_can_be_reached_from_every_state(state: State) -> None:
    reached = {state}
    while True:
        more = {to for (at, _), to in TRANSITIONS.items() if at in reached} - reached
        if not more:
            break
        reached |= more
    assert State.IDLE in reached


def test_an_utterance_that_wants_no_answer_ends_the_turn() -> None:
    assert after(State.THINKING, e.TurnPassedOver(at=0.0, source="main")) is State.IDLE
    assert after(State.SPEAKING, e.TurnPassedOver(at=0.0, source="main")) is State.SPEAKING
