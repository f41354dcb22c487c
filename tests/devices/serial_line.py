"""The sensor's end of a serial line: a pair of pseudo terminals."""

from __future__ import annotations

import contextlib
import os
import pty
import tty


class Line:
    """What opens `path` reads what is sent here."""

    def __init__(self) -> None:
        self._ours, self._theirs = pty.openpty()
        tty.setraw(self._theirs)
        self.path = os.ttyname(self._theirs)

    def send(self, data: bytes) -> None:
        """What came before the other end was opened is thrown away there."""
        os.write(self._ours, data)

    def unplug(self) -> None:
        """A second time it does nothing."""
        for end in (self._theirs, self._ours):
            with contextlib.suppress(OSError):
                os.close(end)
        self._theirs = self._ours = -1
