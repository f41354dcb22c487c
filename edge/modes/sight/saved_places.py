"""Places that a person saves: kept where they stand, told, and forgotten."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from edge.store.records import SavedPlace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edge.modes.sight.backing import Backing
    from edge.modes.sight.locator import Locator
    from edge.modes.sight.question import Answering, Question, Texts

VAGUE_METRES = 20.0
"""With a worse position it is said how bad it is: the way back will end somewhere near."""


class SavedPlaces:
    """Used from the loop."""

    def __init__(self, locator: Locator, backing: Backing) -> None:
        self._locator = locator
        self._backing = backing

    @property
    def answers(self) -> Mapping[str, Answering]:
        return {"way.save": self._save, "way.places": self._list, "way.forget": self._forget}

    async def _save(self, question: Question) -> Texts:
        fix = self._locator.fix
        if fix is None:
            yield question.reply("way.no_fix")
            return
        name = question.about.strip()
        place = SavedPlace(
            profile=self._backing.person(),
            name=name or question.phrases.say("way.nameless"),
            latitude=fix.latitude,
            longitude=fix.longitude,
            accuracy=fix.accuracy,
            created=self._backing.clock.now().astimezone(UTC),
        )
        await self._backing.store.run(self._backing.store.places.add, place)
        if fix.accuracy > VAGUE_METRES:
            yield question.reply("way.saved_vague", place=place.name, metres=round(fix.accuracy))
        else:
            yield question.reply("way.saved" if name else "way.saved_nameless", place=name)

    async def _list(self, question: Question) -> Texts:
        places = self._backing.store.places.all(self._backing.person())
        names = list(dict.fromkeys(place.name for place in places))
        if names:
            yield question.reply("way.places", list=question.phrases.join(names))
        else:
            yield question.reply("way.no_places")

    async def _forget(self, question: Question) -> Texts:
        """Every place of that name."""
        places, name = self._backing.store.places, question.about.strip()
        found = False
        while (place := places.named(self._backing.person(), name)) is not None:
            found = await self._backing.store.run(places.delete, place.id)
        yield question.reply("way.forgotten" if found else "way.no_place", place=name)
