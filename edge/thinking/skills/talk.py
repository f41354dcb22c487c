"""About the conversation itself: again, what others said, why, and what left the device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.thinking.actions import Repeat
from edge.thinking.answer import Answer
from edge.thinking.skill import skill

if TYPE_CHECKING:
    from datetime import datetime

    from edge.store.records import EgressEntry
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots

LEDGER_LINES = 50


@skill("repeat", private=True)
def repeat(slots: Slots, context: Context) -> Answer:
    """The last answer, word for word and in its language."""
    for last in reversed(context.conversation.answers):
        if last.text:
            return Answer(last.text, last.language, actions=(Repeat(),), audience=last.audience)
    return context.reply("repeat.nothing")


@skill("captions", private=True)
def captions(slots: Slots, context: Context) -> Answer:
    """What others said within the last 30 seconds."""
    lines = context.services.surroundings.captions.since(context.now)
    if not lines:
        return context.reply("captions.none")
    return context.reply("captions.are", text=context.language.words["join"]["items"].join(lines))


@skill("why", private=True)
def why(slots: Slots, context: Context) -> Answer:
    """The words, the skill and the source behind the last answer, and what left for it."""
    heard = context.conversation.heard
    if heard is None:
        return context.reply("repeat.nothing")
    said = heard.said
    key = "why.typed" if said.typed else "why.heard"
    if heard.skill is None:
        key += "_free" if context.conversation.is_free else "_unknown"
    told = context.phrases.say(key, text=said.text, source=said.source, skill=heard.skill)
    left = _left(context, since=heard.at)
    return Answer(told + context.language.words["join"]["sentence"] + left)


@skill("sent", private=True)
def sent(slots: Slots, context: Context) -> Answer:
    return Answer(_left(context))


def _left(context: Context, since: datetime | None = None) -> str:
    """What the ledger holds, in words; only what left from a moment on, where one is given."""
    rows = context.store.ledger.left(LEDGER_LINES)
    gone = [row for row in rows if since is None or row.at >= since]
    if not gone:
        return context.phrases.say("sent.nothing")
    return context.phrases.say("sent.some", count=len(gone), list=_hosts(gone, context))


def _hosts(rows: list[EgressEntry], context: Context) -> str:
    return context.phrases.join(list(dict.fromkeys(f"{row.kind}: {row.host}" for row in rows)))
