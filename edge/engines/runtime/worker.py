"""The other end of InProcess: one engine in a process that nobody misses when it crashes.

`python -m edge.engines.runtime.worker` reads frames from standard input and writes frames to what
was its standard output; anything an engine's library prints goes to standard error instead. A frame
is four bytes of length and a pickle, between a parent and the child that it started.

    parent                               child
    ("load", "module:Class", args)       ("ready", 0) or ("error", 0, error)
    ("call", number, method, args)       ("item", number, value)
    ("next", number)                     ("item", …), ("end", number) or ("error", number, error)
    ("stop", number)                     nothing
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import struct
import sys
import threading
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

from edge.errors import EdgeError, EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTH = struct.Struct("!I")
_END = object()


def framed(message: tuple[Any, ...]) -> bytes:
    """A message as it goes over the pipe."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(data)) + data


class Worker:
    """Reads in one thread, so that "stop" is heard while the engine works in the main one."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self._source = source
        self._sink = sink
        self._waiting: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
        self._stopped: dict[int, threading.Event] = {}
        self._items: dict[int, Iterator[Any]] = {}
        self._engine: object = None

    def run(self) -> None:
        """Until the parent closes the pipe, or is gone."""
        threading.Thread(target=self._read, daemon=True).start()
        while True:
            kind, *rest = self._waiting.get()
            getattr(self, f"_{kind}")(*rest)

    def _read(self) -> None:
        while (message := self._received()) is not None:
            if message[0] == "call":
                self._stopped[message[1]] = threading.Event()
            elif message[0] == "stop" and message[1] in self._stopped:
                self._stopped[message[1]].set()
            self._waiting.put(message)
        os._exit(0)  # whatever the engine is doing, nobody wants it

    def _received(self) -> tuple[Any, ...] | None:
        """The next message; None where the parent has ended, perhaps in the midst of one."""
        head = self._source.read(LENGTH.size)
        length = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else 0
        data = self._source.read(length)
        return pickle.loads(data) if data and len(data) == length else None

    def _load(self, factory: str, args: tuple[Any, ...]) -> None:
        try:
            module, _, name = factory.partition(":")
            self._engine = getattr(import_module(module), name)(*args)
        except Exception as error:
            self._tell("error", 0, _told(error))
        else:
            self._tell("ready", 0)

    def _call(self, number: int, method: str, args: tuple[Any, ...]) -> None:
        stopped = self._stopped[number].is_set
        try:
            self._items[number] = getattr(self._engine, method)(stopped, *args)
        except Exception as error:
            self._tell("error", number, _told(error))
        else:
            self._next(number)

    def _next(self, number: int) -> None:
        if number not in self._items:
            return
        try:
            item = next(self._items[number], _END)
        except Exception as error:
            self._stop(number)
            self._tell("error", number, _told(error))
            return
        if item is _END:
            self._stop(number)
            self._tell("end", number)
        else:
            self._tell("item", number, item)

    def _stop(self, number: int) -> None:
        self._stopped.pop(number, None)
        items = self._items.pop(number, None)
        close = getattr(items, "close", None)
        if close is not None:
            close()

    def _tell(self, *message: Any) -> None:
        self._sink.write(framed(message))
        self._sink.flush()


def _told(error: Exception) -> EdgeError:
    if isinstance(error, EdgeError):
        return error
    return EngineError(f"{type(error).__name__}: {error}")


def main() -> None:
    """The process's whole life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    Worker(sys.stdin.buffer, sink).run()


if __name__ == "__main__":
    main()
