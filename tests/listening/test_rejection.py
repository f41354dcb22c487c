"""Telling a command from speech that only resembles one."""

from __future__ import annotations

from functools import partial

from edge.language import Rejection, TrustWeights, load
from edge.listening.rejection import agreement, command_trust, edits

_trust = partial(command_trust, load("en").rejection)
_TIMER = ["S", "EH", "T", "AH", "T", "AY", "M", "ER"]


def test_edits_count_insertions_deletions_and_replacements() -> None:
    assert edits("kitten", "sitting") == 3
    assert edits("", "abc") == 3
    assert edits("abc", "abc") == 0


def test_agreement_is_one_for_the_same_phones_and_zero_for_others() -> None:
    assert agreement(_TIMER, _TIMER) == 1
    assert agreement(_TIMER, []) == 0
    assert agreement(["A", "B"], ["C", "D"]) == 0


def test_a_command_that_every_search_agrees_on_is_trusted() -> None:
    assert _trust(_TIMER, _TIMER, -2.0) > 0.5


def test_a_command_that_nothing_else_supports_is_not_trusted() -> None:
    other = ["HH", "IY", "N", "EH", "V", "ER"]
    assert _trust(_TIMER, other, -8.0) < 0.5


def test_nothing_heard_is_no_command() -> None:
    assert _trust([], [], 20.0) == 0


def test_in_noise_less_agreement_is_asked_for() -> None:
    half = _TIMER[:3]
    assert _trust(_TIMER, half, -4.0, True) > _trust(_TIMER, half, -4.0)


def test_a_short_command_in_a_long_sentence_is_less_believed_where_that_is_weighed() -> None:
    weights = TrustWeights(constant=-2, agreement=0, gap=0, coverage=4)
    weighed = partial(command_trust, Rejection(weights, weights))
    assert weighed(_TIMER, _TIMER, 0.0) > 0.5 > weighed(_TIMER[:3], _TIMER, 0.0)
