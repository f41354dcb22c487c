"""From what was said to what is answered: route, ask back, confirm, follow up, undo.

Who may do what: the owner everything that the profile's rights allow; an unknown voice only asks
for what has no effect and answers no question; a partner's speech is kept for captions and never
reaches the router.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from edge import language as languages
from edge.ports import Role
from edge.settings import Settings
from edge.thinking.answer import Answer, plain
from edge.thinking.context import Context, Services
from edge.thinking.conversation import ANSWER_WITHIN, Command, Conversation, Question, taken_up
from edge.thinking.people import People
from edge.thinking.router import Router
from edge.thinking.schedule import Due, Schedule
from edge.thinking.skill import Effect, installed
from edge.thinking.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from edge.ports import Clock
    from edge.store.store import Store
    from edge.thinking.said import Said
    from edge.thinking.skill import Skill
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
        answer = next(self._answers(said, now), None) or self._unknown(said, now)
        self._conversation.answered(said, answer)
        return answer

    def is_complete(self, text: str, language: str) -> bool:
        """`text` is a whole command, and nothing is likely to follow."""
        now = self._clock.now()
        known = languages.load(language)
        if (
            text.lower()
            .rstrip(" .?!")
            .endswith(tuple(f" {end}" for end in known.unfinished_endings))
        ):
            return False
        return any(
            self._is_whole(match, now)
            for match in self._router.matches(text, language)
            if not match.open_ended and match.out_of_range is None
        )

    def due(self, now: datetime) -> list[Due]:
        """What begins to ring now, each once, with what to say."""
        return [
            Due(row.id, row.kind, row.name, context.phrases.say(key, name=row.name),
                context.language.code, row.profile)
            for row in self._services.schedule.newly_due(now)
            for context in [self._context(None, self.people.current.language, now, {})]
            for key in [f"ring.{row.kind}" + ("_named" if row.name else "")]
        ]  # fmt: skip

    def next_due(self) -> datetime | None:
        """When to ask `due` again."""
        return self._services.schedule.next_due()

    # -- one utterance ---------------------------------------------------------------------------

    def _answers(self, said: Said, now: datetime) -> Iterator[Answer]:
        """Every answer that can be found, the best first; nothing is run before it is asked for."""
        readings = [(text, code) for text, code in _readings(said) if text.strip()]
        for text, code in readings:
            yield from self._reply_to_question(replace(said, text=text), code, now)
        for wanted in (False, True):
            for text, code in readings:
                for match in self._router.matches(text, code):
                    if (match.out_of_range is not None) is wanted:
                        yield from self._run_match(match, replace(said, text=text), code, now)

    def _reply_to_question(self, said: Said, code: str, now: datetime) -> Iterator[Answer]:
        question = self._conversation.open_question(now)
        if question is None or said.role is not Role.OWNER:
            return
        matches = self._router.matches(said.text, code)
        names = {match.skill for match in matches}
        if "hush" in names and self._services.schedule.ringing():
            return  # what rings is more urgent than what was asked
        if question.wanted != "confirmation" and "answer.no" not in names:
            filled = _filled(question, matches, said)
            if filled is None:
                return
            self._conversation.question = None
            yield from self._run(question.skill, filled, question.said, code, now)
        elif "answer.no" in names:
            self._conversation.question = None
            text = self._context(said, code, now, {}).phrases.say("left_alone")
            yield Answer(text, code, question.skill.name)
        elif "answer.yes" in names:
            self._conversation.question = None
            yield from self._run(question.skill, question.slots, said, code, now, confirmed=True)

    def _run_match(self, match: Match, said: Said, code: str, now: datetime) -> Iterator[Answer]:
        kind, _, what = match.skill.partition(".")
        if kind == "answer" or (match.skill not in installed() and kind != "again"):
            return
        if match.out_of_range is not None:
            if match.free_length == 0 and kind != "again":
                yield self._out_of_range(match, said, code, now)
            return
        if kind != "again":
            yield from self._run(installed()[match.skill], match.slots, said, code, now, match.said)
            return
        command = self._conversation.current(now)
        if command is not None and said.role is Role.OWNER:
            yield from self._revise(what, command, match, said, code, now)

    def _revise(
        self, kind: str, command: Command, match: Match, said: Said, code: str, now: datetime
    ) -> Iterator[Answer]:
        """The last command again with something changed; what cannot be leaves it as it was."""
        changed = taken_up(kind, command, match.slots)
        if changed is None:
            return
        actions = command.undo() if command.undo else ()
        skill, slots = installed()[changed[0]], changed[1]
        answer = next(self._run(skill, slots, said, code, now, match.said), None)
        now_last = self._conversation.last
        if answer and not answer.expects and (not command.redo or (now_last and now_last.undo)):
            yield replace(answer, actions=(*actions, *answer.actions))
            return
        if command.redo:
            command.redo()
        self._conversation.last, self._conversation.question = command, None
        left = Answer(self._context(said, code, now, {}).phrases.say("left_as_it_was"), code)
        yield left if answer is None or answer.expects else answer

    def _run(
        self,
        skill: Skill,
        slots: Mapping[str, Any],
        said: Said,
        code: str,
        now: datetime,
        words: Mapping[str, str] | None = None,
        confirmed: bool = False,
    ) -> Iterator[Answer]:
        """Run a skill if its effect is allowed; yields nothing where it declines."""
        context = self._context(said, code, now, words or {})
        if refusal := _refusal(skill, said, context):
            yield Answer(context.phrases.say(refusal), code)
            return
        if skill.effect is Effect.DESTRUCTIVE and not confirmed:
            text = context.phrases.say(f"confirm.{skill.name}")
            answer = Answer(text, expects=True)
            context.wanted = ("confirmation", "")
        else:
            found = skill.run(slots, context)
            if found is None:
                return
            answer = found
        answer = replace(
            answer, language=code if answer.language == "" else answer.language,
            skill=skill.name, slots=plain(slots), effect=skill.effect.value,
        )  # fmt: skip
        self._remember(skill, slots, context, answer)
        yield answer

    def _remember(
        self, skill: Skill, slots: Mapping[str, Any], context: Context, answer: Answer
    ) -> None:
        talk = self._conversation
        talk.question = None
        if context.wanted:
            wanted, slot = context.wanted
            expires = context.now + ANSWER_WITHIN
            talk.question = Question(skill, slots, wanted, expires, context.said, slot)  # type: ignore[arg-type]  # ask() names them
        elif not context.keeps_last and (
            context.undo or skill.follow or skill.effect is not Effect.NONE
        ):
            talk.last = Command(
                skill,
                slots,
                context.said,
                context.now,
                answer,
                context.undo,
                context.result,
                context.redo,
            )

    def _context(
        self, said: Said | None, code: str, now: datetime, words: Mapping[str, str]
    ) -> Context:
        from edge.thinking.said import Said as Words

        utterance = said or Words("", code)
        language = languages.load(code)
        return Context(utterance, language, now, self._services, self._conversation, words)

    # -- nothing fitted --------------------------------------------------------------------------

    def _unknown(self, said: Said, now: datetime) -> Answer:
        phrases = self._context(said, said.language, now, {}).phrases
        heard = (said.dictation or said.text).strip()
        if any(
            match.skill in YES_OR_NO for match in self._router.matches(said.text, said.language)
        ):
            return Answer(phrases.say("left_alone"), said.language)
        return Answer(phrases.say("unknown", text=heard), said.language)

    def _out_of_range(self, match: Match, said: Said, code: str, now: datetime) -> Answer:
        assert match.out_of_range is not None
        _, span = match.out_of_range
        phrases = self._context(said, code, now, {}).phrases
        text = phrases.say("out_of_range", low=span.low, high=span.high)
        return Answer(text, code, match.skill, plain(match.slots))

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


def _readings(said: Said) -> Iterator[tuple[str, str]]:
    """What may have been said: in the language that was meant, then in those it is written like."""
    others = [code for code in languages.available() if code != said.language]
    for code in (said.language, *others):
        for text in (said.text, said.dictation):
            if code == said.language or _written_like(text, code):
                yield text, code


def _written_like(text: str, code: str) -> bool:
    """Chinese characters for a language without spaces, none of them for one with."""
    has_characters = any("\u3400" <= character <= "\u9fff" for character in text)
    return has_characters is not languages.load(code).spaced


def _filled(question: Question, matches: tuple[Match, ...], said: Said) -> dict[str, Any] | None:
    """The waiting slots with what was asked for, or None where something else was said."""
    if question.wanted == "text":
        is_command = any(match.free_length == 0 and match.skill in installed() for match in matches)
        return None if is_command else {**question.slots, question.slot: said.text.strip(" .。")}
    for match in matches:
        if match.skill == f"answer.{question.wanted}" and match.out_of_range is None:
            return {**question.slots, **match.slots}
    return None


def _refusal(skill: Skill, said: Said, context: Context) -> str:
    """The reply key that says why not, or empty."""
    if skill.effect is Effect.NONE and not skill.private:
        return ""
    if said.role is not Role.OWNER:
        return "refused.not_owner"
    if skill.effect is Effect.NONE:
        return ""
    return "" if skill.effect.value in context.profile.rights else "refused.no_right"
