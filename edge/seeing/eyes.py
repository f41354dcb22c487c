"""The camera as the conversation has it: open or muted, its newest picture, and whether it sees."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from edge.errors import DeviceError, InputError
from edge.seeing.lens import LensWatch
from edge.seeing.newest import Newest

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from edge.ports.sight import Camera, CaptureLight, Frame
    from edge.seeing.lens import View

EyesState: TypeAlias = Literal[
    "off", "opening", "seeing", "black", "frozen", "muted", "lost", "refused", "ended"
]
"""black: covered, or no light; frozen: the same picture again and again; lost: no camera, or it
was unplugged; refused: the capture light does not work; ended: a file came to its end."""

RETRY_SECONDS = 1.0
LOOK_SECONDS = 2.0
"""A fresh picture is waited for so long."""
_VIEWS: dict[View, EyesState] = {"clear": "seeing", "black": "black", "frozen": "frozen"}


@dataclass(frozen=True, slots=True)
class EyesChanged:
    """A new state, and the sentence of the error where one led to it."""

    at: float
    """Loop seconds."""
    state: EyesState
    reason: str = ""


class _NoLight:
    """A CaptureLight where none is wired."""

    def show(self, *, capturing: bool) -> None:
        """Nobody can be told."""


class Eyes:
    """One camera for everybody who looks. `run` it; nothing is captured before, or while muted.

    `told` gets each change of state once. `light` shines before the camera is opened and as long
    as it is; where it cannot, nothing is captured. `rate` may be called in another thread.
    """

    def __init__(
        self,
        camera: Camera,
        rate: Callable[[], float],
        told: Callable[[EyesChanged], None],
        light: CaptureLight | None = None,
        lens: Callable[[], LensWatch] = LensWatch,
    ) -> None:
        self.state: EyesState = "off"
        self.newest: Newest[Frame] = Newest()
        self._camera = camera
        self._rate = rate
        self._told = told
        self._light = light or _NoLight()
        self._lens = lens
        self._wanted = asyncio.Event()
        self._wanted.set()
        self._capturing: asyncio.Task[None] | None = None
        self._has_ended = False

    async def run(self) -> None:
        """Keep the newest picture, over every loss, until a file ends; cancel it to stop.

        Run again, a file begins anew.
        """
        self._has_ended = False
        try:
            while not self._has_ended:
                await self._wanted.wait()
                async with asyncio.TaskGroup() as group:
                    self._capturing = group.create_task(self._capture())
                if self.state in ("lost", "refused"):
                    await asyncio.sleep(RETRY_SECONDS)
        finally:
            if not self._has_ended:
                self._become("off")

    async def mute(self) -> None:
        """Cut capture off; nothing is captured any more when this returns."""
        self._wanted.clear()
        self.newest.clear()
        if self._capturing is not None and not self._capturing.done():
            self._capturing.cancel()
            await asyncio.wait({self._capturing})
        self._become("muted")

    def unmute(self) -> None:
        """Look again; `told` says when there is a picture."""
        if not self._wanted.is_set():
            self._wanted.set()
            self._become("opening")

    @property
    def is_muted(self) -> bool:
        return not self._wanted.is_set()

    async def look(self) -> Frame:
        """A picture that is taken from now on. Raises DeviceError where none comes in time."""
        self._must_see()
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await self.newest.next()
        except TimeoutError as error:
            raise DeviceError(f'the camera "{self._camera.name}" gives no picture') from error

    async def still(self) -> Frame:
        """A picture for reading, as large as the camera gives it. Raises DeviceError."""
        self._must_see()
        return await self._camera.still()

    def _must_see(self) -> None:
        if self.state in ("muted", "lost", "refused", "ended", "off"):
            raise DeviceError(f'the camera "{self._camera.name}" is {self.state}')

    async def _capture(self) -> None:
        """From opening to the end, a loss, or being muted."""
        try:
            self._light.show(capturing=True)
        except DeviceError as error:
            self._become("refused", str(error))
            return
        try:
            if self.state not in ("lost", "refused"):
                self._become("opening")
            await self._take()
            self._end()
        except DeviceError as error:
            self._become("lost", str(error))
        except InputError as error:  # a broken file is broken tomorrow as well
            self._end(str(error))
        finally:
            self.newest.clear()
            with suppress(DeviceError):  # a light that goes on shining deceives nobody
                self._light.show(capturing=False)

    async def _take(self) -> None:
        lens = self._lens()
        frames = cast("AsyncGenerator[Frame, None]", self._camera.frames(self._rate))
        async with aclosing(frames):  # every camera's is a generator
            async for frame in frames:
                self._become(_VIEWS[lens.see(frame)])
                self.newest.put(frame)

    def _end(self, reason: str = "") -> None:
        self._has_ended = True
        self._become("ended", reason)

    def _become(self, state: EyesState, reason: str = "") -> None:
        if state != self.state:
            self.state = state
            self._told(EyesChanged(asyncio.get_running_loop().time(), state, reason))
