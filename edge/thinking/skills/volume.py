"""How loud the voice is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.thinking.actions import Action, SetMuted, SetVolume
from edge.thinking.skill import Effect, skill

if TYPE_CHECKING:
    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots

STEP = 10
LOWEST = 5
"""Percent; silence is asked for by "mute", so that nobody turns the voice off by steps."""
FOLLOW = {"number": "volume.set"}


@skill("volume.up", Effect.REVERSIBLE, follow=FOLLOW)
def louder(slots: Slots, context: Context) -> Answer:
    return _set(_now(context) + int(slots.get("step", STEP)), context)


@skill("volume.down", Effect.REVERSIBLE, follow=FOLLOW)
def quieter(slots: Slots, context: Context) -> Answer:
    return _set(max(LOWEST, _now(context) - int(slots.get("step", STEP))), context)


@skill("volume.set", Effect.REVERSIBLE, follow=FOLLOW)
def set_volume(slots: Slots, context: Context) -> Answer | None:
    percent = slots.get("number", slots.get("percent"))
    return None if percent is None else _set(int(percent), context)


@skill("volume.mute", Effect.REVERSIBLE)
def mute(slots: Slots, context: Context) -> Answer:
    context.undo = lambda: (SetMuted(False),)
    return context.reply("volume.muted", SetMuted(True))


@skill("volume.unmute", Effect.REVERSIBLE)
def unmute(slots: Slots, context: Context) -> Answer:
    return context.reply("volume.is", SetMuted(False), percent=_now(context))


@skill("volume.ask")
def ask_volume(slots: Slots, context: Context) -> Answer:
    return context.reply("volume.is", percent=_now(context))


def _now(context: Context) -> int:
    return int(context.services.people.setting("volume"))


def _set(percent: int, context: Context) -> Answer:
    """Keep it and say so; 0 to 100."""
    people, before = context.services.people, _now(context)
    percent = min(100, max(0, percent))
    people.keep("volume", percent)

    def undo() -> tuple[Action, ...]:
        people.keep("volume", before)
        return (SetVolume(before),)

    context.undo = undo
    key = "volume.is" if percent != before else "volume.already"
    return context.reply(key, SetVolume(percent), percent=percent)
