"""Clocks that run apart, seen through jitter."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from edge.audio.drift import ClockFollower, ClockRate
from edge.audio.output import Output
from edge.audio.resample import FollowingResampler
from edge.fakes.sound import FakeSpeaker
from edge.settings import OutputSettings


@pytest.mark.parametrize("parts_per_million", [-150, -20, 0, 35, 200])
def test_a_clock_is_read_through_jitter_and_stalls(parts_per_million: int) -> None:
    chance = np.random.default_rng(7)
    clock = ClockRate(16_000)
    true_rate = 16_000 * (1 + parts_per_million / 1e6)
    for block in range(1, 6_001):
        late = chance.exponential(0.004) + (0.1 if chance.random() < 0.005 else 0.0)
        clock.push(block * 160, 5.0 + block * 160 / true_rate + late)
    found = clock.relative()
    assert found is not None
    assert (found - 1) * 1e6 == pytest.approx(parts_per_million, abs=6)


def test_a_clock_says_nothing_before_it_was_watched_and_after_a_gap() -> None:
    clock = ClockRate(16_000)
    for block in range(3_000):
        if block == 500:
            assert clock.relative() is None
        clock.push(block * 160, block * 0.01)
    assert clock.relative() == pytest.approx(1.0)
    clock.push(3_000 * 160, 30.0 + 1.0)
    assert clock.relative() is None


@pytest.mark.parametrize("rate", [16_000, 48_000])
def test_a_followed_stream_yields_as_many_samples_as_the_other_clock_wants(rate: int) -> None:
    resampler = FollowingResampler(rate, 16_000)
    silence = np.zeros(rate // 100, np.int16)
    resampler.follow(1.0005)
    total = sum(len(resampler.push(silence)) for _ in range(6_000))
    assert total == pytest.approx(960_000 / 1.0005, abs=2)


@pytest.mark.parametrize("rate", [16_000, 48_000])
def test_a_stream_that_begins_to_be_followed_stays_where_it_was(rate: int) -> None:
    sound = np.random.default_rng(3).normal(0, 3000, 3 * rate)
    smooth = np.convolve(sound, np.ones(rate // 400) / (rate // 400), "same").astype(np.int16)
    steady, followed = FollowingResampler(rate, 16_000), FollowingResampler(rate, 16_000)
    wanted, heard = [], []
    for number, block in enumerate(smooth.reshape(-1, rate // 100)):
        wanted.append(steady.push(block))
        heard.append(followed.push(block))
        if number == 100:
            followed.follow(1.0 + 1e-6)
    assert [len(block) for block in heard] == [160] * 300
    late = slice(20_000, None)  # between equal rates it moves by two samples once
    assert np.corrcoef(np.concatenate(wanted)[late], np.concatenate(heard)[late])[0, 1] > 0.9


async def test_what_may_be_an_error_of_the_measure_is_not_followed() -> None:
    output = Output(FakeSpeaker(rate=16_000), OutputSettings(), asyncio.get_running_loop().time)
    await output.opened()
    follower = ClockFollower(output)
    began = asyncio.get_running_loop().time()
    for block in range(1, 4_001):
        due = began + block * 0.01 * 1.000003
        await asyncio.sleep(due - asyncio.get_running_loop().time())
        follower.on_block(due)
    assert follower.ratio == 1.0
    await output.closed()


async def test_a_fast_loudspeaker_is_followed_without_losing_a_block() -> None:
    output = Output(FakeSpeaker(rate=48_000), OutputSettings(), asyncio.get_running_loop().time)
    await output.opened()
    follower = ClockFollower(output)
    slow = 1.0003
    began, total = asyncio.get_running_loop().time(), 0
    for block in range(1, 12_001):
        due = began + block * 0.01 * slow
        await asyncio.sleep(due - asyncio.get_running_loop().time())
        follower.on_block(due)
        if block == 6_000:
            output.take_reference()
        elif block > 6_000:
            total += len(output.take_reference())
    assert follower.ratio == pytest.approx(slow, abs=2e-5)
    assert total == pytest.approx(6_000, abs=1)
    await output.closed()
