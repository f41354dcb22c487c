"""An engine as a worker process loads it: reads what the fakes print, and crashes when told to."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from edge.fakes.printed import FakeTextReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edge.engines.runtime import Stopped
    from edge.ports import Picture, TextLine


class PrintedEngine(FakeTextReader):
    """With the `lines` that a Runtime runs."""

    def lines(self, stopped: Stopped, picture: Picture) -> Iterator[TextLine]:
        for line in self.read(picture):
            if stopped():
                return
            if line.text == "crash":
                os.kill(os.getpid(), signal.SIGKILL)
            yield line
