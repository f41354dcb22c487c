"""What one output can point with: every tone is made when it opens, and ordered from any thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from edge.angles import turned
from edge.audio import tones
from edge.audio.cues import Cue, rendered
from edge.audio.placing import placed

if TYPE_CHECKING:
    from edge.audio.beacon_sound import Aim
    from edge.audio.cues import Wave
    from edge.audio.mixer import Mixer
    from edge.ports import HazardCue

    _Place = tuple[str, int, float]
    _Made = tuple[dict[_Place, Cue], dict[float, Cue]]

HAZARD = "hazard"
"""The group of all hazards' tones: the one that is as near or nearer cuts the other off."""


class Signals:
    """Ready tones by direction: for one ear by pitch and pattern, for two ears by place."""

    def __init__(self, mixer: Mixer) -> None:
        self._track = mixer.cues
        self._rate = mixer.rate
        self._channels = mixer.channels
        self._beacon = mixer.beacon
        make = _stereo if mixer.channels == 2 else _mono
        self._hazards, self._ticks = make(mixer.rate)

    def warn(self, cue: HazardCue) -> None:
        """Order the tone of a hazard; returns at once, and takes no lock."""
        place = _nearest(cue.degrees, tones.WIDEST_HAZARD)
        self._track.play(self._hazards[cue.kind, cue.zone, place])

    def tick(self, degrees: float) -> None:
        """Order the tick of something that lies there; see tones.tick_interval."""
        self._track.play(self._ticks[_nearest(turned(degrees), tones.WIDEST_TICK)])

    def note(self, hertz: float, degrees: float = 0.0) -> None:
        """Order a short note of that pitch, made now; two ears hear where it comes from."""
        wave = rendered((tones.short_note(hertz),), self._rate)
        if self._channels == 2:
            wave = placed(wave, degrees, self._rate)
        self._track.play(Cue("note", wave))

    def guide(self, aim: Aim | None) -> None:
        """Let the beacon sound from there from now on; None: quiet."""
        self._beacon.aim = aim


def _stereo(rate: int) -> _Made:
    hazards = {
        (kind, zone, place): _hazard(kind, zone, placed(wave, place, rate))
        for (kind, zone), notes in tones.HAZARDS.items()
        for wave in [rendered(notes, rate)]
        for place in _places(tones.WIDEST_HAZARD)
    }
    ticks = {
        place: Cue("tick", placed(rendered(tones.tick(place), rate), place, rate))
        for place in _places(tones.WIDEST_TICK)
    }
    return hazards, ticks


def _mono(rate: int) -> _Made:
    """Three sides of each hazard are enough."""
    hazards: dict[_Place, Cue] = {}
    for (kind, zone), notes in tones.HAZARDS.items():
        sides = {
            towards: _hazard(kind, zone, rendered(tones.directed(notes, towards), rate))
            for towards in (tones.LEFT, tones.AHEAD, tones.RIGHT)
        }
        for place in _places(tones.WIDEST_HAZARD):
            hazards[kind, zone, place] = sides[tones.side(place)]
    ticks = {
        place: Cue("tick", rendered(tones.directed_tick(place), rate))
        for place in _places(tones.WIDEST_TICK)
    }
    return hazards, ticks


def _hazard(kind: str, zone: int, wave: Wave) -> Cue:
    return Cue(f"{kind} {zone}", wave, urgent=True, group=HAZARD, rank=zone)


def _places(widest: float) -> list[float]:
    return [float(place) for place in np.arange(-widest, widest + 1, tones.STEP_DEGREES)]


def _nearest(degrees: float, widest: float) -> float:
    """The place that a tone was made for."""
    limited = max(-widest, min(widest, degrees))
    return tones.STEP_DEGREES * round(limited / tones.STEP_DEGREES)
