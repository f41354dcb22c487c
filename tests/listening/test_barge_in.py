"""The decision after speech was paused: wait, resume or stop."""

from __future__ import annotations

from typing import Any

import pytest

from edge.listening.barge_in import Interruption, Verdict, decide, is_echo
from tests.listening.rig import WORDS

SAID = ("The weather in Rome is sunny and warm, with a light breeze.",)


def verdict(now: float = 0.5, **facts: Any) -> tuple[Verdict, str]:
    decision = decide(Interruption(onset=0.0, **facts), now, WORDS)
    return decision.verdict, decision.reason


def test_before_anything_is_known_it_waits() -> None:
    assert verdict(0.1) == (Verdict.WAIT, "")
    assert verdict(0.9, is_speech=True) == (Verdict.WAIT, "")


def test_a_noise_resumes_as_soon_as_it_ends() -> None:
    assert verdict(0.2, still_voiced=False) == (Verdict.RESUME, "noise")


@pytest.mark.parametrize("text", ["mhm", "uh huh", "yeah", "yeah yeah mhm", "嗯", "对对", "好的"])
def test_a_backchannel_resumes_when_it_is_over(text: str) -> None:
    assert verdict(text=text) == (Verdict.WAIT, "")
    over = verdict(text=text, still_voiced=False, is_speech=True)
    assert over == (Verdict.RESUME, "backchannel")
    assert verdict(text=text, final=True) == (Verdict.RESUME, "backchannel")


@pytest.mark.parametrize("text", ["stop", "wait a moment", "no", "停", "what time", "yeah but"])
def test_words_make_it_real(text: str) -> None:
    assert verdict(text=text, is_speech=True) == (Verdict.STOP, "")


def test_half_a_backchannel_is_waited_for() -> None:
    assert verdict(text="uh", is_speech=True) == (Verdict.WAIT, "")


@pytest.mark.parametrize("text", ["you", "her"])
def test_one_short_word_that_may_still_change_is_waited_for(text: str) -> None:
    assert verdict(text=text, is_speech=True) == (Verdict.WAIT, "")
    assert verdict(text=text, is_speech=True, is_command=True) == (Verdict.STOP, "")
    assert verdict(text=text, is_speech=True, final=True) == (Verdict.STOP, "")
    assert verdict(text="weather", is_speech=True) == (Verdict.STOP, "")


def test_speech_longer_than_a_backchannel_stops_before_its_words_are_known() -> None:
    assert verdict(1.0, is_speech=True) == (Verdict.STOP, "")
    assert verdict(1.0, is_speech=True, text="you") == (Verdict.STOP, "")
    assert verdict(1.0, is_speech=True, text="yeah yeah mhm") == (Verdict.WAIT, "")
    assert verdict(1.0) == (Verdict.WAIT, ""), "not known to be speech"


def test_pauses_between_bursts_are_no_speech() -> None:
    bursts: dict[str, Any] = {"is_speech": True, "burst": 1.0, "spoken": 0.4}
    assert verdict(1.5, **bursts) == (Verdict.WAIT, "")
    assert verdict(1.7, **bursts) == (Verdict.STOP, "")


def test_over_a_loudspeaker_the_end_of_our_own_echo_is_not_counted() -> None:
    assert verdict(1.1, is_speech=True, said=SAID) == (Verdict.WAIT, "")
    assert verdict(1.3, is_speech=True, said=SAID) == (Verdict.STOP, "")


def test_two_seconds_without_a_decision_resume_once_nobody_speaks() -> None:
    over: dict[str, Any] = {"is_speech": True, "still_voiced": False}
    assert verdict(1.9, **over) == (Verdict.WAIT, "")
    assert verdict(2.0, **over) == (Verdict.RESUME, "nothing")
    assert verdict(2.0) == (Verdict.RESUME, "nothing"), "a sound that Silero has not confirmed"
    assert verdict(0.9, is_speech=True, final=True) == (Verdict.RESUME, "nothing")


def test_who_still_speaks_is_listened_to_for_four_seconds() -> None:
    backchannels: dict[str, Any] = {"is_speech": True, "text": "yeah"}
    assert verdict(3.9, **backchannels) == (Verdict.WAIT, "")
    assert verdict(4.0, **backchannels) == (Verdict.RESUME, "nothing")


def test_our_own_words_resume_as_echo() -> None:
    heard: dict[str, Any] = {"text": "rome is sunny and", "said": SAID, "is_speech": True}
    assert verdict(**heard) == (Verdict.WAIT, "")
    assert verdict(**heard, still_voiced=False) == (Verdict.RESUME, "own echo")
    assert verdict(text="what about paris", said=SAID) == (Verdict.STOP, "")


def test_echo_is_our_words_in_order_and_a_stop_word_never_unless_we_said_it() -> None:
    assert is_echo("weather in roam is sunny", SAID, WORDS)
    assert not is_echo("sunny weather tomorrow please", SAID, WORDS)
    assert not is_echo("stop", SAID, WORDS)
    assert is_echo("stop", ("The bus stop is near.",), WORDS)
    assert not is_echo("rome", (), WORDS)
    assert not is_echo("", SAID, WORDS)
