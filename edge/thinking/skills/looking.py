"""What is seen, read and found on the way: understood here, answered by the senses.

An engine takes longer than the store's thread may wait, and some answers go on while the camera
moves; so each of these skills only says what is wanted, and the mode answers it (modes/sight.py).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from edge.thinking.actions import Ask
from edge.thinking.answer import Answer
from edge.thinking.skill import Effect, skill

if TYPE_CHECKING:
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots

CAMERA = "camera"
POSITION = "position"
GUIDE = "guide"
"""Any sense that one can be guided by."""

WANTED: dict[str, tuple[str, ...]] = {
    CAMERA: (
        "look.front", "look.people", "look.describe", "look.find", "look.stop", "look.again",
        "look.more", "look.colour", "look.light", "look.light_tone", "look.code", "look.money",
        "look.box", "look.taught", "read.start", "read.summary", "read.on", "read.next",
        "read.previous", "read.top", "read.numbers", "read.find", "read.live", "read.stop",
        "camera.ask",
    ),
    POSITION: (
        "way.here", "way.around", "way.ahead", "way.nearest", "way.places", "way.back", "way.to",
        "way.stop", "way.how_far",
    ),
    GUIDE: ("guide.missed", "guide.sensor"),
    "": ("guide.limits", "guide.crossing"),
}  # fmt: skip
"""The questions, by the sense that each needs."""
CHANGING: dict[str, tuple[str, ...]] = {
    CAMERA: ("look.teach_box", "camera.off", "camera.on"),
    POSITION: ("way.save",),
    GUIDE: ("guide.steps", "guide.in_steps"),
}
FORGETTING: dict[str, tuple[str, ...]] = {CAMERA: ("look.forget",), POSITION: ("way.forget",)}


def _ask(name: str, sense: str, slots: Slots, context: Context) -> Answer:
    if sense and sense not in context.services.surroundings.senses:
        return context.reply(f"no_{sense}")
    return Answer("", actions=(Ask(name, next((str(value) for value in slots.values()), "")),))


@skill("look.teach", Effect.REVERSIBLE, private=True, sense=CAMERA)
def teach(slots: Slots, context: Context) -> Answer | None:
    """Declines "this is my brother", and everything where there is nothing to look with."""
    is_person = str(slots["thing"]).lower() in context.language.words["people"]["names"]
    if is_person or CAMERA not in context.services.surroundings.senses:
        return None
    return _ask("look.teach", CAMERA, slots, context)


def _register(table: dict[str, tuple[str, ...]], effect: Effect) -> None:
    for sense, names in table.items():
        for name in names:
            skill(name, effect, private=True, sense=sense)(partial(_ask, name, sense))


_register(WANTED, Effect.NONE)
_register(CHANGING, Effect.REVERSIBLE)
_register(FORGETTING, Effect.DESTRUCTIVE)
