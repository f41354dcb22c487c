"""An engine for the tests of the runtimes: counts, dawdles, fails, crashes and prints."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

from edge.errors import ContextFull, EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edge.engines.runtime import Stopped


class Counter:
    """Loads unless its file is called "missing"."""

    def __init__(self, file: str = "here") -> None:
        if file == "missing":
            raise EngineError("the model file missing is not there")
        self._calls = 0

    def count(self, stopped: Stopped, to: int) -> Iterator[int]:
        """1 to `to`; every call that was ended early leaves its place to `calls`."""
        self._calls += 1
        yield from range(1, to + 1)

    def calls(self, stopped: Stopped) -> Iterator[int]:
        yield self._calls

    def until_stopped(self, stopped: Stopped) -> Iterator[str]:
        """An item, and then works on until it is told to stop; at most 20 s."""
        yield "working"
        waited = threading.Event()
        for _ in range(2000):
            if stopped():
                return
            waited.wait(0.01)

    def crash(self, stopped: Stopped) -> Iterator[str]:
        yield "before"
        os.kill(os.getpid(), signal.SIGSEGV)

    def lament(self, stopped: Stopped, *lines: str) -> Iterator[str]:
        """Prints these to standard error, and crashes."""
        yield "before"
        os.write(2, "".join(f"{line}\n" for line in lines).encode())
        os.kill(os.getpid(), signal.SIGSEGV)

    def refuse(self, stopped: Stopped) -> Iterator[str]:
        yield "before"
        raise ContextFull(700, 512)

    def stumble(self, stopped: Stopped) -> Iterator[str]:
        yield "before"
        raise ZeroDivisionError("a bug in the library")

    def chatter(self, stopped: Stopped, lines: int) -> Iterator[int]:
        """Prints to both of its streams, as native libraries do."""
        for _ in range(lines):
            os.write(1, b"x" * 79 + b"\n")
            os.write(2, b"y" * 79 + b"\n")
        yield lines
