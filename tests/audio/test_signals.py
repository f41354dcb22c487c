"""Warnings and ticks as they sound: how near by rate and level, where by pitch or by place."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest

from edge.audio import tones
from edge.audio.output import Output
from edge.audio.placing import far_ear_gain, interaural_seconds
from edge.fakes.sound import FakeSpeaker
from edge.ports import HazardCue
from edge.settings import OutputSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from numpy.typing import NDArray

    Wave = NDArray[np.float64]

RATE = 48_000
Kind = Literal["obstacle", "drop-off", "sensor"]


@asynccontextmanager
async def opened(channels: int = 1) -> AsyncIterator[tuple[Output, FakeSpeaker]]:
    speaker = FakeSpeaker(rate=RATE, channels=channels)
    output = Output(speaker, OutputSettings(name="ear"), asyncio.get_running_loop().time)
    await output.opened()
    yield output, speaker
    await output.closed()


async def warned(
    zone: int, degrees: float = 0.0, kind: Kind = "obstacle", channels: int = 1
) -> Wave:
    """The sound of one warning, from its first loud sample to its last."""
    async with opened(channels) as (output, speaker):
        output.signals.warn(HazardCue(kind=kind, zone=zone, degrees=degrees))
        await asyncio.sleep(0.8)
        return trimmed(speaker.sound())


async def ticked(degrees: float, channels: int = 1) -> Wave:
    async with opened(channels) as (output, speaker):
        output.signals.tick(degrees)
        await asyncio.sleep(0.3)
        return trimmed(speaker.sound())


def trimmed(sound: NDArray[np.int16]) -> Wave:
    loud = np.abs(sound.reshape(len(sound), -1)).max(axis=1) > 100
    begin, end = np.flatnonzero(loud)[[0, -1]]
    return sound[begin : end + 1].astype(float)


def pulses(sound: Wave) -> int:
    """Notes with silence between them."""
    frames = sound[: len(sound) // 240 * 240].reshape(-1, 240)
    loud = np.abs(frames).max(axis=1) > 800
    return int(np.sum(loud[1:] & ~loud[:-1]) + loud[0])


def hertz(sound: Wave) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 16))
    return float(spectrum.argmax()) * RATE / (1 << 16)


async def test_nearer_is_more_quicker_and_louder() -> None:
    heard = [await warned(zone) for zone in range(4)]
    assert [pulses(sound) for sound in heard] == [1, 2, 3, 4]
    tempos = [pulses(sound) / len(sound) for sound in heard[1:]]
    assert tempos == sorted(tempos)
    peaks = [np.abs(sound).max() for sound in heard]
    assert peaks == sorted(peaks)
    assert peaks[-1] > 1.5 * peaks[0]


async def test_each_kind_of_warning_sounds_unlike_the_others() -> None:
    obstacle = await warned(2)
    drop = await warned(2, kind="drop-off")
    sensor = await warned(0, kind="sensor")
    assert hertz(obstacle) == pytest.approx(tones.MIDDLE_HERTZ, rel=0.02)
    assert hertz(drop[:2400]) > 1.8 * hertz(drop[4800:7200])
    assert hertz(sensor) < 500


async def test_one_ear_is_told_the_side_by_pitch_and_pattern() -> None:
    left, ahead, right = [await warned(1, degrees) for degrees in (-30.0, 0.0, 30.0)]
    assert hertz(ahead) == pytest.approx(tones.MIDDLE_HERTZ, rel=0.02)
    assert hertz(left[2400:]) == pytest.approx(tones.MIDDLE_HERTZ * 3 / 4, rel=0.02)
    assert hertz(right[2400:]) == pytest.approx(tones.MIDDLE_HERTZ * 4 / 3, rel=0.02)
    for side in (left, right):
        assert hertz(side[:960]) == pytest.approx(tones.MIDDLE_HERTZ, rel=0.05)
        assert pulses(side) == pulses(ahead) + 1


@pytest.mark.parametrize("degrees", [-45.0, -15.0, 0.0, 30.0])
async def test_two_ears_are_told_the_side_by_place(degrees: float) -> None:
    sound = await warned(0, degrees, channels=2)
    left, right = sound.T
    near, far = (right, left) if degrees > 0 else (left, right)
    assert np.abs(far).max() / np.abs(near).max() == pytest.approx(far_ear_gain(degrees), abs=0.02)
    lags = np.correlate(far, near, "full")
    late = int(lags.argmax()) - (len(near) - 1)
    assert late / RATE == pytest.approx(interaural_seconds(degrees), abs=1 / RATE)
    assert hertz(near) == pytest.approx(tones.MIDDLE_HERTZ, rel=0.02)


def test_the_delay_between_ears_is_woodworths() -> None:
    assert interaural_seconds(0) == 0
    assert interaural_seconds(90) == pytest.approx(0.656e-3, abs=1e-5)
    assert interaural_seconds(150) == pytest.approx(interaural_seconds(30))
    assert interaural_seconds(-45) == interaural_seconds(45)


@pytest.mark.parametrize("channels", [1, 2])
async def test_a_nearer_hazard_cuts_off_a_farther_one_and_not_the_other_way(channels: int) -> None:
    async with opened(channels) as (output, speaker):
        warn = output.signals.warn
        warn(HazardCue(kind="obstacle", zone=1))
        await asyncio.sleep(0.03)
        warn(HazardCue(kind="obstacle", zone=3))
        await asyncio.sleep(0.03)
        warn(HazardCue(kind="obstacle", zone=0))
        await asyncio.sleep(0.5)
        sound = speaker.sound().reshape(-1, channels)[:, 0].astype(float)
    assert pulses(trimmed(sound.astype(np.int16))) == 4  # its first runs into the other's
    steps = np.abs(np.diff(sound))
    assert steps.max() < 0.4 * np.abs(sound).max()


async def test_the_same_warning_is_not_begun_again_while_it_sounds() -> None:
    async with opened() as (output, speaker):
        for _ in range(3):
            output.signals.warn(HazardCue(kind="obstacle", zone=2))
        await asyncio.sleep(0.5)
        assert pulses(trimmed(speaker.sound())) == 3


@pytest.mark.parametrize("channels", [1, 2])
async def test_the_nearest_hazard_is_louder_in_a_loud_street(channels: int) -> None:
    peaks = []
    for gain in (0.5, 1 / tones.LOUDEST):
        async with opened(channels) as (output, speaker):
            output.set_volume(0)
            output.set_urgent_gain(gain)
            output.signals.warn(HazardCue(kind="obstacle", zone=3))
            await asyncio.sleep(0.3)
            peaks.append(int(np.abs(speaker.sound().astype(int)).max()))
    assert peaks[0] == pytest.approx(0.3 * 32767, rel=0.15)
    assert peaks[1] == pytest.approx(32767, rel=0.15)


async def test_speech_is_the_same_in_both_ears_and_ducked_under_a_warning() -> None:
    async with opened(2) as (output, speaker):
        output.begin()
        await output.write(np.full(RATE, 8000, np.int16))
        await asyncio.sleep(0.2)
        sound = speaker.sound()
        assert sound.shape[1] == 2
        assert np.array_equal(sound[:, 0], sound[:, 1])
        output.signals.warn(HazardCue(kind="sensor", zone=0, degrees=0.0))
        await asyncio.sleep(0.25)
        under = speaker.sound(asyncio.get_running_loop().time() - 0.1)
        assert under.mean() == pytest.approx(2000, abs=300)


async def test_the_reference_of_two_ears_is_their_mean() -> None:
    async with opened(2) as (output, speaker):
        output.signals.warn(HazardCue(kind="obstacle", zone=3, degrees=45.0))
        await asyncio.sleep(0.4)
        played = output.mixer.take_played()
        reference = np.concatenate(played)
        assert reference.ndim == 1
        assert np.allclose(reference, speaker.sound().mean(axis=1), atol=1)


async def test_a_tick_rises_in_pitch_and_comes_quicker_towards_the_axis() -> None:
    for channels in (1, 2):
        heard = [await ticked(degrees, channels) for degrees in (0.0, 30.0, 60.0, 90.0)]
        pitches = [hertz(sound.reshape(len(sound), -1)[-960:, -1]) for sound in heard]
        assert pitches == sorted(pitches, reverse=True)
        assert len(set(pitches)) == 4
    intervals = [tones.tick_interval(degrees) for degrees in (0, 10, 45, 90, 180)]
    assert intervals == sorted(intervals)
    assert intervals[0] < 0.2
    assert tones.tick_interval(350) == tones.tick_interval(10)


async def test_a_tick_tells_its_side_to_one_ear_and_to_two() -> None:
    left, right = await ticked(-45.0), await ticked(45.0)
    assert hertz(left[:900]) > 1.2 * hertz(left[-1200:])
    assert hertz(right[:900]) < 0.85 * hertz(right[-1200:])
    for degrees, near in ((-45.0, 0), (45.0, 1), (-135.0, 0), (225.0, 0)):
        peaks = np.abs(await ticked(degrees, 2)).max(axis=0)
        assert int(peaks.argmax()) == near


async def test_a_warning_that_no_card_asked_for_in_time_is_not_played_late() -> None:
    async with opened() as (output, speaker):
        speaker.stall()
        output.signals.warn(HazardCue(kind="obstacle", zone=3))
        await asyncio.sleep(1.5)
        output.signals.warn(HazardCue(kind="obstacle", zone=0))
        speaker.stall(on=False)
        await asyncio.sleep(0.3)
        assert pulses(trimmed(speaker.sound())) == 1


@pytest.mark.parametrize("pitch", [150.0, 440.0, 1500.0])
async def test_a_note_has_the_pitch_that_was_ordered(pitch: float) -> None:
    async with opened() as (output, speaker):
        output.signals.note(pitch)
        await asyncio.sleep(0.3)
        sound = trimmed(speaker.sound())
    assert hertz(sound) == pytest.approx(pitch, rel=0.03)
    assert len(sound) / RATE == pytest.approx(tones.NOTE_SECONDS, rel=0.15)


async def test_a_note_to_the_right_is_louder_in_the_right_ear() -> None:
    async with opened(channels=2) as (output, speaker):
        output.signals.note(800.0, 45.0)
        await asyncio.sleep(0.3)
        left, right = np.abs(trimmed(speaker.sound())).max(axis=0)
    assert left == pytest.approx(right * far_ear_gain(45.0), rel=0.02)
