"""Short texts are read as they come into view, each once, until that is stopped."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from edge.seeing.live_text import LiveText

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edge.modes.sight.activity import Activities, Aloud
    from edge.modes.sight.camera_use import CameraUse
    from edge.modes.sight.question import Answering, Question, Texts
    from edge.ports import TextReader
    from edge.seeing.looker import Looker

MOST_AT_ONCE = 3
"""Texts of one look that are read, the largest first."""
FRESH_SECONDS = 12.0
"""What waits longer than this for its turn to be read is out of view."""


class LiveReading:
    """Used from the loop."""

    def __init__(
        self, camera: CameraUse, looker: Looker, reader: TextReader, activities: Activities
    ) -> None:
        self._camera = camera
        self._looker = looker
        self._reader = reader
        self._activities = activities

    @property
    def answers(self) -> Mapping[str, Answering]:
        return {"read.live": self._begin, "read.stop": self._stop}

    async def _begin(self, question: Question) -> Texts:
        yield question.reply("read.live")
        self._activities.begin(question, self._read)

    async def _stop(self, question: Question) -> Texts:
        if self._activities.running == "read.live":
            self._activities.stop()
        yield question.reply("read.stopped")

    async def _read(self, aloud: Aloud) -> None:
        live = LiveText()
        async with self._camera.using() as eyes:
            while True:
                frame = await eyes.look()
                read = partial(self._reader.read, frame.picture)
                lines = await self._looker.routine("live text", read)
                for line in live.step(lines or (), frame.at)[:MOST_AT_ONCE]:
                    aloud.tell(line.text, seconds=FRESH_SECONDS)
