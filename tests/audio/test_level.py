"""Level, clipping, resampling and the watchdog."""

from __future__ import annotations

import numpy as np
import pytest

from edge.audio.level import SILENCE_DBFS, clipped_share, dbfs, rms
from edge.audio.resample import StreamResampler, resample
from edge.audio.watchdog import Watchdog


def test_a_full_scale_square_wave_is_0_dbfs_and_silence_has_a_floor() -> None:
    assert dbfs(np.full(160, -32768, np.int16)) == pytest.approx(0.0)
    assert dbfs(np.zeros(160, np.int16)) == SILENCE_DBFS
    assert rms(np.zeros(0, np.int16)) == 0.0
    assert rms(np.array([300, -300], np.int16)) == pytest.approx(300)


def test_clipped_samples_are_those_at_the_limits_and_quiet_blocks_do_not_count() -> None:
    loud = np.array([32767, 0, -32768, 5] * 40, np.int16)
    quiet = np.full(480, 20, np.int16)
    assert clipped_share(np.concatenate([quiet, loud]), 160) == 0.5
    assert clipped_share(quiet, 160) == 0.0
    assert clipped_share(loud[:100], 160) == 0.0


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000])
def test_a_stream_is_resampled_as_one_piece_would_be(rate: int) -> None:
    tone = (8000 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)).astype(np.int16)
    stream = StreamResampler(rate, 16_000)
    parts = [stream.push(tone[at : at + 441]) for at in range(0, rate, 441)]
    streamed = np.concatenate([*parts, stream.flush()])
    whole = resample(tone, rate, 16_000)
    assert len(streamed) == pytest.approx(16_000, abs=2)
    assert len(whole) == pytest.approx(16_000, abs=2)
    difference = streamed[200:15_000].astype(int) - whole[200:15_000]
    assert np.abs(difference).max() < 80


def test_the_same_rate_passes_untouched() -> None:
    sound = np.arange(100, dtype=np.int16)
    assert resample(sound, 16_000, 16_000) is sound
    assert StreamResampler(16_000, 16_000).push(sound) is sound


def test_the_watchdog_allows_three_seconds_to_the_first_callback_and_half_a_second_after() -> None:
    watchdog = Watchdog()
    assert not watchdog.is_stalled(0, 100.0)
    watchdog.restart(7, 0.0)
    assert not watchdog.is_stalled(7, 2.9)
    assert watchdog.is_stalled(7, 3.1)
    assert not watchdog.is_stalled(8, 3.2)
    assert not watchdog.is_stalled(8, 3.6)
    assert watchdog.is_stalled(8, 3.8)
    watchdog.stop()
    assert not watchdog.is_stalled(8, 99.0)
