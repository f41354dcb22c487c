"""How long a person pauses in the middle of a turn, learned turn by turn. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

QUANTILE = 0.9
"""The wait covers nine of ten of the person's pauses."""
SHORTEST_WAIT, LONGEST_WAIT = 0.5, 3.0
MARGIN = 1.25
"""A wait is a little longer than the pause it must survive."""
COUNTS_AS_PAUSE = 0.15
"""Shorter gaps are the closures inside words."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """The QUANTILE of the pauses so far, followed with a step that shrinks as evidence grows."""

    quantile: float
    """Seconds."""
    heard: int = 0

    @classmethod
    def starting_at(cls, wait: float) -> Pauses:
        """Nothing known yet: `wait` seconds is what an unfinished turn gets."""
        return cls(quantile=wait / MARGIN)

    def wait(self) -> float:
        """Seconds of silence that end an unfinished turn of this person."""
        return min(LONGEST_WAIT, max(SHORTEST_WAIT, self.quantile * MARGIN))

    def after(self, pause: float) -> Pauses:
        """Having heard the person go on after `pause` seconds of silence."""
        if not COUNTS_AS_PAUSE <= pause <= LONGEST_WAIT:
            return self
        step = max(0.05, 0.3 / (1 + self.heard / 5))
        up = pause > self.quantile
        moved = self.quantile + step * (QUANTILE if up else QUANTILE - 1) * _size(
            pause, self.quantile, up=up
        )
        return replace(self, quantile=moved, heard=self.heard + 1)

    def as_record(self) -> dict[str, Any]:
        """Plain values, to be kept with a profile."""
        return {"quantile": self.quantile, "heard": self.heard}

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Pauses:
        """Raises ValueError for anything as_record could not have written."""
        quantile, heard = record.get("quantile"), record.get("heard")
        if not isinstance(quantile, int | float) or not isinstance(heard, int):
            raise ValueError(f"not a record of learned pauses: {record!r}")
        if not 0 < quantile <= LONGEST_WAIT or heard < 0:
            raise ValueError(f"learned pauses out of range: {record!r}")
        return cls(quantile=float(quantile), heard=heard)


def _size(pause: float, quantile: float, *, up: bool) -> float:
    """Upwards a step reaches for the pause itself (cutting off hurts); downwards it creeps."""
    return pause - quantile if up else quantile
