"""How the person who uses the device wants distances told: as set by voice, else in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.settings import GuideSettings
    from edge.store.store import Store

STEP, DISTANCES = "step_centimetres", "distances"
"""Names of the settings, in the file and as they are kept."""
STEPS, METRES = "steps", "metres"


class Measures:
    """Read and written for whoever uses the device at that moment."""

    def __init__(self, store: Store, person: Callable[[], str], settings: GuideSettings) -> None:
        self._store = store
        self._person = person
        self._settings = settings

    @property
    def step_metres(self) -> float | None:
        """Of one step; None where distances are told in metres."""
        kept = self._store.kept_settings
        if kept.get(self._person(), DISTANCES, self._settings.distances) != STEPS:
            return None
        return int(kept.get(self._person(), STEP, self._settings.step_centimetres)) / 100

    async def set_step(self, centimetres: int) -> None:
        """Kept when this returns; whoever tells their step wants steps."""
        await self._keep(STEP, centimetres)
        await self._keep(DISTANCES, STEPS)

    async def set_unit(self, unit: str) -> None:
        """STEPS or METRES; kept when this returns."""
        await self._keep(DISTANCES, unit)

    async def _keep(self, key: str, value: object) -> None:
        await self._store.run(self._store.kept_settings.keep, self._person(), key, value)
