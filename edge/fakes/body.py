"""A key, a battery and a machine without hardware, driven from the world's side."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from edge.errors import DeviceError
from edge.ports import VitalSigns

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class FakeButton:
    """Goes down and up when it is told to."""

    def __init__(self, name: str = "fake key") -> None:
        self.name = name
        self._happened: asyncio.Queue[str | None] = asyncio.Queue()

    def press(self) -> None:
        self._happened.put_nowait("down")

    def release(self) -> None:
        self._happened.put_nowait("up")

    def unplug(self) -> None:
        self._happened.put_nowait(None)

    async def presses(self) -> AsyncIterator[str]:
        """Yield "down" and "up"; DeviceError once it is unplugged."""
        while action := await self._happened.get():
            yield action
        raise DeviceError(f'the key "{self.name}" was unplugged')


class FakeBattery:
    """Holds the charge it is given."""

    def __init__(self, percent: float | None = 100.0) -> None:
        self._percent = percent

    def drain_to(self, percent: float | None) -> None:
        """None: the gauge answers nonsense from now on."""
        self._percent = percent

    def percent(self) -> float | None:
        return self._percent


class FakeVitals:
    """A machine that is as it is told to be; well at first."""

    def __init__(self) -> None:
        self.signs = VitalSigns()

    def become(self, **signs: float | None) -> None:
        """Change some of the signs."""
        self.signs = replace(self.signs, **signs)  # type: ignore[arg-type]  # names of its fields

    async def read(self) -> VitalSigns:
        return self.signs
