"""Taking the last command back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edge.thinking.actions import Hush
from edge.thinking.skill import Effect, skill

if TYPE_CHECKING:
    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots


@skill("undo", Effect.REVERSIBLE)
def undo(slots: Slots, context: Context) -> Answer:
    """Only the last one, and only once; a question that waits is dropped first."""
    talk = context.conversation
    if talk.open_question(context.now) is not None:
        return context.reply("left_alone", Hush())
    command = talk.current(context.now)
    if command is None or command.undo is None:
        return context.reply("undo.nothing", Hush())
    actions = command.undo()
    talk.last = replace(command, undo=None)
    context.keeps_last = True
    return context.reply("undo.done", *actions)
