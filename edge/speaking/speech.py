"""One item on the air: told as it is heard, stopped, and given up where nothing plays."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.errors import DeviceError, EngineError, InputError
from edge.events import PlaybackStarted, VisemeDue, WordSpoken
from edge.speaking.synthesis import Synthesis

if TYPE_CHECKING:
    from edge.speaking.items import Item
    from edge.speaking.means import Means

STALLED_SECONDS = 5.0
"""An output that plays nothing for so long is given up."""
_LOOK_SECONDS = 0.01
_LONGEST_LOOK_SECONDS = 0.05


class Speech:
    """`item` from character `start` on. Made anew when an interrupted item goes on."""

    def __init__(self, item: Item, means: Means, start: int = 0) -> None:
        self.item = item
        self._means = means
        self._before = item.wording[:start]
        self._synthesis = Synthesis(item, means, start)
        self.alignment = self._synthesis.alignment
        self._told = start
        self._started = False
        self._stopped_at: int | None = None
        self._progress = (0, means.clock())
        self.paused = False

    async def perform(self) -> None:
        """Speak to the end. Raises EdgeError after what was synthesised has been heard."""
        output = self._means.output
        watching = asyncio.create_task(self._watch())
        try:
            try:
                await self._synthesis.run()
            finally:
                output.finish()
            await output.drained()
        except (EngineError, InputError):
            await output.drained()
            raise
        finally:
            watching.cancel()
            self._tell()
        if self._stopped_at is not None:
            raise DeviceError(f'the output "{output.name}" does not play any more')

    def stop(self) -> None:
        """Silence; what the sound card has already taken still counts as heard."""
        if self._stopped_at is None:
            self._stopped_at = self._means.output.rendered()
            self._means.output.drop()
            self._tell()

    def sample(self) -> int:
        """Samples that have been heard."""
        return self._means.output.heard() if self._stopped_at is None else self._stopped_at

    def heard(self) -> str:
        """What has been heard of the item's wording, in whole words."""
        return self._before + self.alignment.heard_text(self.sample())

    async def _watch(self) -> None:
        """Tell what happens as it is heard; give up an output that stands still."""
        while True:
            self._tell()
            if self._stands_still():
                self.stop()
            await asyncio.sleep(self._look_again_in())

    def _look_again_in(self) -> float:
        offset = self.alignment.next_offset(self.sample())
        if not self._started or offset is None or self._means.manner.visemes:
            return _LOOK_SECONDS
        seconds = (offset - self.sample()) / self._means.output.rate
        return min(max(seconds, _LOOK_SECONDS), _LONGEST_LOOK_SECONDS)

    def _stands_still(self) -> bool:
        sample, now = self.sample(), self._means.clock()
        if self.paused or sample != self._progress[0] or sample >= self._synthesis.written:
            self._progress = (sample, now)
        return now - self._progress[1] > STALLED_SECONDS

    def _tell(self) -> None:
        first = self._means.output.first_handed
        if first is None:
            return
        if not self._started:
            self._started = True
            self._means.bus.publish(_started(self.item, first, self._means.output.name))
        self._tell_words()
        self._tell_mouth()

    def _tell_words(self) -> None:
        heard = self.heard()
        new = heard[self._told :]
        if not new:
            return
        self._told = len(heard)
        means = self._means
        means.bus.publish(
            WordSpoken(
                at=means.clock(), output=means.output.name, item=self.item.id,
                start=len(heard) - len(new.lstrip()), end=len(heard),
            )
        )  # fmt: skip

    def _tell_mouth(self) -> None:
        means, mouth = self._means, self._synthesis.mouth
        while mouth and mouth[0][0] <= self.sample():
            viseme = mouth.popleft()[1]
            means.bus.publish(VisemeDue(at=means.clock(), output=means.output.name, viseme=viseme))


def _started(item: Item, at: float, output: str) -> PlaybackStarted:
    return PlaybackStarted(
        at=at,
        output=output,
        item=item.id,
        text=item.wording,
        language=item.language,
        priority=item.priority.name.lower(),
    )
