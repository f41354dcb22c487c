"""The camera itself: off, on, and whether it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edge.modes.sight.activity import Activities
    from edge.modes.sight.camera_use import CameraUse
    from edge.modes.sight.question import Answering, Question, Texts

BY_CAMERA = ("look", "read")
"""What goes on of these families ends with the camera."""


class CameraSwitch:
    """Used from the loop."""

    def __init__(self, camera: CameraUse, activities: Activities) -> None:
        self._camera = camera
        self._activities = activities

    @property
    def answers(self) -> Mapping[str, Answering]:
        return {"camera.off": self._off, "camera.on": self._on, "camera.ask": self._ask}

    async def _off(self, question: Question) -> Texts:
        if self._activities.running.startswith(BY_CAMERA):
            self._activities.stop()
        await self._camera.eyes.mute()
        yield question.reply("sight.turned_off")

    async def _on(self, question: Question) -> Texts:
        self._camera.eyes.unmute()
        yield question.reply("sight.turned_on")

    async def _ask(self, question: Question) -> Texts:
        if self._camera.eyes.is_muted:
            yield question.reply("sight.muted")
        else:
            yield question.reply("sight.is_on" if self._camera.is_open else "sight.is_resting")
