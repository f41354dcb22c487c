"""Puts a prompt together: what never changes first, what changes with every turn last.

The roles alternate strictly, as many chat templates demand. The head is the same bytes from turn
to turn, so that an engine evaluates it once for each person and language.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from edge.ports import Message, Prompt
from edge.store.records import Profile
from edge.thinking.mind.tools import SAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edge.thinking.mind.briefing import Briefing
    from edge.thinking.mind.memory import Exchange

LONGEST = {"brief": 80, "normal": 140, "full": 240}
"""Tokens of an answer, by verbosity."""
SUMMARY_TOKENS = 120


def head(briefing: Briefing) -> Message:
    """Who the model is, how to answer, and the tools."""
    told = briefing.language.mind
    has_name = briefing.profile not in ("", Profile().name)
    person = told["person"].format(name=briefing.profile) if has_name else ""
    text = told["head"].format(
        person=person,
        length=told["length"][briefing.phrases.verbosity],
        tools=briefing.tools.catalogue,
    )
    return Message("system", text)


def conversation(
    briefing: Briefing, summary: str, exchanges: Sequence[Exchange], question: str
) -> Prompt:
    """The prompt for the answer to `question`."""
    last = f"[{briefing.facts}]\n{question}"
    return Prompt(
        _alternating(briefing, summary, exchanges, last),
        briefing.tools.schema,
        LONGEST[briefing.phrases.verbosity],
    )


def summing_up(briefing: Briefing, summary: str, exchanges: Sequence[Exchange]) -> Prompt:
    """The prompt for a summary of `exchanges` and of the summary before them.

    It begins as the conversation does, so what is evaluated already is used.
    """
    wish = briefing.language.mind["sum_up"]
    return Prompt(_alternating(briefing, summary, exchanges, wish), longest=SUMMARY_TOKENS)


def _alternating(
    briefing: Briefing, summary: str, exchanges: Sequence[Exchange], last: str
) -> tuple[Message, ...]:
    told = briefing.language.mind
    before = told["summary"].format(summary=summary) + "\n" if summary else ""
    messages = [head(briefing)]
    for asked, answers in _rounds(exchanges):
        messages.append(Message("user", before + (asked or told["unasked"])))
        answered = "\n".join(_answered(each, told["interrupted"]) for each in answers)
        messages.append(Message("assistant", answered))
        before = ""
    return (*messages, Message("user", before + last))


def _rounds(exchanges: Iterable[Exchange]) -> list[tuple[str, list[Exchange]]]:
    """What was asked, with everything that was said until the next question."""
    rounds: list[tuple[str, list[Exchange]]] = []
    for each in exchanges:
        if each.asked or not rounds:
            rounds.append((each.asked, [each]))
        else:
            rounds[-1][1].append(each)
    return rounds


def _answered(each: Exchange, mark: str) -> str:
    """Exactly what was heard, in the form that the model answers in.

    The mark of what was cut short stands where the model itself cannot write: behind the object.
    """
    mark = "" if each.is_whole else mark
    if each.call:
        return f"{each.call} {each.heard.rstrip()}{mark}"
    heard = each.heard.rstrip()
    return (json.dumps({SAY: heard}, ensure_ascii=False) if each.asked else heard) + mark
