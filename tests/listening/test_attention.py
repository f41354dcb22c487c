"""Whether the device listens, and why."""

from __future__ import annotations

from edge.listening.attention import Attention, Shift
from edge.listening.wake_word import Refractory
from edge.settings import ListeningSettings


def test_a_call_lasts_until_nothing_was_said_for_some_seconds() -> None:
    attention = Attention(ListeningSettings())
    assert attention.call(1.0, "wake word") == Shift(True, "wake word")
    assert attention.call(2.0, "wake word") is None
    assert attention.pass_time(7.9) is None
    assert attention.pass_time(8.0) == Shift(False, "timeout")
    assert attention.pass_time(9.0) is None


def test_a_turn_that_was_understood_ends_attention_and_an_empty_one_does_not() -> None:
    attention = Attention(ListeningSettings())
    attention.call(1.0, "wake word")
    assert attention.turn_over(understood=False) is None
    assert attention.attentive
    assert attention.turn_over(understood=True) == Shift(False, "turn over")


def test_continuous_listening_never_ends_but_when_muted() -> None:
    attention = Attention(ListeningSettings(mode="continuous"))
    assert attention.attentive
    assert attention.pass_time(1e9) is None
    assert attention.turn_over(understood=True) is None
    assert attention.dismiss() is None
    assert attention.mute(on=True) == Shift(False, "muted")
    assert attention.call(1.0, "wake word") is None
    assert attention.mute(on=False) == Shift(True, "continuous")


def test_there_is_no_follow_up_where_only_the_key_counts() -> None:
    assert Attention(ListeningSettings(mode="key")).follow_up(1.0) is None
    assert Attention(ListeningSettings(follow_up_seconds=0)).follow_up(1.0) is None
    assert Attention(ListeningSettings()).follow_up(1.0) == Shift(True, "follow-up")


def test_a_held_key_has_no_timeout_until_released() -> None:
    attention = Attention(ListeningSettings(mode="key"))
    assert attention.hold("key") == Shift(True, "key")
    assert attention.pass_time(1e9) is None
    assert attention.turn_over(understood=False) == Shift(False, "turn over")


def test_one_call_is_told_once_and_each_word_for_itself() -> None:
    refractory = Refractory(2.0)
    assert refractory.allows("okay_nabu", 1.0)
    assert not refractory.allows("okay_nabu", 2.9)
    assert refractory.allows("hey_jarvis", 1.5)
    assert refractory.allows("okay_nabu", 3.0)
