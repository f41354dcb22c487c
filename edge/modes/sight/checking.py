"""Is this the right box? The one that a reminder is about now, or which of all; and a log of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from edge.seeing.boxes import Answer, RightBox, answer
from edge.store.records import BoxCheck

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edge.modes.sight.backing import Backing
    from edge.modes.sight.belongings import Belongings
    from edge.modes.sight.camera_use import CameraUse
    from edge.modes.sight.question import Answering, Question, Texts
    from edge.modes.sight.vision import Vision
    from edge.seeing.boxes import Taught, Verdict
    from edge.store.records import Reminder

AROUND = timedelta(hours=3)
"""A reminder is about now when it rang or rings within so long."""


class Checking:
    """Used from the loop."""

    def __init__(
        self, camera: CameraUse, vision: Vision, belongings: Belongings, backing: Backing
    ) -> None:
        self._camera = camera
        self._vision = vision
        self._belongings = belongings
        self._backing = backing

    @property
    def answers(self) -> Mapping[str, Answering]:
        able = self._vision.reader or self._vision.codes
        return {"look.box": self._check} if able else {}

    async def _check(self, question: Question) -> Texts:
        known = self._belongings.boxes
        if not known:
            yield question.reply("teach.none")
            return
        found = await self._looked_at(known)
        due = self._due(known)
        wanted, reminder = due or (None, None)
        told = answer(found, wanted)
        await self._log(told, found, wanted, reminder)
        yield self._wording(question, told, found, wanted)

    async def _looked_at(self, known: Sequence[Taught]) -> Verdict:
        """As many looks as it takes for two to agree."""
        right = RightBox(known)
        year = self._backing.clock.now().year
        async with self._camera.using() as eyes:
            verdict = None
            while verdict is None:
                verdict = right.step(await self._vision.label(eyes, year))
        return verdict

    def _due(self, known: Sequence[Taught]) -> tuple[Taught, Reminder] | None:
        """The box that a reminder of this hour names, and the reminder."""
        store, now = self._backing.store, self._backing.clock.now()
        for reminder in store.reminders.around(self._backing.person(), now, AROUND):
            for box in known:
                if _is_about(reminder.name, box.name):
                    return box, reminder
        return None

    def _wording(
        self, question: Question, told: Answer, found: Verdict, wanted: Taught | None
    ) -> str:
        name = found.box.name if found.box else ""
        key = {
            Answer.RIGHT: "box.same" if wanted else "box.this",
            Answer.ANOTHER: "box.other",
            Answer.NOT_TAUGHT: "box.unknown",
            Answer.CANNOT_TELL: "box.unsure",
        }[told]
        return question.reply(key, thing=name)

    async def _log(
        self, told: Answer, found: Verdict, wanted: Taught | None, reminder: Reminder | None
    ) -> None:
        row = BoxCheck(
            profile=self._backing.person(),
            at=self._backing.clock.now(),
            answer=told.value,
            box=found.box.name if found.box else "",
            wanted=wanted.name if wanted else "",
            reminder=reminder.name if reminder else "",
        )
        await self._backing.store.run(self._backing.store.box_checks.add, row)


def _is_about(reminder: str, box: str) -> bool:
    """ "take the evening pills" is about "evening pills", and about "evening"."""
    one, other = reminder.casefold().strip(), box.casefold().strip()
    return one in other or other in one
