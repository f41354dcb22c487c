"""Runs a command's conversation, recorded where the owner wants it."""

from __future__ import annotations

import asyncio
import logging
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from edge.replay.recorder import Recorder

T = TypeVar("T")

log = logging.getLogger(__name__)

KEPT = """\
recording to {folder}, which only you can read: the sound of every microphone and what is played
into it, the words understood, typed and answered, key presses, the settings, and what edge
remembers now (reminders, notes, facts, profiles; no earlier conversations)"""


def run(main: Callable[[Recorder | None], Coroutine[Any, Any, T]], folder: str | None) -> T:
    """Run `main` to its end; into a new folder it is recorded. Raises InputError."""
    if folder is None:
        return asyncio.run(main(None))
    from edge.replay import loop
    from edge.replay.recorder import Recorder
    from edge.replay.writer import FolderWriter

    async def recorded() -> T:
        return await main(Recorder(writer, datetime.now().astimezone()))

    with FolderWriter(Path(folder), _tell_failure) as writer:
        print(KEPT.format(folder=folder), file=sys.stderr)
        return loop.run(recorded(), loop.RealPace())


def _tell_failure(reason: str) -> None:
    log.warning("the recording ends here, the conversation goes on: %s", reason)
