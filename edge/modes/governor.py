"""How much work the device may do: lowered step by step where something becomes scarce. Pure.

Each gauge has a limit for every step down. A limit that is passed for a while costs one step; what
must be regained before a step is taken back lies beyond the limit by a margin, and must hold for
longer. A step that had to be taken again soon after it was given back is given back later the next
time. Nothing here touches hazards: those are told in every tier.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from edge.ports import VitalSigns


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """What may be used; everything else goes on as it is."""

    name: str
    works_ahead: bool = True
    """Answers are prepared while somebody still speaks."""
    language_model: bool = True
    """It may answer; else its memory is given back, as that of every engine that may not work."""
    chosen_voice: bool = True
    """The voice of the owner's choice, or (False) the embedded one."""
    chosen_recognizer: bool = True
    """The same; one that no embedded one stands behind goes on."""
    camera_rate: float = 1.0
    """The share of the pictures a second that are looked at while one is guided."""


TIERS = (
    Tier(name="full"),
    Tier(name="saving", works_ahead=False, camera_rate=0.5),
    Tier(name="low", works_ahead=False, language_model=False, camera_rate=0.25),
    Tier(
        name="minimal",
        works_ahead=False,
        language_model=False,
        chosen_voice=False,
        chosen_recognizer=False,
        camera_rate=0.1,
    ),
)
"""From the best down."""

LOWER_AFTER_SECONDS = 10.0
"""A limit passed for less is a moment's work."""
RAISE_AFTER_SECONDS = 60.0
STAY_SECONDS = 30.0
"""Between two steps: the last one must first show."""
SOON_SECONDS = 300.0
"""A step that is taken again within this time was given back too early."""
MOST_PATIENCE = 16
"""Times RAISE_AFTER_SECONDS."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """One sign and the limit of each step down."""

    name: str
    read: Callable[[VitalSigns], float | None]
    limits: tuple[float, float, float]
    margin: float
    """What must be regained beyond a limit before its step is taken back."""
    is_bad_above: bool = True

    def is_over(self, signs: VitalSigns, step: int) -> bool:
        """The limit of this step is passed; a sign that is not known passes none."""
        value = self.read(signs)
        return value is not None and self._beyond(value, self.limits[step], 0.0)

    def holds(self, signs: VitalSigns, step: int) -> bool:
        """The step cannot be taken back yet."""
        value = self.read(signs)
        return value is not None and self._beyond(value, self.limits[step], self.margin)

    def _beyond(self, value: float, limit: float, margin: float) -> bool:
        return value > limit - margin if self.is_bad_above else value < limit + margin


GAUGES = (
    Gauge("temperature", lambda signs: signs.temperature, (74.0, 79.0, 83.0), 5.0),
    Gauge("power", lambda signs: signs.throttled, (0.5, 0.5, 2.0), 0.4),
    Gauge("processor", lambda signs: signs.waiting, (0.7, 0.85, 0.95), 0.2),
    Gauge("memory", lambda signs: signs.memory_mb, (120.0, 80.0, 50.0), 60.0, is_bad_above=False),
    Gauge("battery", lambda signs: signs.battery, (20.0, 10.0, 5.0), 5.0, is_bad_above=False),
)
"""A Raspberry Pi slows itself down from 80 degrees on, and stops at 85."""


@dataclass(frozen=True, slots=True)
class Step:
    """One tier down or up."""

    tier: Tier
    lowered: bool
    reason: str
    """The gauge that asked for it; empty on the way up."""
    detail: str


class Governor:
    """Look at the signs every few seconds; at most one step a look."""

    def __init__(self) -> None:
        self._step = 0
        self._changed_at = float("-inf")
        self._raised_at = float("-inf")
        self._over_since: float | None = None
        self._well_since: float | None = None
        self._patience = 1

    @property
    def tier(self) -> Tier:
        return TIERS[self._step]

    def look(self, signs: VitalSigns, now: float) -> Step | None:
        """The step that is taken now, if any."""
        over = [gauge for gauge in GAUGES if self._can_lower and gauge.is_over(signs, self._step)]
        well = self._step > 0 and not any(gauge.holds(signs, self._step - 1) for gauge in GAUGES)
        self._over_since = _since(self._over_since, bool(over), now)
        self._well_since = _since(self._well_since, well and not over, now)
        if now - self._changed_at < STAY_SECONDS:
            return None
        if _lasted(self._over_since, now, LOWER_AFTER_SECONDS):
            return self._lower(over, signs, now)
        if _lasted(self._well_since, now, RAISE_AFTER_SECONDS * self._patience):
            return self._raise(now)
        return None

    @property
    def _can_lower(self) -> bool:
        return self._step < len(TIERS) - 1

    def _lower(self, over: Iterable[Gauge], signs: VitalSigns, now: float) -> Step:
        if now - self._raised_at < SOON_SECONDS:
            self._patience = min(MOST_PATIENCE, 2 * self._patience)
        else:
            self._patience = 1
        self._move(1, now)
        gauges = list(over)
        detail = ", ".join(f"{gauge.name} {gauge.read(signs):.3g}" for gauge in gauges)
        return Step(self.tier, True, gauges[0].name, detail)

    def _raise(self, now: float) -> Step:
        self._raised_at = now
        self._move(-1, now)
        return Step(self.tier, False, "", "nothing is scarce")

    def _move(self, by: int, now: float) -> None:
        self._step += by
        self._changed_at = now
        self._over_since = self._well_since = None


def _since(since: float | None, is_so: bool, now: float) -> float | None:
    if not is_so:
        return None
    return now if since is None else since


def _lasted(since: float | None, now: float, seconds: float) -> bool:
    return since is not None and now - since >= seconds
