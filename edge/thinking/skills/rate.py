"""How fast the voice speaks: 80 to 400 words a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.thinking.actions import Action, SetRate
from edge.thinking.skill import Effect, skill

if TYPE_CHECKING:
    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots

SLOWEST, NORMAL, FASTEST = 80, 175, 400
STEP = 1.15
FOLLOW = {"number": "rate.set"}


@skill("rate.up", Effect.REVERSIBLE, follow=FOLLOW)
def faster(slots: Slots, context: Context) -> Answer:
    return _set(round(context.profile.words_per_minute * STEP), context)


@skill("rate.down", Effect.REVERSIBLE, follow=FOLLOW)
def slower(slots: Slots, context: Context) -> Answer:
    return _set(round(context.profile.words_per_minute / STEP), context)


@skill("rate.set", Effect.REVERSIBLE, follow=FOLLOW)
def set_rate(slots: Slots, context: Context) -> Answer:
    rate = int(slots.get("number", slots.get("rate", NORMAL)))
    if not SLOWEST <= rate <= FASTEST:
        return context.reply("out_of_range", low=SLOWEST, high=FASTEST)
    return _set(rate, context)


@skill("rate.reset", Effect.REVERSIBLE, follow=FOLLOW)
def reset_rate(slots: Slots, context: Context) -> Answer:
    return _set(NORMAL, context)


@skill("rate.ask")
def ask_rate(slots: Slots, context: Context) -> Answer:
    return context.reply("rate.is", rate=context.profile.words_per_minute)


def _set(rate: int, context: Context) -> Answer:
    people, before = context.services.people, context.profile.words_per_minute
    rate = min(FASTEST, max(SLOWEST, rate))
    people.change(words_per_minute=rate)

    def undo() -> tuple[Action, ...]:
        people.change(words_per_minute=before)
        return (SetRate(before),)

    context.undo = undo
    return context.reply("rate.is", SetRate(rate), rate=rate)
