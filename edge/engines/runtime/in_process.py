"""A Runtime in a process of its own: for engines that may crash or hold the interpreter."""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import signal
import sys
import textwrap
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from edge.engines.runtime.worker import LENGTH, framed
from edge.errors import EngineError

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncGenerator

log = logging.getLogger(__name__)

LOADING_SECONDS = 120.0
"""A model that takes longer from an SD card is not one to talk with."""
DEATHS = 3
WITHIN_SECONDS = 60.0
"""After so many deaths within this time the engine rests until the first is that long ago."""
LEAVING_SECONDS = 2.0
LAST_WORDS = 160
"""Letters of the last line that a process printed, in the sentence about its end."""


class InProcess:
    """Runs the methods of `factory` ("module:Class", made with picklable `args`) in a child."""

    def __init__(self, factory: str, *args: object, nice: int = 0) -> None:
        self.name = factory.partition(":")[2]
        self._load = ("load", factory, args)
        self._nice = nice
        self._busy = asyncio.Lock()
        self._child: _Child | None = None
        self._deaths: deque[float] = deque(maxlen=DEATHS)
        self._calls = 0

    @property
    def pid(self) -> int | None:
        """Of the process, while there is one."""
        return self._child.process.pid if self._child else None

    async def open(self) -> None:
        async with self._busy:
            await self._loaded()

    async def stream(self, method: str, *args: object) -> AsyncGenerator[Any, None]:
        async with self._busy:
            child = await self._loaded()
            self._calls += 1
            number = self._calls
            request: tuple[Any, ...] = ("call", number, method, args)
            try:
                while (answer := await self._ask(child, request, number))[0] == "item":
                    yield answer[2]
                    request = ("next", number)
            finally:
                child.send(("stop", number))

    async def close(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            await child.leave()

    async def _loaded(self) -> _Child:
        if self._child is not None and self._child.process.returncode is None:
            return self._child
        self._rest_after_deaths()
        child = await _Child.start(self.name, self._nice)
        try:
            async with asyncio.timeout(LOADING_SECONDS):
                await self._ask(child, self._load, 0)
        except TimeoutError:
            await child.kill()
            raise EngineError(
                f"{self.name} was not loaded within {LOADING_SECONDS:.0f} seconds"
            ) from None
        except BaseException:
            await child.kill()
            raise
        self._child = child
        return child

    async def _ask(self, child: _Child, request: tuple[Any, ...], number: int) -> tuple[Any, ...]:
        """The answer to a request; those to calls that were given up are passed over."""
        child.send(request)
        try:
            while (answer := await child.receive())[1] != number:
                pass
        except EOFError:
            if not child.was_told_to_leave:
                self._deaths.append(asyncio.get_running_loop().time())
                self._child = None
            raise EngineError(f"the process of {self.name} {await child.obituary()}") from None
        if answer[0] == "error":
            raise answer[2]
        return answer

    def _rest_after_deaths(self) -> None:
        now = asyncio.get_running_loop().time()
        if len(self._deaths) == DEATHS and now - self._deaths[0] < WITHIN_SECONDS:
            raise EngineError(
                f"{self.name} ended {DEATHS} times within {WITHIN_SECONDS:.0f} seconds and rests"
            )


class _Child:
    """A worker process, and the pipes to it."""

    def __init__(self, process: Process, name: str) -> None:
        self.process = process
        self._name = name
        self._length: int | None = None
        """Of the message whose head was read; reading may be cancelled in between."""
        self._last_words = ""
        self.was_told_to_leave = False
        self._logging = asyncio.create_task(self._log())

    @classmethod
    async def start(cls, name: str, nice: int) -> _Child:
        """Raises EngineError where there is no memory, or no file number, left for a process."""
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "edge.engines.runtime.worker",
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
        except OSError as error:
            raise EngineError(f"no process for {name} can be started: {error.strerror}") from error
        if nice:
            with suppress(ProcessLookupError):
                os.setpriority(os.PRIO_PROCESS, process.pid, nice)
        return cls(process, name)

    def send(self, message: tuple[Any, ...]) -> None:
        assert self.process.stdin is not None
        if not self.process.stdin.is_closing():
            self.process.stdin.write(framed(message))

    async def receive(self) -> tuple[Any, ...]:
        """The next message; raises EOFError where the process has ended."""
        assert self.process.stdout is not None
        try:
            if self._length is None:
                head = await self.process.stdout.readexactly(LENGTH.size)
                self._length = LENGTH.unpack(head)[0]
            data = await self.process.stdout.readexactly(self._length)
        except asyncio.IncompleteReadError:
            raise EOFError from None
        self._length = None
        message: tuple[Any, ...] = pickle.loads(data)
        return message

    async def leave(self) -> None:
        """Ask it to end, and see to it."""
        self.was_told_to_leave = True
        assert self.process.stdin is not None
        self.process.stdin.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(LEAVING_SECONDS):
                await self.process.wait()
        await self.kill()

    async def kill(self) -> None:
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.kill()
        await self.ended()

    async def ended(self) -> int:
        """Its exit code, once all that it printed was read."""
        code = await self.process.wait()
        await self._logging
        return code

    async def obituary(self) -> str:
        """What follows its name: how it ended, and its last words if it had any."""
        how = _manner_of_death(await self.ended())
        return f"{how}: {self._last_words}" if self._last_words else how

    async def _log(self) -> None:
        """What its libraries print; the pipe must be emptied."""
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            words = line.decode(errors="replace").rstrip()
            log.debug("%s: %s", self._name, words)
            self._last_words = _one_line(words) or self._last_words


def _manner_of_death(code: int) -> str:
    """In words, from what the system tells of a process that ended."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"


def _one_line(words: str) -> str:
    """What may stand in a sentence that is told: nothing that a terminal would obey."""
    plain = "".join(letter if letter.isprintable() else " " for letter in words)
    return textwrap.shorten(plain, LAST_WORDS, placeholder="…").rstrip(".!")
