"""Running a skill for somebody: rights, confirmation, and what the conversation keeps of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from edge import language as languages
from edge.ports import Role
from edge.thinking.answer import Answer, plain
from edge.thinking.context import Context, Services
from edge.thinking.conversation import ANSWER_WITHIN, Command, Conversation, Question, taken_up
from edge.thinking.skill import Effect, installed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from edge.thinking.said import Said
    from edge.thinking.skill import Skill
    from edge.thinking.templates import Match


CONFIRMED = (Effect.DESTRUCTIVE,)
CONFIRMED_WHEN_GUESSED = (Effect.DESTRUCTIVE, Effect.SENDS)


@dataclass(frozen=True)
class Utterance:
    """One reading of what was said, and the moment it is answered at."""

    said: Said
    code: str
    """The language in which it is read."""
    now: datetime
    words: Mapping[str, str] = field(default_factory=dict)
    """The original words behind each slot."""
    guessed: bool = False
    """A language model made the command of it."""

    def matched(self, match: Match) -> Utterance:
        return replace(self, words=match.said)


@dataclass(frozen=True)
class Runner:
    """Runs skills within one conversation."""

    services: Services
    conversation: Conversation

    def context(self, heard: Utterance) -> Context:
        language = languages.load(heard.code)
        return Context(
            heard.said, language, heard.now, self.services, self.conversation, heard.words
        )

    def say(self, heard: Utterance, key: str, **values: Any) -> Answer:
        """A reply of the data file that no skill gives."""
        return Answer(self.context(heard).phrases.reply(key, **values), heard.code)

    def run(
        self, skill: Skill, slots: Mapping[str, Any], heard: Utterance, confirmed: bool = False
    ) -> Answer | None:
        """The skill's answer, a refusal, or a request to confirm; None where it declines."""
        context = self.context(heard)
        if refusal := _refusal(skill, context):
            return self.say(heard, refusal)
        answer: Answer | None
        doubtful = CONFIRMED_WHEN_GUESSED if heard.guessed else CONFIRMED
        if skill.effect in doubtful and not confirmed:
            key = f"confirm.{skill.name}"
            known = key in context.language.replies
            answer = context.ask(key if known else "confirm.guessed", "confirmation")
        else:
            answer = skill.run(slots, context)
        if answer is None:
            return None
        answer = replace(
            answer, language=answer.language or heard.code,
            skill=skill.name, slots=plain(slots), effect=skill.effect.value,
        )  # fmt: skip
        self._remember(skill, slots, context, answer)
        return answer

    def revise(self, kind: str, match: Match, heard: Utterance) -> Answer | None:
        """The last command again with something changed; what cannot be leaves it as it was."""
        command = self.conversation.current(heard.now)
        if command is None or heard.said.role is not Role.OWNER:
            return None
        changed = taken_up(kind, command, match.slots)
        if changed is None:
            return None
        actions = command.undo() if command.undo else ()
        answer = self.run(installed()[changed[0]], changed[1], heard.matched(match))
        last = self.conversation.last
        if answer and not answer.expects and (not command.redo or (last and last.undo)):
            return replace(answer, actions=(*actions, *answer.actions))
        if command.redo:
            command.redo()
        self.conversation.last, self.conversation.question = command, None
        left = self.say(heard, "left_as_it_was")
        return left if answer is None or answer.expects else answer

    def _remember(
        self, skill: Skill, slots: Mapping[str, Any], context: Context, answer: Answer
    ) -> None:
        talk = self.conversation
        talk.question = None
        if context.wanted:
            wanted, slot = context.wanted
            expires = context.now + ANSWER_WITHIN
            talk.question = Question(skill, slots, wanted, expires, context.said, slot)
        elif not context.keeps_last and (
            context.undo or skill.follow or skill.effect is not Effect.NONE
        ):
            talk.last = Command(
                skill, slots, context.said, context.now, answer,
                context.undo, context.result, context.redo,
            )  # fmt: skip


def _refusal(skill: Skill, context: Context) -> str:
    """The reply key that says why not, or empty."""
    if skill.effect is Effect.NONE and not skill.private:
        return ""
    if context.said.role is not Role.OWNER:
        return "refused.not_owner"
    allowed = (Effect.NONE.value, *context.profile.rights)
    return "" if skill.effect.value in allowed else "refused.no_right"
