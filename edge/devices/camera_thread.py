"""What all live cameras share: a thread of their own, of which only the newest picture is kept."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from edge.audio.watchdog import Watchdog
from edge.errors import DeviceError, EdgeError
from edge.ports.sight import Frame

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from edge.ports.sight import Picture

STALLED_SECONDS = 5.0
"""Without a picture for so long a camera is gone; an RTSP server may need STARTING_SECONDS."""
STARTING_SECONDS = 15.0
LOOK_SECONDS = 0.5
CLOSING_SECONDS = 2.0
"""A device is waited for so long when it is closed, so that it can be opened again at once."""
EARLY_SECONDS = 0.004
"""A picture that comes so little before its time is taken: no camera's clock is ours."""


class PictureSource(Protocol):
    """An opened camera, for its own thread. Each may wait some seconds, and raise EdgeError."""

    def grab(self) -> bool:
        """Wait for the next picture, which costs little; False at the end of a file."""
        ...

    def picture(self) -> Picture:
        """The one that was grabbed, for looking."""
        ...

    def still(self) -> Picture:
        """The one that was grabbed, as large as the camera gives it."""
        ...

    def close(self) -> None: ...


class Pacing:
    """Picks the pictures to take, so that they are at most `rate` a second. Pure."""

    def __init__(self) -> None:
        self._due = float("-inf")

    def takes(self, now: float, rate: float) -> bool:
        if rate <= 0 or now < self._due - EARLY_SECONDS:
            return False
        period = 1 / rate
        self._due = (self._due if now - self._due < period else now) + period
        return True


class ThreadedCamera:
    """A Camera of one PictureSource, which is opened anew whenever `frames` is.

    `rate` is called in the camera's thread.
    """

    def __init__(self, name: str, source: Callable[[], PictureSource]) -> None:
        self.name = name
        self._source = source
        self._session: _Session | None = None

    async def frames(self, rate: Callable[[], float]) -> AsyncIterator[Frame]:
        if self._session is not None:
            raise DeviceError(f'the camera "{self.name}" is in use already')
        session = self._session = _Session(self.name, self._source, rate)
        try:
            async for frame in session.frames():
                yield frame
        finally:
            self._session = None
            await session.close()

    async def still(self) -> Frame:
        """Raises DeviceError while `frames` does not run."""
        if self._session is None:
            raise DeviceError(f'the camera "{self.name}" is off')
        return await self._session.still()


class _Session:
    """One opening: the thread's side, and the loop's side."""

    def __init__(
        self, name: str, source: Callable[[], PictureSource], rate: Callable[[], float]
    ) -> None:
        self._name = name
        self._open = source
        self._rate = rate
        self._pacing = Pacing()
        self._loop = asyncio.get_running_loop()
        self._ready = asyncio.Event()
        self._newest: Frame | None = None
        self._grabbed = 0
        self._stills: deque[asyncio.Future[Frame]] = deque()
        self._error: EdgeError | None = None
        self._closing = False
        self._ended = asyncio.Event()
        threading.Thread(target=self._run, name=f"camera {name}", daemon=True).start()

    # -- in the camera's thread

    def _run(self) -> None:
        try:
            source = self._open()
            try:
                self._take_all(source)
            finally:
                source.close()
        except EdgeError as error:
            self._error = error
        except Exception as error:
            self._error = DeviceError(f'the camera "{self._name}" failed: {error!r}')
        self._tell(self._end)

    def _take_all(self, source: PictureSource) -> None:
        while not self._closing and source.grab():
            self._grabbed += 1
            now = self._loop.time()
            if self._pacing.takes(now, self._rate()):
                self._newest = self._frame(source.picture(), now)
                self._tell(self._ready.set)
            while self._stills:
                waiting = self._stills.popleft()
                self._tell(_settle, waiting, self._frame(source.still(), now))

    def _frame(self, picture: Picture, now: float) -> Frame:
        return Frame(picture=picture, at=now, number=self._grabbed, source=self._name)

    def _tell(self, call: Callable[..., object], *args: object) -> None:
        with suppress(RuntimeError):  # the loop was closed before the camera
            self._loop.call_soon_threadsafe(call, *args)

    # -- on the loop

    async def frames(self) -> AsyncIterator[Frame]:
        """The newest picture each time, until the camera ends; raises what ended it."""
        watchdog = Watchdog(STALLED_SECONDS, STARTING_SECONDS)
        watchdog.restart(self._grabbed, self._loop.time())
        while True:
            await self._next()
            frame, self._newest = self._newest, None
            if frame is not None:
                yield frame
            elif self._ended.is_set():
                break
            elif watchdog.is_stalled(self._grabbed, self._loop.time()):
                raise DeviceError(f'the camera "{self._name}" gives no pictures any more')
        if self._error is not None:
            raise self._error

    async def still(self) -> Frame:
        waiting: asyncio.Future[Frame] = self._loop.create_future()
        self._stills.append(waiting)
        if self._ended.is_set():
            self._fail_stills()
        return await waiting

    async def close(self) -> None:
        self._closing = True
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._ended.wait()

    async def _next(self) -> None:
        """Return at a picture, at the end, or after LOOK_SECONDS."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await self._ready.wait()
        self._ready.clear()

    def _end(self) -> None:
        self._ended.set()
        self._ready.set()
        self._fail_stills()

    def _fail_stills(self) -> None:
        while self._stills:
            waiting = self._stills.popleft()
            if not waiting.done():
                waiting.set_exception(DeviceError(f'the camera "{self._name}" is off'))


def _settle(waiting: asyncio.Future[Frame], frame: Frame) -> None:
    if not waiting.done():  # whoever waited has gone
        waiting.set_result(frame)
