"""Codes and banknotes: several pictures, with beeps towards a code, and no answer in doubt."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from edge.modes.sight import seen_words as words
from edge.seeing.code_guidance import beep, candidate
from edge.seeing.money import WINDOW, Banknotes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edge.modes.sight.camera_use import CameraUse
    from edge.modes.sight.pointing import Pointing
    from edge.modes.sight.question import Answering, Question, Texts
    from edge.modes.sight.vision import Vision
    from edge.ports import Clock, Code
    from edge.seeing.eyes import Eyes

SCAN_SECONDS = 12.0
"""A code is looked for so long."""
BARE = 3
"""So many pictures without print show no banknote."""
EDGE_DEGREES = 45.0
"""From there a beep sounds for a code at the edge of the picture."""


class Scanning:
    """Used from the loop."""

    def __init__(self, camera: CameraUse, vision: Vision, pointing: Pointing, clock: Clock) -> None:
        self._camera = camera
        self._vision = vision
        self._pointing = pointing
        self._clock = clock

    @property
    def answers(self) -> Mapping[str, Answering]:
        answers: dict[str, Answering] = {}
        if self._vision.codes:
            answers["look.code"] = self._code
        if self._vision.reader:
            answers["look.money"] = self._money
        return answers

    async def _code(self, question: Question) -> Texts:
        async with self._camera.using() as eyes:
            found = await self._vision.decoded((await eyes.still()).picture)
            if not found:
                yield question.reply("code.searching")
                found = await self._searched(eyes)
        today = self._clock.now().date()
        texts = [text for one in found for text in words.code(question.phrases, one, today)]
        for text in dict.fromkeys(texts):
            yield text + question.gap
        if not texts:
            yield question.reply("code.none")

    async def _searched(self, eyes: Eyes) -> list[Code]:
        """What is found in time; beeps lead towards it."""
        clock = asyncio.get_running_loop().time
        until = clock() + SCAN_SECONDS
        due = 0.0
        while clock() < until:
            picture = (await eyes.look()).picture
            if found := await self._vision.decoded(picture):
                return found
            box = await self._vision.looker.ask("bars", partial(candidate, picture))
            if box is not None and clock() >= due:
                height, width = picture.shape[:2]
                next_beep = beep(box, width, height)
                self._pointing.note(next_beep.hertz, EDGE_DEGREES * next_beep.across)
                due = clock() + next_beep.seconds
        return []

    async def _money(self, question: Question) -> Texts:
        notes = Banknotes()
        key = "money.none"
        async with self._camera.using() as eyes:
            for number in range(WINDOW):
                lines = await self._vision.lines((await eyes.look()).picture)
                if note := notes.step(lines):
                    yield words.money(question.phrases, note) + question.gap
                    return
                if lines:
                    key = "money.unsure"
                elif number + 1 >= BARE and key == "money.none":
                    break
        yield question.reply(key)
