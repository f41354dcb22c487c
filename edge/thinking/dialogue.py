"""From what was said to what is answered: route, ask back, confirm, follow up, undo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from edge.ports import Role
from edge.thinking.answer import Answer, plain
from edge.thinking.conversation import Conversation, Question, taken_up
from edge.thinking.readings import readings, written_like
from edge.thinking.runner import Runner, Utterance
from edge.thinking.skill import installed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from edge.thinking.router import Router
    from edge.thinking.said import Said
    from edge.thinking.templates import Match

YES_OR_NO = ("answer.yes", "answer.no")
"""Without a question they are politeness, not an unknown command."""


@dataclass(frozen=True)
class Dialogue:
    """Gives a sentence the meaning that it has where the conversation stands."""

    router: Router
    runner: Runner

    @property
    def conversation(self) -> Conversation:
        return self.runner.conversation

    def answer(self, said: Said, now: datetime) -> Answer:
        """The answer of the best reading that has one, and what the conversation keeps of it."""
        answer = next(filter(None, self._answers(said, now)), None) or self._unknown(said, now)
        self.conversation.answered(said, answer, now)
        return answer

    def is_complete(self, text: str, language: str, now: datetime) -> bool:
        """`text` is a whole command, and nothing is likely to follow."""
        return any(
            self._is_whole(match, now)
            for match in self.router.matches(text, language)
            if not match.open_ended and match.out_of_range is None
        )

    def _answers(self, said: Said, now: datetime) -> Iterator[Answer | None]:
        """What each reading leads to, the best first; nothing is run before it is asked for."""
        found = [Utterance(replace(said, text=text), code, now) for text, code in readings(said)]
        for heard in found:
            yield self._reply_to_question(heard)
        found.sort(key=lambda heard: not written_like(heard.said.text, heard.code))
        for is_outside in (False, True):
            for heard in found:
                for match in self.router.matches(heard.said.text, heard.code):
                    if (match.out_of_range is not None) is is_outside:
                        yield self._run_match(match, heard)

    def _reply_to_question(self, heard: Utterance) -> Answer | None:
        question = self.conversation.open_question(heard.now)
        if question is None or heard.said.role is not Role.OWNER:
            return None
        matches = self.router.matches(heard.said.text, heard.code)
        names = {match.skill for match in matches}
        if "hush" in names and self.runner.services.schedule.ringing():
            return None  # what rings is more urgent than what was asked
        if "answer.no" in names:
            self.conversation.question = None
            return replace(self.runner.say(heard, "left_alone"), skill=question.skill.name)
        if question.wanted == "confirmation":
            return self._confirmed(question, heard) if "answer.yes" in names else None
        filled = _filled(question, matches, heard.said)
        if filled is None:
            return None
        self.conversation.question = None
        return self.runner.run(question.skill, filled, replace(heard, said=question.said))

    def _confirmed(self, question: Question, heard: Utterance) -> Answer | None:
        self.conversation.question = None
        return self.runner.run(question.skill, question.slots, heard, confirmed=True)

    def _run_match(self, match: Match, heard: Utterance) -> Answer | None:
        kind, _, what = match.skill.partition(".")
        if kind == "again":
            return None if match.out_of_range else self.runner.revise(what, match, heard)
        skill = installed().get(match.skill)
        if skill is None:
            return None
        if match.out_of_range is None:
            return self.runner.run(skill, match.slots, heard.matched(match))
        if match.free_length:
            return None
        span = match.out_of_range[1]
        answer = self.runner.say(heard, "out_of_range", low=span.low, high=span.high)
        return replace(answer, skill=match.skill, slots=plain(match.slots))

    def _unknown(self, said: Said, now: datetime) -> Answer:
        heard = Utterance(said, said.language, now)
        matches = self.router.matches(said.text, said.language)
        if any(match.skill in YES_OR_NO for match in matches):
            answer = self.runner.say(heard, "left_alone")
            return replace(answer, understood=not self.conversation.is_free)
        answer = self.runner.say(heard, "unknown", text=said.words)
        return replace(answer, understood=False)

    def _is_whole(self, match: Match, now: datetime) -> bool:
        kind, _, what = match.skill.partition(".")
        if kind == "answer":
            return self.conversation.open_question(now) is not None
        if kind == "again":
            command = self.conversation.current(now)
            return command is not None and taken_up(what, command, match.slots) is not None
        skill = installed().get(match.skill)
        return skill is not None and (
            not skill.needs or any(name in match.slots for name in skill.needs)
        )


def _filled(question: Question, matches: tuple[Match, ...], said: Said) -> dict[str, Any] | None:
    """The waiting slots with what was asked for, or None where something else was said."""
    if question.wanted == "text":
        is_command = any(match.free_length == 0 and match.skill in installed() for match in matches)
        return None if is_command else {**question.slots, question.slot: said.text.strip(" .。")}
    for match in matches:
        if match.skill == f"answer.{question.wanted}" and match.out_of_range is None:
            return {**question.slots, **match.slots}
    return None
