"""What is said over our own voice is often that we shall stop."""

from __future__ import annotations

import pytest

from edge.listening.stopping import as_stop_order
from edge.ports import Hypothesis
from tests.listening.rig import WORDS


def heard(text: str, nearest: str = "", trust: float = 0.0) -> Hypothesis:
    return Hypothesis(text, final=True, confidence=1 - trust, nearest=nearest)


@pytest.mark.parametrize("text", ["stop", "no", "uh stop", "yeah wait", "stop stop"])
def test_nothing_but_stop_words_is_the_order_to_stop(text: str) -> None:
    order = as_stop_order(heard(text), (), WORDS)
    assert (order.text, order.is_command) == (text, True)


@pytest.mark.parametrize(("misheard", "trust"), [("skull", 0.27), ("", 0.3), ("fly it", 0.31)])
def test_a_stop_word_that_was_misheard_is_taken_for_one(misheard: str, trust: float) -> None:
    order = as_stop_order(heard(misheard, "stop", trust), (), WORDS)
    assert (order.text, order.is_command) == ("stop", True)


@pytest.mark.parametrize(
    "said",
    [
        heard("set a timer", "stop", 0.05),
        heard("set a timer", "set an alarm", 0.4),
        heard("yeah", "stop", 0.3),
        heard("", "", 0.0),
        heard("no five minutes"),
    ],
)
def test_anything_else_stays_what_it_was(said: Hypothesis) -> None:
    assert as_stop_order(said, (), WORDS) == said


def test_our_own_stop_is_no_order() -> None:
    echo = heard("", "stop", 0.4)
    assert as_stop_order(echo, ("Say stop to end it.",), WORDS) == echo
