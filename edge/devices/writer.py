"""A thread that writes sound, so that a slow disk or pipe holds up nobody."""

from __future__ import annotations

import logging
import threading
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)


class Writer:
    """Writes pieces in order; when `most` wait, the newest is lost and counted."""

    def __init__(self, write: Callable[[bytes], object], end: Callable[[int], None]) -> None:
        """`end` is told the bytes written; it runs in the thread, also after a failed write."""
        self.lost = 0
        self._write = write
        self._end = end
        self._pieces: deque[bytes] = deque()
        self._ready = threading.Event()
        self._closed = False
        # No daemon: the program's end waits until the file is whole.
        self._thread = threading.Thread(target=self._run, name="sound writer")
        self._thread.start()

    def put(self, piece: bytes, most: int = 1000) -> None:
        if len(self._pieces) >= most:
            self.lost += 1
            return
        self._pieces.append(piece)
        self._ready.set()

    def close(self) -> None:
        """Write what is left, then end; returns at once."""
        self._closed = True
        self._ready.set()

    def join(self) -> None:
        """Wait for the end; not on the loop."""
        self._thread.join()

    def _run(self) -> None:
        written = 0
        try:
            while self._pieces or not self._closed:
                self._ready.clear()
                while self._pieces:
                    piece = self._pieces.popleft()
                    self._write(piece)
                    written += len(piece)
                if not self._closed:
                    self._ready.wait()
        except OSError as error:
            log.warning("sound is not written any more: %s", error.strerror)
            self._pieces = deque(maxlen=0)
        self._end(written)
