"""Switching between the ways of use that are installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.thinking.actions import Action, SwitchMode
from edge.thinking.skill import Effect, skill

if TYPE_CHECKING:
    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots

HOME = "assistant"


@skill("mode.set", Effect.REVERSIBLE)
def switch(slots: Slots, context: Context) -> Answer:
    return _switch(str(slots["mode"]), context)


@skill("mode.stop", Effect.REVERSIBLE)
def leave(slots: Slots, context: Context) -> Answer:
    """Back to the assistant."""
    return _switch(HOME, context)


@skill("listening.set")
def how_to_listen(slots: Slots, context: Context) -> Answer:
    """Only a setting decides that; says which."""
    return context.reply("listening.set", mode=slots["listening_mode"])


@skill("listening.stop")
def stop_listening(slots: Slots, context: Context) -> Answer:
    """Says what helps: ears that are closed by voice could not be opened by it."""
    return context.reply("listening.stop")


@skill("mode.ask")
def ask_mode(slots: Slots, context: Context) -> Answer:
    mode = context.services.surroundings.mode
    return context.reply("mode.is", mode=context.language.words["modes"].get(mode, mode))


def _switch(mode: str, context: Context) -> Answer:
    """Says so where the mode is not installed, or is on already."""
    around = context.services.surroundings
    before, name = around.mode, context.language.words["modes"][mode]
    if mode not in around.modes:
        return context.reply("mode.missing", mode=name)
    around.mode = mode

    def undo() -> tuple[Action, ...]:
        around.mode = before
        return (SwitchMode(before),)

    context.undo = undo
    return context.reply("mode.set", SwitchMode(mode), mode=name)
