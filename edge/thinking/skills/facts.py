"""What the assistant is asked to remember, and asked for later by its subject."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from edge.thinking.actions import Ask
from edge.thinking.answer import Answer
from edge.thinking.skill import Effect, skill

if TYPE_CHECKING:
    from edge.store.records import Fact
    from edge.thinking.actions import Action
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots


@skill("remember", Effect.REVERSIBLE, ("text",))
def remember(slots: Slots, context: Context) -> Answer:
    """Keep the whole sentence, under what it is about."""
    thing = str(slots.get("thing", ""))
    text = str(slots["text"])
    if thing:
        text = context.phrases.say("fact.sentence", thing=thing, verb=slots["is"], text=text)
    facts = context.store.facts
    subject = _subject(thing or text, context)
    fact = facts.add(context.profile.name, subject, text, context.now.astimezone(UTC))

    def undo() -> tuple[Action, ...]:
        facts.delete(fact.id)
        return ()

    context.undo = undo
    return context.reply("fact.kept", text=text)


@skill("recall", private=True)
def recall(slots: Slots, context: Context) -> Answer | None:
    """What was told of it; what nobody told is looked for, where there is a camera."""
    fact = _find(str(slots["thing"]), context)
    if fact is not None:
        return context.reply("fact.is", text=fact.text)
    if "camera" in context.services.surroundings.senses:
        return Answer("", actions=(Ask("look.find", str(slots["thing"])),))
    return context.reply("fact.unknown", thing=str(slots["thing"]))


@skill("recall.all", private=True)
def recall_all(slots: Slots, context: Context) -> Answer:
    facts = context.store.facts.all(context.profile.name)
    if not facts:
        return context.reply("fact.none")
    listed = context.language.words["join"]["items"].join(fact.text for fact in facts)
    return context.reply("fact.list", count=len(facts), list=listed)


@skill("forget", Effect.REVERSIBLE)
def forget(slots: Slots, context: Context) -> Answer:
    fact = _find(str(slots["thing"]), context)
    if fact is None:
        return context.reply("fact.unknown", thing=str(slots["thing"]))
    facts = context.store.facts
    facts.delete(fact.id)

    def undo() -> tuple[Action, ...]:
        facts.restore(fact.id)
        return ()

    context.undo = undo
    return context.reply("fact.forgotten", text=fact.text)


def _subject(thing: str, context: Context) -> str:
    """Without "my" and "the", in lower case."""
    text = thing.casefold().strip()
    for word in context.language.words["possessives"]:
        text = text.removeprefix(word)
    return text.strip()


def _find(thing: str, context: Context) -> Fact | None:
    """The newest fact about it: by its subject, else one that holds the words."""
    subject = _subject(thing, context)
    if fact := context.store.facts.about(context.profile.name, subject):
        return fact
    facts = context.store.facts.all(context.profile.name)
    return next((fact for fact in reversed(facts) if subject in fact.text.casefold()), None)
