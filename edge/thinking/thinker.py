"""From what was said to what is answered: route, ask back, confirm, follow up, undo.

Who may do what: the owner everything that the profile's rights allow; an unknown voice only asks
for what has no effect and answers no question; a partner's speech is kept for captions and never
reaches the router.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from edge import language as languages
from edge.ports import Role
from edge.settings import Settings
from edge.thinking.answer import Answer, plain
from edge.thinking.context import Services
from edge.thinking.conversation import Conversation, Question, taken_up
from edge.thinking.people import People
from edge.thinking.router import Router
from edge.thinking.runner import Runner, Utterance
from edge.thinking.said import Said
from edge.thinking.schedule import Due, Schedule
from edge.thinking.skill import installed
from edge.thinking.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from edge.ports import Clock
    from edge.store.records import Reminder
    from edge.store.store import Store
    from edge.thinking.templates import Match

YES_OR_NO = ("answer.yes", "answer.no")
"""Without a question they are politeness, not an unknown command."""


class Thinker:
    """Answers one utterance after another; synchronous, called from one thread at a time."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        settings: Settings | None = None,
        surroundings: Surroundings | None = None,
    ) -> None:
        self._clock = clock
        self._router = Router()
        self._conversation = Conversation()
        self._services = Services(
            store,
            People(store, settings or Settings()),
            Schedule(store),
            surroundings or Surroundings(),
        )
        self._runner = Runner(self._services, self._conversation)

    @property
    def people(self) -> People:
        """Who uses the device, and their settings."""
        return self._services.people

    def warm(self, code: str) -> None:
        """Make the first answer in a language as quick as the others; takes a second."""
        installed()
        self._router.warm(code)

    def answer(self, said: Said) -> Answer:
        """What to say and do. A partner's words and silence get an empty answer."""
        now = self._clock.now()
        if said.role is not Role.OWNER:
            self._services.surroundings.captions.add(said, now)
        if said.role is Role.PARTNER or not (said.text.strip() or said.dictation.strip()):
            return Answer("", said.language)
        answer = next(filter(None, self._answers(said, now)), None) or self._unknown(said, now)
        self._conversation.answered(said, answer, now)
        return answer

    def is_complete(self, text: str, language: str) -> bool:
        """`text` is a whole command, and nothing is likely to follow."""
        now = self._clock.now()
        return any(
            self._is_whole(match, now)
            for match in self._router.matches(text, language)
            if not match.open_ended and match.out_of_range is None
        )

    def due(self, now: datetime) -> list[Due]:
        """What begins to ring now, each once, with what to say."""
        code = self.people.current.language
        heard = Utterance(Said("", code), code, now)
        return [
            Due(row.id, row.kind, row.name,
                self._runner.say(heard, _ring_key(row), name=row.name).text, code, row.profile)
            for row in self._services.schedule.newly_due(now)
        ]  # fmt: skip

    def next_due(self) -> datetime | None:
        """When to ask `due` again."""
        return self._services.schedule.next_due()

    # -- one utterance ---------------------------------------------------------------------------

    def _answers(self, said: Said, now: datetime) -> Iterator[Answer | None]:
        """What each reading leads to, the best first; nothing is run before it is asked for."""
        readings = [
            Utterance(replace(said, text=text), code, now)
            for text, code in _readings(said)
            if text.strip()
        ]
        for heard in readings:
            yield self._reply_to_question(heard)
        readings.sort(key=lambda heard: not _written_like(heard.said.text, heard.code))
        for is_outside in (False, True):
            for heard in readings:
                for match in self._router.matches(heard.said.text, heard.code):
                    if (match.out_of_range is not None) is is_outside:
                        yield self._run_match(match, heard)

    def _reply_to_question(self, heard: Utterance) -> Answer | None:
        question = self._conversation.open_question(heard.now)
        if question is None or heard.said.role is not Role.OWNER:
            return None
        matches = self._router.matches(heard.said.text, heard.code)
        names = {match.skill for match in matches}
        if "hush" in names and self._services.schedule.ringing():
            return None  # what rings is more urgent than what was asked
        if "answer.no" in names:
            self._conversation.question = None
            return replace(self._runner.say(heard, "left_alone"), skill=question.skill.name)
        if question.wanted == "confirmation":
            return self._confirmed(question, heard) if "answer.yes" in names else None
        filled = _filled(question, matches, heard.said)
        if filled is None:
            return None
        self._conversation.question = None
        return self._runner.run(question.skill, filled, replace(heard, said=question.said))

    def _confirmed(self, question: Question, heard: Utterance) -> Answer | None:
        self._conversation.question = None
        return self._runner.run(question.skill, question.slots, heard, confirmed=True)

    def _run_match(self, match: Match, heard: Utterance) -> Answer | None:
        kind, _, what = match.skill.partition(".")
        if kind == "again":
            return None if match.out_of_range else self._runner.revise(what, match, heard)
        skill = installed().get(match.skill)
        if skill is None:
            return None
        if match.out_of_range is None:
            return self._runner.run(skill, match.slots, heard.matched(match))
        if match.free_length:
            return None
        span = match.out_of_range[1]
        answer = self._runner.say(heard, "out_of_range", low=span.low, high=span.high)
        return replace(answer, skill=match.skill, slots=plain(match.slots))

    def _unknown(self, said: Said, now: datetime) -> Answer:
        heard = Utterance(said, said.language, now)
        matches = self._router.matches(said.text, said.language)
        if any(match.skill in YES_OR_NO for match in matches):
            return self._runner.say(heard, "left_alone")
        return self._runner.say(heard, "unknown", text=(said.dictation or said.text).strip())

    def _is_whole(self, match: Match, now: datetime) -> bool:
        kind, _, what = match.skill.partition(".")
        if kind == "answer":
            return self._conversation.open_question(now) is not None
        if kind == "again":
            command = self._conversation.current(now)
            return command is not None and taken_up(what, command, match.slots) is not None
        skill = installed().get(match.skill)
        return skill is not None and (
            not skill.needs or any(name in match.slots for name in skill.needs)
        )


def _ring_key(row: Reminder) -> str:
    return f"ring.{row.kind}_named" if row.name else f"ring.{row.kind}"


def _readings(said: Said) -> Iterator[tuple[str, str]]:
    """What may have been said: in the language that was meant, then in those it is written like."""
    others = [code for code in languages.available() if code != said.language]
    for code in (said.language, *others):
        for text in (said.text, said.dictation):
            if code == said.language or _written_like(text, code):
                yield text, code


def _written_like(text: str, code: str) -> bool:
    """Chinese characters for a language without spaces, words of letters for one with.

    Digits, signs and single letters are like every language.
    """
    if re.search("[\u3400-\u9fff]", text):
        return not languages.load(code).spaced
    return languages.load(code).spaced or not re.search(r"[^\W\d_]{2}", text)


def _filled(question: Question, matches: tuple[Match, ...], said: Said) -> dict[str, Any] | None:
    """The waiting slots with what was asked for, or None where something else was said."""
    if question.wanted == "text":
        is_command = any(match.free_length == 0 and match.skill in installed() for match in matches)
        return None if is_command else {**question.slots, question.slot: said.text.strip(" .。")}
    for match in matches:
        if match.skill == f"answer.{question.wanted}" and match.out_of_range is None:
            return {**question.slots, **match.slots}
    return None
