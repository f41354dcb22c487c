"""Which voice, which language, how many words, and which clock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edge import language as languages
from edge.thinking.actions import Action, SetLanguage, SetVerbosity, SetVoice
from edge.thinking.answer import Answer
from edge.thinking.phrases import Phrases
from edge.thinking.skill import Effect, skill

if TYPE_CHECKING:
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots


@skill("voice.set", Effect.REVERSIBLE)
def set_voice(slots: Slots, context: Context) -> Answer:
    return _use(str(slots["voice"]), context)


def _use(voice: str, context: Context) -> Answer:
    people, before = context.services.people, context.services.people.setting("voice") or "normal"
    people.keep("voice", voice)

    def undo() -> tuple[Action, ...]:
        people.keep("voice", before)
        return (SetVoice(before),)

    context.undo = undo
    return context.reply(
        "voice.set", SetVoice(voice), voice=context.language.words["voices"][voice]
    )


@skill("voice.next", Effect.REVERSIBLE)
def next_voice(slots: Slots, context: Context) -> Answer:
    """The voices that everybody has, in turn."""
    order = [choice.value for choice in context.language.lists["voice"]]
    order = list(dict.fromkeys(order))
    before = context.services.people.setting("voice") or "normal"
    following = order[(order.index(before) + 1) % len(order)] if before in order else order[0]
    return _use(following, context)


@skill("language.set", Effect.REVERSIBLE)
def set_language(slots: Slots, context: Context) -> Answer:
    """Answers in the new language; says so where it is not there."""
    code = str(slots["language"])
    if code not in languages.available():
        return _missing(code, context)
    people, before = context.services.people, context.profile.language
    people.change(language=code)

    def undo() -> tuple[Action, ...]:
        people.change(language=before)
        return (SetLanguage(before),)

    context.undo = undo
    phrases = Phrases(languages.load(code), context.profile.verbosity)
    return Answer(phrases.say("language.set"), code, actions=(SetLanguage(code),))


@skill("language.ask")
def ask_languages(slots: Slots, context: Context) -> Answer:
    if "language" in slots and slots["language"] not in languages.available():
        return _missing(str(slots["language"]), context)
    names = context.language.words["languages"]
    known = [names.get(code, languages.load(code).name) for code in languages.available()]
    return context.reply("language.known", list=context.phrases.join(known))


def _missing(code: str, context: Context) -> Answer:
    names = context.language.words["languages"]
    return context.reply("language.missing", language=names[code])


@skill("verbosity.set", Effect.REVERSIBLE)
def set_verbosity(slots: Slots, context: Context) -> Answer:
    people, before = context.services.people, context.profile.verbosity
    level = str(slots["verbosity"])
    people.change(verbosity=level)

    def undo() -> tuple[Action, ...]:
        people.change(verbosity=before)
        return (SetVerbosity(before),)

    context.undo = undo
    context.phrases = replace(context.phrases, verbosity=level)
    return context.reply("verbosity.set", SetVerbosity(level))


@skill("clock.set", Effect.REVERSIBLE)
def set_clock(slots: Slots, context: Context) -> Answer:
    """12 or 24 hours."""
    people, before = context.services.people, context.services.people.setting("clock")
    hours = int(slots["clock_hours"])
    people.keep("clock", hours)

    def undo() -> tuple[Action, ...]:
        people.keep("clock", before)
        return ()

    context.undo = undo
    context.phrases = replace(context.phrases, hours=hours)
    return context.reply("time.now", time=context.phrases.clock(context.now))
