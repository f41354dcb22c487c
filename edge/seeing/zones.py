"""How near a hazard is, in four zones with a margin between entering and leaving them.

Somebody who walks needs about a second to stop: at 1.2 m/s, 1.2 m; half of it is the last moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EDGES_METRES = (3.0, 2.0, 1.2, 0.6)
"""The outer edges of zones 0 to 3: at a walk 2.5, 1.7, 1.0 and 0.5 seconds away."""
MARGIN_METRES = 0.2
"""A zone is left this far outside its edge; a TF-Luna is right within 0.06 m (its data sheet)."""
REACH_METRES = EDGES_METRES[0] + MARGIN_METRES
REPEAT_SECONDS = (1.2, 0.7, 0.4, 0.25)
"""Between two cues of a zone, while the hazard comes nearer."""
NOWHERE = -1
"""Farther than any zone."""


@dataclass(frozen=True, slots=True)
class Hazard:
    """Something to be warned of now."""

    kind: Literal["obstacle", "drop-off"]
    zone: int
    """0 is far, 3 within arm's reach."""
    degrees: float
    """From straight ahead, positive to the right."""
    metres: float
    """Along the ground."""
    speed: float = 0.0
    """Metres a second at which it comes nearer; negative when it goes away."""


def zone_of(metres: float, held: int = NOWHERE) -> int:
    """The zone of a distance; `held` is the one it was in, and is left only beyond the margin."""
    reached = _inside(metres)
    return max(reached, min(held, _inside(metres - MARGIN_METRES)))


def _inside(metres: float) -> int:
    return sum(metres <= edge for edge in EDGES_METRES) - 1
