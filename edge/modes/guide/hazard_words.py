"""What is said of hazards beside the tones, in every mode: few words, and only where they help."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from edge.events import HazardSensed, RangeSensingChanged
from edge.modes.sight.way_words import WayWords
from edge.speaking.items import Item, Priority

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.bus import Bus
    from edge.modes.guide.voice import Unasked
    from edge.modes.sight.measures import Measures

NEAR_ZONE = 2
"""From here on (1.2 m) an obstacle is worth words: tones have told it twice before."""
WORDS_SECONDS = 1.5
"""Words about a hazard that begin later are about another place: at a walk, 1.8 m farther."""


class HazardWords:
    """Says of hazards what a tone cannot; `run` is its task."""

    def __init__(
        self,
        bus: Bus,
        unasked: Unasked,
        measures: Measures,
        is_guiding: Callable[[], bool],
    ) -> None:
        self._events = bus.subscribe(HazardSensed, RangeSensingChanged)
        self._unasked = unasked
        self._measures = measures
        self._is_guiding = is_guiding
        self._lost: set[str] = set()
        """Sensors that were told to be silent."""

    async def run(self) -> None:
        async for event in self._events:
            match event:
                case HazardSensed():
                    self._hazard(event)
                case RangeSensingChanged():
                    self._sensor(event)

    def _hazard(self, event: HazardSensed) -> None:
        """A drop always; an obstacle where one is guided, unless tones are enough for them."""
        phrases = self._unasked.phrases()
        if event.kind == "drop-off":
            self._warn(phrases.reply("hazard.drop"), "drop", event.zone)
        elif self._is_guiding() and phrases.verbosity != "brief" and event.zone >= NEAR_ZONE:
            words = WayWords(phrases, self._measures.step_metres)
            clock, distance = words.clock(event.degrees), words.measured(event.metres)
            text = phrases.reply("hazard.near", clock=clock, distance=distance)
            self._warn(text, "obstacle", event.zone)

    def _sensor(self, event: RangeSensingChanged) -> None:
        """The first silence goes before everything; while one is guided it is told again."""
        phrases = self._unasked.phrases()
        if event.works:
            if event.sensor in self._lost:
                self._tell(phrases.reply("guide.sensor_back"))
            self._lost.discard(event.sensor)
        elif not event.again:
            self._lost.add(event.sensor)
            self._warn(phrases.reply("guide.sensor_lost"), "sensor", 0)
        elif self._is_guiding():
            self._tell(phrases.reply("guide.sensor_lost"))

    def _warn(self, text: str, key: str, zone: int) -> None:
        now = asyncio.get_running_loop().time()
        expires = now + WORDS_SECONDS
        self._offer(text, key=key, priority=Priority.HAZARD, zone=zone, expires_at=expires)

    def _tell(self, text: str) -> None:
        self._offer(text, key="sensor", priority=Priority.NAVIGATION)

    def _offer(self, text: str, **how: Any) -> None:
        self._unasked.say(Item(text=text, language=self._unasked.phrases().language.code, **how))
