"""Which frames count as speech, and when somebody pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from edge.engines.pocketsphinx.loud_frames import has_settled, is_noisy, loud, loud_since

if TYPE_CHECKING:
    from edge.ports import Samples

RATE = 16_000


def _sound(*parts: tuple[float, int]) -> Samples:
    """Noise of so many seconds at such a level, one after the other."""
    chance = np.random.default_rng(3)
    pieces = [chance.normal(0, level, int(RATE * seconds)) for seconds, level in parts]
    return np.concatenate(pieces).astype(np.int16)


def test_only_the_loud_part_is_kept_of_a_word_in_hiss() -> None:
    kept = loud(_sound((0.5, 5), (0.3, 2000), (0.5, 5)))
    assert abs(len(kept) - 0.3 * RATE) < 320


def test_even_sound_is_kept_whole() -> None:
    assert len(loud(_sound((0.5, 300)))) > 0.4 * RATE


def test_hiss_settles_nothing_until_long_after_it_began() -> None:
    assert not has_settled(_sound((0.9, 5)))
    assert has_settled(_sound((1.0, 5)))


def test_enough_loud_sound_settles_the_mean() -> None:
    assert not has_settled(_sound((0.1, 5), (0.3, 2000)))
    assert has_settled(_sound((0.1, 5), (0.45, 2000)))


def test_speech_after_a_pause_is_news_and_silence_is_not() -> None:
    said = _sound((0.5, 2000), (0.2, 5))
    more = np.concatenate([said, _sound((0.3, 2000))])
    longer = np.concatenate([said, _sound((0.3, 5))])
    assert loud_since(more, len(said))
    assert not loud_since(longer, len(said))


def test_a_room_is_noisy_where_its_quiet_moments_are_not_quiet() -> None:
    assert is_noisy(_sound((0.3, 300), (0.5, 2000), (0.2, 300)))
    assert not is_noisy(_sound((0.3, 5), (0.5, 2000), (0.2, 5)))
    assert not is_noisy(np.zeros(0, np.int16))
