"""What became of a question, told on the bus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.errors import EdgeError
from edge.events import ReplyCompleted, SkillAnswered, TurnFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.bus import Bus
    from edge.speaking.items import Item
    from edge.thinking.answer import Answer
    from edge.thinking.said import Said


class Telling:
    """Used from the loop."""

    def __init__(self, bus: Bus, clock: Callable[[], float]) -> None:
        self._bus = bus
        self._clock = clock

    def answered(self, said: Said, answer: Answer, item: int, *, complete: bool = True) -> None:
        """There is an answer, or (not `complete`) its beginning; `item` 0 where nothing is said."""
        self._bus.publish(
            SkillAnswered(
                at=self._clock(), text=said.text, skill=answer.skill, reply=answer.text,
                language=answer.language, slots=answer.slots, effect=answer.effect,
                source=said.source, role=said.role, item=item, complete=complete,
            )
        )  # fmt: skip

    def completed(self, item: Item, answer: Answer) -> None:
        """A reply that was said while it was written has come to its end."""
        self._bus.publish(
            ReplyCompleted(
                at=self._clock(), item=item.id, reply=item.wording.strip(), skill=answer.skill,
                slots=answer.slots, effect=answer.effect,
            )
        )  # fmt: skip

    def failed(self, error: Exception) -> None:
        """There is no answer."""
        code = error.code if isinstance(error, EdgeError) else "bug"
        self._bus.publish(
            TurnFailed(at=self._clock(), stage="thinking", code=code, message=str(error))
        )
