"""A camera and its light without hardware, driven from the world's side."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np

from edge.errors import DeviceError
from edge.ports.sight import Frame

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from edge.ports.sight import Picture

CAMERA_SECONDS = 1 / 30
"""Between two pictures, of which a slow reader gets the newest."""
HEIGHT, WIDTH = 48, 64


class FakeCamera:
    """Shows what `show` puts before it, with a noise that is never twice the same."""

    def __init__(self, name: str = "fake camera") -> None:
        self.name = name
        self.opened = 0
        self._scene: Callable[[float], Picture] = lambda _: np.full(
            (HEIGHT, WIDTH, 3), 90, np.uint8
        )
        self._random = np.random.default_rng(1)
        self._plugged = True
        self._ended = False
        self._frozen: Picture | None = None
        self._newest: Frame | None = None

    @property
    def is_open(self) -> bool:
        """Somebody takes its pictures."""
        return self._newest is not None

    def show(self, picture: Picture) -> None:
        self._scene = lambda _: picture

    def film(self, scene: Callable[[float], Picture]) -> None:
        """What is before it at each of the loop's seconds."""
        self._scene = scene

    def freeze(self, on: bool = True) -> None:
        """Give the same picture again and again, as a stuck driver does; or go on."""
        self._frozen = self._noisy(0.0) if on else None

    def unplug(self) -> None:
        self._plugged = False

    def plug_in(self) -> None:
        self._plugged = True

    def end(self) -> None:
        """Let `frames` come to its end, as a file does."""
        self._ended = True

    async def frames(self, rate: Callable[[], float]) -> AsyncIterator[Frame]:
        """DeviceError while unplugged."""
        loop = asyncio.get_running_loop()
        self._opened()
        began = due = loop.time()
        try:
            while not self._ended:
                await asyncio.sleep(max(CAMERA_SECONDS, due - loop.time()))
                if not self._plugged:
                    raise DeviceError(f'the camera "{self.name}" was unplugged')
                if (wanted := rate()) > 0:
                    number = round((loop.time() - began) / CAMERA_SECONDS)
                    due = loop.time() + 1 / wanted
                    self._newest = self._frame(number)
                    yield self._newest
        finally:
            self._newest = None

    async def still(self) -> Frame:
        if self._newest is None:
            raise DeviceError(f'the camera "{self.name}" is off')
        return self._frame(self._newest.number)

    def _opened(self) -> None:
        if not self._plugged:
            raise DeviceError(f'the camera "{self.name}" is not plugged in')
        self.opened += 1

    def _frame(self, number: int) -> Frame:
        now = asyncio.get_running_loop().time()
        picture = self._noisy(now) if self._frozen is None else self._frozen
        return Frame(picture=picture, at=now, number=number, source=self.name)

    def _noisy(self, now: float) -> Picture:
        """In the lower half: what is written into the upper rows (fakes/printed.py) can be read."""
        picture: Picture = self._scene(now).copy()
        lower = picture[len(picture) // 2 :]
        lower[:] = np.minimum(lower, 253) + self._random.integers(0, 3, lower.shape, np.uint8)
        return picture


class FakeCaptureLight:
    """Remembers whether it shines."""

    def __init__(self) -> None:
        self.shines = False
        self._broken = False

    def break_down(self, broken: bool = True) -> None:
        self._broken = broken

    def show(self, *, capturing: bool) -> None:
        if self._broken:
            raise DeviceError("the capture light is broken")
        self.shines = capturing
