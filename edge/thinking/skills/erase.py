"""Deleting everything that belongs to the person; confirmed first, and final."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.thinking.actions import DeletedEverything, ScheduleChanged, StopRinging
from edge.thinking.skill import Effect, skill

if TYPE_CHECKING:
    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots


@skill("erase", Effect.DESTRUCTIVE)
def erase(slots: Slots, context: Context) -> Answer:
    context.store.delete_everything(context.profile.name)
    context.services.surroundings.captions.clear()
    context.conversation.forget()
    context.keeps_last = True
    return context.reply("erase.done", DeletedEverything(), StopRinging(), ScheduleChanged())
