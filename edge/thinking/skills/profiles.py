"""Whose device it is: notes, reminders and settings belong to one profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.thinking.actions import (
    Action,
    ScheduleChanged,
    SetLanguage,
    SetProfile,
    SetRate,
    SetVerbosity,
    SetVolume,
)
from edge.thinking.skill import Effect, skill

if TYPE_CHECKING:
    from edge.store.records import Profile
    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots

LONGEST_NAME = 40


@skill("profile.switch", Effect.REVERSIBLE)
def switch(slots: Slots, context: Context) -> Answer:
    found = context.services.people.find(str(slots["name"]))
    if found is None:
        return context.reply("profile.unknown", name=slots["name"])
    before = context.profile.name
    context.undo = lambda: _use(before, context)
    return context.reply("profile.switched", *_use(found.name, context), name=found.name)


@skill("profile.claim", Effect.REVERSIBLE)
def claim(slots: Slots, context: Context) -> Answer | None:
    """Declines where there is no such profile: "I am tired" names nobody."""
    known = context.services.people.find(str(slots["name"]))
    return switch(slots, context) if known else None


@skill("profile.add", Effect.REVERSIBLE, ("name",))
def add(slots: Slots, context: Context) -> Answer:
    """Make it and use it."""
    name = str(slots.get("name", ""))[:LONGEST_NAME].strip()
    if not name:
        return context.ask("profile.what_name", "text", "name")
    people = context.services.people
    if people.find(name):
        return context.reply("profile.exists", name=name)
    before = context.profile.name
    people.add(name, context.language.code)
    context.undo = lambda: _use(before, context)
    return context.reply("profile.added", *_use(name, context), name=name)


@skill("profile.list", private=True)
def list_profiles(slots: Slots, context: Context) -> Answer:
    names = [who.name for who in context.services.people.all()]
    return context.reply("profile.list", count=len(names), list=context.phrases.join(names))


@skill("profile.who", private=True)
def who(slots: Slots, context: Context) -> Answer:
    return context.reply("profile.is", name=context.profile.name)


def _use(name: str, context: Context) -> tuple[Action, ...]:
    """Switch, and tell the assistant everything that differs between people."""
    people = context.services.people
    who: Profile = people.use(name)
    return (
        SetProfile(who.name),
        SetLanguage(who.language),
        SetRate(who.words_per_minute),
        SetVerbosity(who.verbosity),
        SetVolume(int(people.setting("volume"))),
        ScheduleChanged(),
    )
