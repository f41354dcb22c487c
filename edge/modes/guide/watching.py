"""The camera while one is guided: people, vehicles and things ahead, told as guesses."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from edge.angles import clock_hour
from edge.errors import DeviceError, EngineError
from edge.events import ThingAhead
from edge.modes.sight.camera_use import NOTHING_SEEN, UnseenError
from edge.modes.sight.seen_words import clock_face, named
from edge.seeing.ahead import AheadWatch
from edge.seeing.tracking import Tracker
from edge.speaking.items import Priority

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.bus import Bus
    from edge.modes.guide.voice import GuideVoice
    from edge.modes.sight.camera_use import CameraUse
    from edge.ports import Frame, ThingDetector
    from edge.seeing.ahead import InTheWay
    from edge.seeing.eyes import Eyes
    from edge.seeing.looker import Looker

FRESH_SECONDS = 2.0
"""A warning that begins later is about another place."""
RETRY_SECONDS = 5.0
"""After a camera or a detector that failed."""


class Watching:
    """Runs while the guide does; used from the loop."""

    def __init__(
        self,
        camera: CameraUse,
        detector: ThingDetector,
        looker: Looker,
        field_of_view: float,
        rate: Callable[[], float],
        bus: Bus,
    ) -> None:
        """`rate`: pictures a second at most."""
        self._camera = camera
        self._detector = detector
        self._looker = looker
        self._field_of_view = field_of_view
        self._rate = rate
        self._bus = bus
        self._told = ""
        """What is wrong with the camera, as it was told."""

    async def run(self, voice: GuideVoice) -> None:
        """For ever: a camera that fails is told once, and tried again."""
        while True:
            try:
                async with self._camera.using() as eyes:
                    await self._watch(eyes, voice)
            except UnseenError as error:
                self._tell_blind(error.state, voice)
            except (DeviceError, EngineError) as error:
                if not self._camera.eyes.is_muted:  # that is told where it is tried again
                    self._tell_blind("lost", voice, reason=str(error))
            await asyncio.sleep(RETRY_SECONDS)

    async def _watch(self, eyes: Eyes, voice: GuideVoice) -> None:
        tracker, watch = Tracker(), AheadWatch(self._field_of_view)
        while True:
            frame = await eyes.look()
            if eyes.state in NOTHING_SEEN:
                self._tell_blind(eyes.state, voice)
            else:
                self._told = ""
                await self._look(frame, tracker, watch, voice)
            await asyncio.sleep(max(0.0, 1 / self._rate() - (_now() - frame.at)))

    async def _look(
        self, frame: Frame, tracker: Tracker, watch: AheadWatch, voice: GuideVoice
    ) -> None:
        detect = partial(self._detector.detect, frame.picture)
        things = await self._looker.routine("things", detect)
        if things is None:
            return
        height, width = frame.picture.shape[:2]
        found = watch.look(tracker.update(things, frame.at), (width, height), frame.at)
        if found is not None:
            self._warn(found, frame, voice)

    def _warn(self, found: InTheWay, frame: Frame, voice: GuideVoice) -> None:
        phrases = voice.phrases
        thing, clock = named(phrases, found.label), clock_face(phrases, clock_hour(found.degrees))
        text = phrases.reply("hazard.camera", thing=thing, clock=clock)
        rank = Priority.NAVIGATION if found.is_coming else Priority.AMBIENT
        voice.tell(text, f"ahead {found.number}", rank, frame.at + FRESH_SECONDS)
        seen = ThingAhead(
            at=frame.at,
            label=found.label,
            degrees=found.degrees,
            latency_seconds=_now() - frame.at,
        )
        self._bus.publish(seen)

    def _tell_blind(self, state: str, voice: GuideVoice, **values: Any) -> None:
        """Once, until it sees again."""
        if state != self._told:
            text = voice.phrases.reply(f"sight.{state}", **values)
            voice.tell(text, "camera", Priority.NAVIGATION)
        self._told = state


def _now() -> float:
    return asyncio.get_running_loop().time()
