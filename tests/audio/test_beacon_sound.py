"""The beacon as it sounds: rate, pitch and place read from the samples, for one ear and for two.

The last tests have somebody walk by nothing but that sound.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.beacon_sound import BEAT_SECONDS, TIMBRES, Aim, BeaconSound
from edge.audio.mixer import DUCKED, Mixer
from edge.audio.placing import interaural_seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Wave = NDArray[np.float32]

RATE = 48_000
BLOCK = 480
BEAT = round(BEAT_SECONDS * RATE)


def sounded(sound: BeaconSound, seconds: float, channels: int = 1) -> Wave:
    """What the next blocks of an output hold."""
    blocks = []
    for _ in range(round(seconds * RATE / BLOCK)):
        block = np.zeros((BLOCK, 2) if channels == 2 else BLOCK, np.float32)
        sound.mix(block, 1.0)
        blocks.append(block)
    return np.concatenate(blocks)


def one_beat(zone: int, degrees: float, channels: int = 1) -> Wave:
    sound = BeaconSound(RATE, channels)
    sound.aim = Aim(zone, degrees)
    return sounded(sound, BEAT_SECONDS, channels)


def onsets(wave: Wave) -> list[float]:
    """Seconds at which the level jumps after a fade."""
    frame = RATE // 200
    level = np.abs(wave[: len(wave) // frame * frame]).reshape(-1, frame).max(axis=1)
    before = np.concatenate([[0.0], level[:-1]])
    return [float(i) / 200 for i in np.flatnonzero(level > 2.5 * before + 300)]


def pitch(wave: Wave) -> float:
    """Hertz of the lowest strong partial."""
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(len(wave)), 1 << 17))
    hertz = np.fft.rfftfreq(1 << 17, 1 / RATE)
    strong = spectrum > 0.5 * spectrum.max()
    first = int(np.flatnonzero(strong)[0])
    return float(hertz[first + int(np.argmax(spectrum[first : first + 200]))])


def brightness(wave: Wave) -> float:
    """Hertz: the middle of the power."""
    power = np.abs(np.fft.rfft(wave)) ** 2
    return float((power * np.fft.rfftfreq(len(wave), 1 / RATE)).sum() / power.sum())


def lag(both: Wave) -> float:
    """Seconds by which the left ear hears later than the right."""
    left, right = both[: RATE // 5, 0], both[: RATE // 5, 1]
    most = round(0.001 * RATE)
    shifts = range(-most, most + 1)
    fits = [float(np.dot(np.roll(left, -shift), right)) for shift in shifts]
    return shifts[int(np.argmax(fits))] / RATE


def decibels(both: Wave) -> float:
    """By how much the right ear hears it louder."""
    power = (both.astype(float) ** 2).sum(axis=0)
    return 10 * math.log10(power[1] / power[0])


@pytest.mark.parametrize("zone", range(4))
def test_each_zone_has_its_rate(zone: int) -> None:
    found = onsets(one_beat(zone, 0.0))
    assert found == pytest.approx(list(TIMBRES[zone].starts), abs=0.011)


@pytest.mark.parametrize("zone", range(4))
def test_each_zone_has_its_pitch(zone: int) -> None:
    first = one_beat(zone, 0.0)[: round(TIMBRES[zone].seconds * RATE)]
    assert pitch(first) == pytest.approx(TIMBRES[zone].hertz, rel=0.01)


def test_the_nearer_to_the_axis_the_higher_brighter_and_quicker() -> None:
    beats = [one_beat(zone, 0.0) for zone in range(4)]
    counts = [len(onsets(beat)) for beat in beats]
    tones = [brightness(beat) for beat in beats]
    assert counts == [4, 2, 1, 1]
    assert tones == sorted(tones, reverse=True)


@pytest.mark.parametrize("zone", [1, 2, 3])
@pytest.mark.parametrize(("degrees", "rises"), [(70.0, True), (-70.0, False)])
def test_one_ear_hears_the_side_as_a_rise_or_a_fall(zone: int, degrees: float, rises: bool) -> None:
    half = round(TIMBRES[zone].seconds / 2 * RATE)
    beat = one_beat(zone, degrees)
    first, second = pitch(beat[:half]), pitch(beat[half : 2 * half])
    assert (second > 1.2 * first) is rises
    assert (first > 1.2 * second) is not rises
    assert second == pytest.approx(TIMBRES[zone].hertz, rel=0.02)


@pytest.mark.parametrize("degrees", [-90.0, -40.0, 0.0, 20.0, 60.0, 110.0])
def test_two_ears_hear_it_later_and_softer_on_the_far_side(degrees: float) -> None:
    both = one_beat(1, degrees, channels=2)
    expected = math.copysign(interaural_seconds(degrees), degrees)
    assert lag(both) == pytest.approx(expected, abs=1.5 / RATE)
    if degrees:
        assert math.copysign(1, decibels(both)) == math.copysign(1, degrees)
    else:
        assert decibels(both) == pytest.approx(0, abs=0.01)


def test_from_behind_it_is_duller_to_two_ears() -> None:
    front, rear = one_beat(2, 60.0, channels=2), one_beat(2, 120.0, channels=2)
    assert brightness(rear[:, 1]) < 0.95 * brightness(front[:, 1])
    assert decibels(rear) == pytest.approx(decibels(front), abs=0.5)


def test_the_timbre_changes_on_the_beat_and_never_between() -> None:
    sound = BeaconSound(RATE)
    sound.aim = Aim(0, 0.0)
    first = sounded(sound, 0.1)
    sound.aim = Aim(3, 180.0)
    beat = np.concatenate([first, sounded(sound, BEAT_SECONDS - 0.1)])
    assert len(onsets(beat)) == 4
    assert pitch(sounded(sound, TIMBRES[3].seconds)[RATE // 6 :]) == pytest.approx(329.6, rel=0.02)


def test_the_place_follows_the_head_from_note_to_note() -> None:
    sound = BeaconSound(RATE, 2)
    sound.aim = Aim(0, 12.0)
    right = sounded(sound, 0.14, 2)
    sound.aim = Aim(0, -12.0)
    left = sounded(sound, 0.14, 2)
    assert decibels(right) > 0.5
    assert decibels(left[BLOCK:]) < -0.5


def test_it_falls_quiet_after_its_note_and_begins_again_with_a_beat() -> None:
    sound = BeaconSound(RATE)
    sound.aim = Aim(2, 0.0)
    sounded(sound, 0.1)
    sound.aim = None
    rest = sounded(sound, 1.0)
    assert not rest[round(0.3 * RATE) :].any()
    sound.aim = Aim(0, 0.0)
    assert onsets(sounded(sound, 0.05)) == [0.0]


def test_without_an_aim_a_block_stays_as_it_is() -> None:
    assert not sounded(BeaconSound(RATE), 1.0).any()


@pytest.mark.parametrize("size", [1, 7, 441, 4800, 3 * BEAT])
def test_the_size_of_the_blocks_changes_nothing(size: int) -> None:
    whole, pieces = BeaconSound(RATE, 2), BeaconSound(RATE, 2)
    whole.aim = pieces.aim = Aim(1, 40.0)
    length = 2 * BEAT if size > 1 else 2000
    expected, found = np.zeros((length, 2), np.float32), np.zeros((length, 2), np.float32)
    whole.mix(expected, 1.0)
    for start in range(0, length, size):
        pieces.mix(found[start : start + size], 1.0)
    assert np.array_equal(expected, found)


def test_a_hazard_is_heard_over_the_beacon() -> None:
    alone, over, under = (Mixer(RATE, lambda: 0.0) for _ in range(3))
    under.beacon.aim = over.beacon.aim = Aim(0, 0.0)
    for mixer in (over, alone):
        mixer.play_cue("hazard")
        mixer.render(0)  # the hazard begins
    ducked = over.render(BLOCK).astype(int) - alone.render(BLOCK)
    assert np.abs(ducked).max() / np.abs(under.render(BLOCK)).max() == pytest.approx(
        DUCKED, abs=0.02
    )


def test_a_mixer_of_two_channels_plays_it_from_its_side() -> None:
    mixer = Mixer(RATE, lambda: 0.0, channels=2)
    mixer.beacon.aim = Aim(1, 60.0)
    both = np.concatenate([mixer.render(BLOCK) for _ in range(30)]).astype(np.float32)
    assert decibels(both) > 3


@dataclass
class Blindfolded:
    """Walks by what the ears hear of one beat, and by nothing else."""

    noise: random.Random
    facing: float
    east: float = 0.0
    north: float = 0.0

    def aim(self) -> Aim | None:
        """As a trembling compass has it; None: there, 60 m to the north of the start."""
        east, north = -self.east, 60 - self.north
        if math.hypot(east, north) <= 15:
            return None
        compass = self.facing + self.noise.gauss(0, 8)
        off = (math.degrees(math.atan2(east, north)) - compass + 180) % 360 - 180
        return Aim(sum(abs(off) > limit for limit in (15, 55, 125)), off)

    def go_on(self, zone: int, towards: int) -> None:
        """Turn to where it sounds from, and walk on if that is ahead."""
        self.facing += towards * (6.0, 25.0, 80.0, 150.0)[zone] + self.noise.gauss(0, 6)
        if zone <= 1:
            self.east += STEP * math.sin(math.radians(self.facing))
            self.north += STEP * math.cos(math.radians(self.facing))


STEP = 1.2 * BEAT_SECONDS
"""Metres walked in a beat."""


def heard_by_one_ear(beat: Wave) -> tuple[int, int]:
    """(zone, side), by pitch and pattern."""
    if len(onsets(beat)) == len(TIMBRES[0].starts):
        return 0, 0

    def notes(zone: int) -> tuple[float, float]:
        half = round(TIMBRES[zone].seconds / 2 * RATE)
        return pitch(beat[:half]), pitch(beat[half : 2 * half])

    zone = min((1, 2, 3), key=lambda one: abs(math.log(notes(one)[1] / TIMBRES[one].hertz)))
    first, second = notes(zone)
    return zone, (second > 1.15 * first) - (first > 1.15 * second)


def heard_by_two_ears(beat: Wave) -> tuple[int, int]:
    """(zone, side), by pitch and place."""
    level = decibels(beat)
    hertz = pitch(beat[: RATE // 10, int(level > 0)])
    zone = min(range(4), key=lambda one: abs(math.log(hertz / TIMBRES[one].hertz)))
    return zone, 0 if abs(level) < 0.5 else int(math.copysign(1, level))


@pytest.mark.parametrize(("channels", "heard"), [(1, heard_by_one_ear), (2, heard_by_two_ears)])
@pytest.mark.parametrize("start", [0.0, 90.0, 178.0, 250.0])
def test_somebody_who_only_hears_it_gets_there(
    channels: int, heard: Callable[[Wave], tuple[int, int]], start: float
) -> None:
    walker = Blindfolded(random.Random(round(start) + channels), start)
    sound = BeaconSound(RATE, channels)
    beats = 0
    while aim := walker.aim():
        sound.aim = aim
        walker.go_on(*heard(sounded(sound, BEAT_SECONDS, channels)))
        beats += 1
        assert beats * STEP < 2 * 45  # at most twice the straight way
