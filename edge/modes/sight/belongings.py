"""What the person who uses the device has taught the camera, as seeing knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.seeing.boxes import Taught
from edge.seeing.taught_things import TaughtThing, from_bytes, to_bytes
from edge.store.records import KnownBox, KnownThing

if TYPE_CHECKING:
    from edge.modes.sight.backing import Backing
    from edge.seeing.boxes import Look


class Belongings:
    """Reads at once; what writes is a coroutine and returns when it is kept. Raises StoreError."""

    def __init__(self, backing: Backing) -> None:
        self._store = backing.store
        self._person = backing.person
        self._clock = backing.clock

    @property
    def things(self) -> list[TaughtThing]:
        rows = self._store.things.all(self._person())
        return [TaughtThing(row.name, from_bytes(row.looks, row.count)) for row in rows]

    @property
    def boxes(self) -> list[Taught]:
        return [
            Taught(row.id, row.name, frozenset(row.codes), frozenset(row.words))
            for row in self._store.boxes.all(self._person())
        ]

    @property
    def names(self) -> list[str]:
        """Of things and boxes, each once."""
        names = [one.name for one in self.things] + [one.name for one in self.boxes]
        return list(dict.fromkeys(names))

    async def keep_thing(self, thing: TaughtThing) -> None:
        """In the place of what had its name."""
        row = KnownThing(
            profile=self._person(),
            name=thing.name,
            looks=to_bytes(thing.looks),
            count=len(thing.looks),
            created=self._clock.now(),
        )
        await self._store.run(self._store.things.keep, row)

    async def keep_box(self, name: str, look: Look) -> None:
        """In the place of what had its name."""
        row = KnownBox(
            profile=self._person(),
            name=name,
            codes=tuple(sorted(look.codes)),
            words=tuple(sorted(look.words)),
            created=self._clock.now(),
        )
        await self._store.run(self._store.boxes.keep, row)

    async def forget(self, name: str) -> bool:
        """The thing and the box of that name, for good; False where there is neither."""
        gone = [
            await self._store.run(kept.forget, self._person(), name)
            for kept in (self._store.things, self._store.boxes)
        ]
        return any(gone)
