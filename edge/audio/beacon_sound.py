"""The sound of a beacon: a pulse whose timbre tells how far to turn, and whose place tells where.

Two ears hear it from its direction, duller from behind. One ear hears the side by pitch and
pattern, as in tones.py: a fall is left, a rise is right. The timbre changes on the beat, so that
it never stutters while a head turns; the direction is that of each note's beginning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from edge.angles import turned
from edge.audio.placing import placed
from edge.audio.tones import AHEAD, LEFT, RIGHT, SIDE_RATIO, side

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Wave = NDArray[np.float32]

BEAT_SECONDS = 0.6
LEVEL = 0.16
"""0 to 1 of full scale: under speech, which it never waits for."""
REAR_HERTZ = 1000.0
"""Where what comes from behind begins to be dulled: the ear's shell shades frequencies whose wave
is not much longer than itself."""
REAR_DEGREES = 90.0
ATTACK_SECONDS = 0.004


@dataclass(frozen=True, slots=True)
class Timbre:
    """How a zone sounds."""

    hertz: float
    partials: tuple[float, ...]
    """Level of each harmonic."""
    starts: tuple[float, ...]
    """Seconds within a beat at which its notes begin."""
    seconds: float
    """Of one note."""


TIMBRES = (
    Timbre(880.0, (1.0, 0.7, 0.5, 0.4, 0.3), (0.0, 0.15, 0.3, 0.45), 0.12),
    Timbre(659.3, (1.0, 0.5, 0.25), (0.0, 0.3), 0.2),
    Timbre(493.9, (1.0, 0.5, 0.3, 0.2), (0.0,), 0.25),
    Timbre(329.6, (1.0, 0.5, 0.3), (0.0,), 0.35),
)
"""By zone, from the axis to behind: the nearer to the axis, the higher, brighter and quicker."""


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the beacon lies."""

    zone: int
    """Its timbre, an index of TIMBRES."""
    degrees: float
    """From straight ahead, positive to the right."""


class BeaconSound:
    """Adds itself to an output's blocks; `aim` may be assigned from any thread.

    Everything else belongs to the sound card's callback.
    """

    def __init__(self, rate: int, channels: int = 1) -> None:
        self.aim: Aim | None = None
        """None: quiet, but for the note that sounds."""
        self._rate = rate
        self._channels = channels
        self._notes = _rendered(rate, channels)
        self._beat = round(BEAT_SECONDS * rate)
        self._position = 0
        """Samples since the beat."""
        self._zone = 0
        self._sounding: list[Wave] = []
        """What is left of the notes that began."""

    def mix(self, mixed: Wave, gain: float) -> None:
        """Add the next samples to a block of shape (n,) or (n, 2), in int16 units."""
        done = 0
        while done < len(mixed):
            if self.aim is None and not self._sounding:
                self._position = 0  # the next aim begins with a beat
                return
            self._begin()
            step = min(len(mixed) - done, self._until_next())
            self._add(mixed[done : done + step], gain)
            self._position = (self._position + step) % self._beat
            done += step

    def _begin(self) -> None:
        """Let the note begin that is due here."""
        aim = self.aim
        if aim is None:
            return
        if self._position == 0:
            self._zone = aim.zone
        if self._position in self._starts():
            self._sounding.append(self._note(aim.degrees))

    def _starts(self) -> list[int]:
        return [round(start * self._rate) for start in TIMBRES[self._zone].starts]

    def _until_next(self) -> int:
        """Samples to the next note or beat."""
        later = (start for start in self._starts() if start > self._position)
        return min(later, default=self._beat) - self._position

    def _note(self, degrees: float) -> Wave:
        if self._channels == 1:
            return self._notes[self._zone, side(degrees), False]
        wave = self._notes[self._zone, AHEAD, abs(turned(degrees)) > REAR_DEGREES]
        return placed(wave, turned(degrees), self._rate)

    def _add(self, part: Wave, gain: float) -> None:
        for wave in self._sounding:
            count = min(len(part), len(wave))
            part[:count] += wave[:count] * np.float32(gain)
        self._sounding = [wave[len(part) :] for wave in self._sounding if len(wave) > len(part)]


def _rendered(rate: int, channels: int) -> dict[tuple[int, int, bool], Wave]:
    """(zone, side, whether from behind) to its note: sides for one ear, dullness for two."""
    notes: dict[tuple[int, int, bool], Wave] = {}
    for zone, timbre in enumerate(TIMBRES):
        if channels == 1:
            for towards in (LEFT, AHEAD, RIGHT):
                notes[zone, towards, False] = _directed(timbre, towards, rate)
        else:
            wave = _tone(timbre, timbre.hertz, timbre.seconds, rate)
            notes[zone, AHEAD, False] = wave
            notes[zone, AHEAD, True] = _dulled(wave, rate)
    return notes


def _directed(timbre: Timbre, towards: int, rate: int) -> Wave:
    """For one ear: it rises to its pitch from the right and falls to it from the left."""
    if towards == AHEAD or timbre is TIMBRES[0]:
        return _tone(timbre, timbre.hertz, timbre.seconds, rate)
    before = _tone(timbre, timbre.hertz / SIDE_RATIO**towards, timbre.seconds / 2, rate)
    return np.concatenate([before, _tone(timbre, timbre.hertz, timbre.seconds / 2, rate)])


def _tone(timbre: Timbre, hertz: float, seconds: float, rate: int) -> Wave:
    """Struck and fading, as a bell: what begins sharply is easiest to place."""
    at = np.arange(round(seconds * rate)) / rate
    tones = sum(
        level * np.sin(2 * np.pi * hertz * number * at)
        for number, level in enumerate(timbre.partials, 1)
        if hertz * number < rate / 2
    ) / sum(timbre.partials)
    attack = np.minimum(1.0, at / ATTACK_SECONDS)
    fade = np.exp(-3 * at / seconds) * np.minimum(1.0, (seconds - at) / ATTACK_SECONDS)
    wave: Wave = (tones * attack * fade * LEVEL * 32767).astype(np.float32)
    return wave


def _dulled(wave: Wave, rate: int) -> Wave:
    """Through a low-pass of second order at REAR_HERTZ."""
    hertz = np.fft.rfftfreq(len(wave), 1 / rate)
    spectrum = np.fft.rfft(wave) / (1 + 1j * hertz / REAR_HERTZ) ** 2
    dulled: Wave = np.fft.irfft(spectrum, len(wave)).astype(np.float32)
    return dulled
