"""What an output plays, and what it says was heard; in virtual time through the fake speaker."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.cues import NOTES
from edge.audio.output import Output
from edge.audio.resample import FollowingResampler
from edge.fakes.sound import FakeSpeaker
from edge.settings import OutputSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.ports import Samples

RATE = 16_000


@asynccontextmanager
async def opened(speaker: FakeSpeaker) -> AsyncIterator[Output]:
    output = Output(speaker, OutputSettings(name="room"), asyncio.get_running_loop().time)
    await output.opened()
    try:
        yield output
    finally:
        await output.closed()


def counting(seconds: float, rate: int = RATE) -> Samples:
    """Samples whose value tells their position."""
    return (np.arange(round(seconds * rate)) % 30_000 + 1).astype(np.int16)


async def test_what_is_written_is_played_sample_for_sample() -> None:
    speaker = FakeSpeaker()
    async with opened(speaker) as output:
        output.begin()
        await output.write(counting(0.5))
        output.finish()
        await output.drained()
        played = speaker.sound()
        begin = int(np.argmax(played > 0))
        assert np.array_equal(played[begin : begin + 8000], counting(0.5))
        assert output.heard() == output.rendered() == 8000
        assert output.underruns == 0


async def test_heard_is_rendered_less_the_delay() -> None:
    async with opened(FakeSpeaker(delay_seconds=0.2)) as output:
        output.begin()
        await output.write(counting(1.0))
        await asyncio.sleep(0.505)
        assert output.first_handed is not None
        passed = asyncio.get_running_loop().time() - output.first_handed
        assert output.heard() == pytest.approx((passed - 0.2) * RATE, abs=2)
        assert output.rendered() > output.heard()


async def test_drained_waits_for_the_air_not_for_the_sound_card() -> None:
    async with opened(FakeSpeaker(delay_seconds=0.3)) as output:
        output.begin()
        await output.write(counting(0.1))
        output.finish()
        began = asyncio.get_running_loop().time()
        await output.drained()
        assert asyncio.get_running_loop().time() - began == pytest.approx(0.4, abs=0.03)


async def test_a_pause_falls_silent_at_once_and_resumes_at_the_same_sample() -> None:
    speaker = FakeSpeaker()
    async with opened(speaker) as output:
        output.begin()
        await output.write(counting(1.0))
        await asyncio.sleep(0.3)
        output.pause()
        paused_at = asyncio.get_running_loop().time()
        await asyncio.sleep(0.5)
        assert output.silent_since is not None
        assert output.silent_since - paused_at <= 0.021
        position = output.rendered()
        assert output.heard() == position
        output.resume()
        resumed_at = asyncio.get_running_loop().time()
        output.finish()
        await output.drained()
        assert output.silent_since is None
        after = speaker.sound(resumed_at)
        after = after[int(np.argmax(after > 0)) :]
        faded_in = 60
        assert np.array_equal(
            after[faded_in : faded_in + 1000],
            counting(1.0)[position + faded_in : position + faded_in + 1000],
        )


async def test_a_pause_and_a_resume_do_not_click() -> None:
    speaker = FakeSpeaker()
    async with opened(speaker) as output:
        output.begin()
        await output.write(np.full(RATE, 10_000, np.int16))
        await asyncio.sleep(0.1)
        output.pause()
        await asyncio.sleep(0.1)
        output.resume()
        await asyncio.sleep(0.1)
        sound = speaker.sound().astype(int)
        begin = int(np.argmax(sound > 0)) + 1
        assert np.abs(np.diff(sound[begin:])).max() <= 10_000 / 48 + 1


async def test_drop_forgets_the_rest_and_drained_returns() -> None:
    speaker = FakeSpeaker()
    async with opened(speaker) as output:
        output.begin()
        await output.write(counting(1.5))
        await asyncio.sleep(0.2)
        waiting = asyncio.create_task(output.drained())
        output.drop()
        await asyncio.wait_for(waiting, 0.1)
        await asyncio.sleep(0.1)
        assert 0 < output.heard() < 0.3 * RATE
        assert speaker.sound(asyncio.get_running_loop().time() - 0.05).max() == 0


async def test_a_pause_before_the_first_sample_lets_nothing_out() -> None:
    speaker = FakeSpeaker()
    async with opened(speaker) as output:
        output.begin()
        output.pause()
        await output.write(counting(0.5))
        await asyncio.sleep(0.2)
        assert output.rendered() == 0
        assert speaker.sound().max() == 0


async def test_write_waits_while_two_seconds_are_queued() -> None:
    async with opened(FakeSpeaker()) as output:
        output.begin()
        began = asyncio.get_running_loop().time()
        for _ in range(6):
            await output.write(counting(1.0))
        assert 2.5 < asyncio.get_running_loop().time() - began < 3.5


async def test_a_write_that_waits_ends_when_the_utterance_is_dropped() -> None:
    async with opened(FakeSpeaker()) as output:
        output.begin()
        output.pause()
        for _ in range(3):
            await output.write(counting(1.0))
        waiting = asyncio.create_task(output.write(counting(1.0)))
        await asyncio.sleep(1.0)
        assert not waiting.done()
        output.drop()
        await asyncio.wait_for(waiting, 0.1)


async def test_running_empty_before_the_end_is_counted_once_and_fades() -> None:
    speaker = FakeSpeaker()
    async with opened(speaker) as output:
        output.begin()
        await output.write(np.full(1000, 10_000, np.int16))
        await asyncio.sleep(0.5)
        await output.write(np.full(1000, 10_000, np.int16))
        output.finish()
        await output.drained()
        assert output.underruns == 1
        assert output.heard() == 2000
        sound = speaker.sound().astype(int)
        begin = int(np.argmax(sound > 0)) + 1
        assert np.abs(np.diff(sound[begin : begin + 5000])).max() <= 10_000 / 30


async def test_a_new_utterance_starts_at_zero_and_the_old_one_fades() -> None:
    async with opened(FakeSpeaker()) as output:
        output.begin()
        await output.write(counting(1.0))
        await asyncio.sleep(0.2)
        output.begin()
        assert output.heard() == 0
        assert output.first_handed is None
        await output.write(counting(0.1))
        output.finish()
        await output.drained()
        assert output.heard() == 1600


async def test_every_cue_sounds_over_speech_and_ends() -> None:
    for name in NOTES:
        speaker = FakeSpeaker()
        async with opened(speaker) as output:
            output.cue(name)
            await asyncio.sleep(2.0)
            loud = np.flatnonzero(np.abs(speaker.sound()) > 500)
            assert 0.05 * RATE < loud[-1] - loud[0] < 1.5 * RATE
            assert np.abs(np.diff(speaker.sound().astype(int))).max() < 16_000


async def test_a_hazard_ducks_speech_and_sounds_at_volume_zero() -> None:
    speaker = FakeSpeaker()
    async with opened(speaker) as output:
        output.begin()
        await output.write(np.full(2 * RATE, 8000, np.int16))
        await asyncio.sleep(0.2)
        output.cue("hazard")
        await asyncio.sleep(0.2)
        under_it = speaker.sound(asyncio.get_running_loop().time() - 0.1)
        assert abs(under_it.mean()) == pytest.approx(2000, abs=300)
        await asyncio.sleep(1.0)
        assert speaker.sound(asyncio.get_running_loop().time() - 0.05).max() == 8000
        output.set_volume(0)
        await asyncio.sleep(0.2)
        quiet_from = asyncio.get_running_loop().time()
        output.cue("done")
        await asyncio.sleep(0.3)
        assert speaker.sound(quiet_from).max() == 0
        output.cue("hazard")
        await asyncio.sleep(0.3)
        assert speaker.sound(quiet_from).max() > 5000


async def test_an_unknown_cue_is_an_error_at_the_caller() -> None:
    async with opened(FakeSpeaker()) as output:
        with pytest.raises(KeyError):
            output.cue("fanfare")


async def test_a_stalled_speaker_is_noticed_after_half_a_second() -> None:
    speaker = FakeSpeaker()
    async with opened(speaker) as output:
        await asyncio.sleep(4.0)
        assert not output.is_stalled()
        speaker.stall()
        await asyncio.sleep(0.4)
        assert not output.is_stalled()
        await asyncio.sleep(0.2)
        assert output.is_stalled()


async def test_the_reference_is_what_was_played_at_16_khz() -> None:
    speaker = FakeSpeaker()
    async with opened(speaker) as output:
        output.begin()
        await output.write(counting(0.3))
        output.cue("done")
        await asyncio.sleep(0.5)
        blocks = output.take_reference()
        assert {len(block) for block in blocks} == {160}
        reference, played = np.concatenate(blocks), speaker.sound()
        assert len(reference) == len(played)
        late = round(FollowingResampler.LATE_SECONDS * RATE)
        assert np.corrcoef(reference[late:], played[:-late])[0, 1] > 0.9999
        assert output.take_reference() == []


async def test_a_reference_nobody_takes_stays_at_a_second() -> None:
    async with opened(FakeSpeaker()) as output:
        await asyncio.sleep(5.0)
        assert len(output.take_reference()) == pytest.approx(100, abs=1)
        assert output.mixer.reference_lost > 3.9 * RATE


async def test_a_reference_from_48_khz_has_no_seams() -> None:
    speaker = FakeSpeaker(rate=48_000)
    async with opened(speaker) as output:
        output.begin()
        tone = (8000 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000)).astype(np.int16)
        await output.write(tone)
        blocks = []
        for _ in range(60):
            await asyncio.sleep(0.01)
            blocks += output.take_reference()
        heard = np.concatenate(blocks).astype(float)
        assert len(heard) / RATE == pytest.approx(0.6, abs=0.05)
        middle = heard[4000:8000]
        spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
        peak = int(spectrum.argmax())
        assert peak * RATE / len(middle) == pytest.approx(440, abs=4)
        assert np.delete(spectrum, range(peak - 4, peak + 5)).max() < spectrum[peak] / 1000
