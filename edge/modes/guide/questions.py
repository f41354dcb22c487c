"""What somebody asks about being guided: what it rests on, what it cannot do, what was missed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.modes.sight.measures import METRES, STEPS
from edge.seeing.zones import EDGES_METRES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edge.modes.guide.missed import Missed
    from edge.modes.sight.measures import Measures
    from edge.modes.sight.question import Answering, Question, Texts
    from edge.seeing.hazard_path import HazardWatch


class GuideQuestions:
    """Answered in every mode; used from the loop."""

    def __init__(self, hazards: HazardWatch, missed: Missed, measures: Measures) -> None:
        self._hazards = hazards
        self._missed = missed
        self._measures = measures

    @property
    def answers(self) -> Mapping[str, Answering]:
        return {
            "guide.missed": self._tell_missed,
            "guide.sensor": self._sensor,
            "guide.limits": self._limits,
            "guide.crossing": self._crossing,
            "guide.steps": self._set_step,
            "guide.in_steps": self._set_unit,
        }

    async def _tell_missed(self, question: Question) -> Texts:
        texts = self._missed.take(asyncio.get_running_loop().time())
        if not texts:
            yield question.reply("guide.nothing_missed")
        for text in texts:
            yield text + question.gap

    async def _sensor(self, question: Question) -> Texts:
        yield question.reply(sensing(self._hazards))

    async def _limits(self, question: Question) -> Texts:
        if self._hazards.has_sensor:
            yield question.reply("guide.limits", metres=round(EDGES_METRES[0]))
        else:
            yield question.reply("guide.limits_without")

    async def _crossing(self, question: Question) -> Texts:
        """Always the same: nothing here sees enough for it."""
        yield question.reply("guide.crossing")

    async def _set_step(self, question: Question) -> Texts:
        centimetres = int(question.about)
        await self._measures.set_step(centimetres)
        yield question.reply("guide.steps", count=centimetres)

    async def _set_unit(self, question: Question) -> Texts:
        """Any unit that was named is one of metres' kind."""
        await self._measures.set_unit(METRES if question.about else STEPS)
        yield question.reply("guide.in_metres" if question.about else "guide.in_steps")


def sensing(hazards: HazardWatch) -> str:
    """The reply that tells whether obstacles are sensed at this moment."""
    if not hazards.has_sensor:
        return "guide.no_sensor"
    return "guide.sensing" if hazards.works else "guide.sensor_lost"
