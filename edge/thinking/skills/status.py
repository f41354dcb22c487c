"""How the device is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.thinking import bells
from edge.thinking.skill import skill

if TYPE_CHECKING:
    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots


@skill("status.battery")
def battery(slots: Slots, context: Context) -> Answer:
    return context.reply(*_battery(context)[:1], percent=_battery(context)[1])


@skill("status")
def status(slots: Slots, context: Context) -> Answer:
    """Battery, mode and how many things will ring."""
    key, percent = _battery(context)
    waiting = [row for kind in ("timer", "alarm", "reminder") for row in bells.mine(context, kind)]
    mode = context.services.surroundings.mode
    return context.reply(
        "status",
        count=len(waiting),
        battery=context.phrases.say(key, percent=percent),
        mode=context.language.words["modes"].get(mode, mode),
    )


def _battery(context: Context) -> tuple[str, int]:
    """The reply key and the charge; 0 where it is unknown."""
    source = context.services.surroundings.battery
    percent = source.percent() if source else None
    return ("battery.unknown", 0) if percent is None else ("battery.is", round(percent))
