"""Stop and snooze what rings; where nothing rings, stop means silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.thinking.actions import EndActivity, Hush, ScheduleChanged, StopRinging
from edge.thinking.answer import Answer
from edge.thinking.moments import duration_seconds
from edge.thinking.skill import Effect, skill

if TYPE_CHECKING:
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots

SNOOZE_SECONDS = 9 * 60


@skill("hush")
def hush(slots: Slots, context: Context) -> Answer:
    """Dismissing what rings has an effect, and silence none: anybody may ask for silence."""
    from edge.ports import Role

    if context.said.role is Role.OWNER and context.services.schedule.dismiss(context.now):
        return Answer("", actions=(Hush(), StopRinging(), ScheduleChanged()))
    return Answer("", actions=(Hush(), EndActivity()))


@skill("ring.snooze", Effect.REVERSIBLE)
def snooze(slots: Slots, context: Context) -> Answer | None:
    schedule = context.services.schedule
    if not schedule.ringing():
        return None
    seconds = duration_seconds(slots) or SNOOZE_SECONDS
    schedule.snooze(context.now, seconds)
    length = context.phrases.duration(seconds)
    return context.reply("ring.snoozed", Hush(), StopRinging(), ScheduleChanged(), length=length)
