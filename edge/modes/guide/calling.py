"""Call-outs while one is guided: what the map knows of the way, told as one comes near."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.modes.sight.way_words import WayWords
from edge.speaking.items import Priority
from edge.way.callouts import CallOuts, search_radius
from edge.way.nearby import everything
from edge.way.whereabouts import point

if TYPE_CHECKING:
    from edge.modes.guide.voice import GuideVoice
    from edge.modes.sight.atlas import Atlas
    from edge.modes.sight.locator import Locator
    from edge.way.callouts import CallOut, Walker
    from edge.way.nearby import Nearby

LOOK_SECONDS = 1.0
"""Between two looks at the map; a receiver tells a position as often."""
WORTH_SECONDS = 12.0
"""A call-out that could not be said for so long is dropped."""
PATIENCE_SECONDS = 30.0
"""A receiver that has just been switched on needs about so long to its first position."""


class Calling:
    """Runs while the guide does; used from the loop."""

    def __init__(self, locator: Locator, atlas: Atlas) -> None:
        self._locator = locator
        self._atlas = atlas

    async def run(self, voice: GuideVoice) -> None:
        """For ever; a position that is lost is told once. Raises StoreError for a broken map."""
        calls = CallOuts(voice.phrases.verbosity)
        found_at = _now()
        told_lost = False
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            walker = self._locator.walker
            if walker is not None:
                found_at, told_lost = _now(), False
                await self._look(walker, calls, voice)
            elif not told_lost and _now() - found_at > PATIENCE_SECONDS:
                told_lost = True
                voice.tell(voice.phrases.reply("way.no_fix"), "way", Priority.NAVIGATION)

    async def _look(self, walker: Walker, calls: CallOuts, voice: GuideVoice) -> None:
        calls.verbosity = voice.phrases.verbosity
        facing, radius = self._locator.facing_degrees, search_radius(walker)
        found = await self._atlas.ask(
            lambda streets: everything(streets, walker.here, facing, radius)
        )
        for call in calls.take(walker, found):
            self._call(call, voice)

    def _call(self, call: CallOut, voice: GuideVoice) -> None:
        text = _text(WayWords(voice.phrases), call.nearby)
        expires_at = _now() + WORTH_SECONDS

        def is_worth() -> bool:
            fix = self._locator.fix
            return fix is not None and call.is_worth(point(fix))

        voice.tell(text, f"place {call.key}", Priority.AMBIENT, expires_at, is_worth)


def _text(words: WayWords, nearby: Nearby) -> str:
    """The name first; where it lies, if anybody knows."""
    name = words.name(nearby)
    if nearby.ahead is None:
        return words.phrases.reply("guide.call_without_heading", name=name)
    return words.phrases.reply("guide.call", name=name, clock=words.clock(nearby.ahead))


def _now() -> float:
    return asyncio.get_running_loop().time()
