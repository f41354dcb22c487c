"""Guide mode itself: says what it can and cannot do, then lets everything that guides run."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from edge.modes.guide.questions import sensing
from edge.modes.guide.voice import GuideVoice
from edge.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from typing import Any

    from edge.modes.guide.voice import Unasked
    from edge.seeing.hazard_path import HazardWatch
    from edge.store.store import Store
    from edge.thinking.phrases import Phrases

log = logging.getLogger(__name__)

MODE = "guide"
"""Its name among the modes."""
TOLD = "guide_told"
"""The setting under which it is kept that somebody knows what the guide cannot do."""


class Runs(Protocol):
    """Something that guides."""

    def run(self, voice: GuideVoice) -> Coroutine[Any, Any, None]:
        """Until cancelled; what it raises ends it, and is told once."""
        ...


class Opening:
    """What is said when the mode begins, by what this person knows already."""

    def __init__(
        self,
        hazards: HazardWatch,
        store: Store,
        person: Callable[[], str],
        is_late: Callable[[], bool],
    ) -> None:
        """`is_late`: an output's sound comes so late that a warning does."""
        self._hazards = hazards
        self._store = store
        self._person = person
        self._is_late = is_late
        self._told_late = False

    async def text(self, phrases: Phrases) -> str:
        """At first use everything, whatever the verbosity."""
        kept = self._store.kept_settings
        if not kept.get(self._person(), TOLD, False):
            phrases = replace(phrases, verbosity="full")
            await self._store.run(kept.keep, self._person(), TOLD, True)
        text = phrases.reply("guide.start", sensing=phrases.reply(sensing(self._hazards)))
        if not self._is_late() or self._told_late:
            return text
        self._told_late = True
        apart = " " if phrases.language.spaced else ""
        return f"{text}{apart}{phrases.reply('guide.late')}"


class Guide:
    """On or off; used from the loop."""

    def __init__(self, parts: Sequence[Runs], opening: Opening, unasked: Unasked) -> None:
        self._parts = parts
        self._opening = opening
        self._unasked = unasked
        self._task: asyncio.Task[None] | None = None

    @property
    def has_parts(self) -> bool:
        """There is something that guides."""
        return bool(self._parts)

    @property
    def is_on(self) -> bool:
        return self._task is not None and not self._task.done()

    def switch(self, mode: str) -> None:
        """This is the mode from now on."""
        if mode == MODE and not self.is_on:
            self._task = asyncio.create_task(self._run())
        elif mode != MODE and self._task is not None:
            self._task.cancel()

    async def aclose(self) -> None:
        """Nothing of it runs any more when this returns."""
        self.switch("")
        task, self._task = self._task, None
        if task is not None:
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        voice = GuideVoice(self._unasked)
        try:
            voice.announce(await self._opening.text(voice.phrases))
            async with Tasks() as tasks:
                for part in self._parts:
                    tasks.start(self._kept_up(part, voice))
                await asyncio.Event().wait()
        finally:
            voice.end()

    async def _kept_up(self, part: Runs, voice: GuideVoice) -> None:
        """A part that breaks leaves the others alone, and that is told."""
        try:
            await part.run(voice)
        except Exception as error:
            log.exception("a part of the guide broke")
            voice.announce(voice.phrases.reply("sight.failed", reason=str(error)))
