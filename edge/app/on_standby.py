"""All engines of a conversation that hold a model: loaded at the start, governed, freed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.engines.runtime.standby import Standby
    from edge.modes.governor import Tier


class OnStandby:
    """What a tier does not allow gives its memory back, and is loaded again when it is allowed."""

    def __init__(self) -> None:
        self._all: list[Standby] = []
        self._at_start: list[Standby] = []
        self._govern: list[Callable[[Tier], None]] = []

    def add(
        self, standby: Standby, allowed: Callable[[Tier], bool] | None, *, at_start: bool = True
    ) -> None:
        """`allowed` reads what a tier says of it; None for an engine that nothing stands behind.

        One that is not loaded `at_start` is when it is first asked.
        """
        self._all.append(standby)
        if at_start:
            self._at_start.append(standby)
        if allowed is not None:
            self._govern.append(lambda tier: standby.allow(allowed(tier)))

    def watch(self, govern: Callable[[Tier], None]) -> None:
        """It acts on a tier in its own way."""
        self._govern.append(govern)

    async def open(self) -> None:
        """Before sound opens; one after the other, as each takes memory and all of the disk."""
        for standby in self._at_start:
            await standby.open()

    def govern(self, tier: Tier) -> None:
        """From now on only what this tier allows; returns at once."""
        for govern in self._govern:
            govern(tier)

    async def close(self) -> None:
        for standby in self._all:
            await standby.close()
