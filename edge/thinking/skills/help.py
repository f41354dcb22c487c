"""What the assistant can do, in as many words as were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.thinking.skill import skill

if TYPE_CHECKING:
    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots


@skill("help")
def overview(slots: Slots, context: Context) -> Answer:
    return context.reply("help")


@skill("help.topic")
def topic(slots: Slots, context: Context) -> Answer:
    return context.reply(f"help.{slots['topic']}")


@skill("help.more")
def more(slots: Slots, context: Context) -> Answer | None:
    """Examples of every group. Declines where "go on" is about what a language model said."""
    if context.conversation.is_free:
        return None
    topics = ("time", "timers", "sums", "notes", "voice", "privacy")
    texts = [context.phrases.say(f"help.{name}") for name in topics]
    return context.reply("help.more", text=context.language.words["join"]["sentence"].join(texts))


@skill("who")
def who(slots: Slots, context: Context) -> Answer:
    return context.reply("who")


@skill("greet")
def greet(slots: Slots, context: Context) -> Answer:
    return context.reply("greet")


@skill("thanks")
def thanks(slots: Slots, context: Context) -> Answer:
    return context.reply("thanks")


@skill("bye")
def bye(slots: Slots, context: Context) -> Answer:
    return context.reply("bye")
