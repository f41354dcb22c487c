"""Whether a voice keeps up with its own speech."""

from __future__ import annotations

import pytest

from edge.engines.tts.pace import SHORTEST_WAIT, VoicePace, spoken_seconds


def test_a_text_lasts_as_long_as_its_words() -> None:
    assert spoken_seconds("one two three four", 240) == pytest.approx(1.0)
    assert spoken_seconds("今天天气很好", 175) == pytest.approx(6 * 60 / 270)
    assert spoken_seconds("", 175) == 0


def test_before_any_sound_a_clause_may_take_as_long_as_it_lasts() -> None:
    pace = VoicePace()
    assert pace.limit(0.0, unsaid=0.3) == SHORTEST_WAIT
    assert pace.limit(0.0, unsaid=4.0) == 4.0


def test_what_is_buffered_gives_more_time() -> None:
    pace = VoicePace()
    pace.came(asked=0.0, now=0.5, seconds=3.0)
    assert pace.limit(1.0, unsaid=2.0) == pytest.approx(2.0 + 2.5)
    assert pace.limit(9.0, unsaid=2.0) == 2.0


def test_the_factor_is_work_for_a_second_of_sound() -> None:
    pace = VoicePace()
    pace.came(asked=0.0, now=0.6, seconds=0.5)
    assert pace.factor is None
    pace.came(asked=10.0, now=10.6, seconds=1.0)
    assert pace.factor == pytest.approx(0.8)
    assert not pace.is_slow


def test_slower_than_heard_is_slow_until_it_is_forgotten() -> None:
    pace = VoicePace()
    pace.came(asked=0.0, now=3.0, seconds=2.0)
    assert pace.is_slow
    pace.forget()
    assert not pace.is_slow


def test_a_board_that_became_slow_is_found_out_after_long_speech() -> None:
    pace, now = VoicePace(), 0.0
    for _ in range(100):
        pace.came(asked=now, now=now + 0.1, seconds=1.0)
        now += 1.0
    for _ in range(40):
        pace.came(asked=now, now=now + 1.5, seconds=1.0)
        now += 1.5
    assert pace.is_slow
