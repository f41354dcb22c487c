"""A tone that rises with the light, to find a window or a lamp by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.audio.tones import NOTE_SECONDS
from edge.seeing.light import LightTone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edge.modes.sight.activity import Activities, Aloud
    from edge.modes.sight.camera_use import CameraUse
    from edge.modes.sight.question import Answering, Question, Texts
    from edge.modes.sight.vision import Vision

BETWEEN_SECONDS = 2 * NOTE_SECONDS
"""From one note to the next at least: each is heard by itself."""


class Brightness:
    """Used from the loop."""

    def __init__(self, camera: CameraUse, vision: Vision, activities: Activities) -> None:
        self._camera = camera
        self._vision = vision
        self._activities = activities

    @property
    def answers(self) -> Mapping[str, Answering]:
        return {"look.light_tone": self._begin}

    async def _begin(self, question: Question) -> Texts:
        yield question.reply("light.tone")
        self._activities.begin(question, self._sound)

    async def _sound(self, aloud: Aloud) -> None:
        """Until it is stopped."""
        tone = LightTone()
        due = 0.0
        async with self._camera.using() as eyes:
            while True:
                frame = await eyes.look()
                hertz = tone.step(await self._vision.light(frame.picture), frame.at)
                if frame.at >= due:
                    aloud.pointing.note(hertz)
                    due = frame.at + BETWEEN_SECONDS
