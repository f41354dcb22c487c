"""What the mind makes of one question: text, one action, or an honest refusal."""

from __future__ import annotations

import json
import logging
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from edge.errors import ContextFull, EngineError
from edge.thinking.answer import Answer
from edge.thinking.mind.action import Call, Unfit, checked
from edge.thinking.mind.question import Question
from edge.thinking.mind.spoken_reply import End, SpokenReply
from edge.thinking.mind.token_budget import tokens
from edge.thinking.skill import Effect, installed

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from edge.thinking.mind.briefing import Briefing
    from edge.thinking.mind.means import Means
    from edge.thinking.said import Said

log = logging.getLogger(__name__)


class Thought:
    """Hands out texts to be said, in order; `answer` is what they came to."""

    def __init__(self, means: Means, said: Said, otherwise: Answer, briefing: Briefing) -> None:
        self.text = ""
        """Everything handed out so far."""
        self.call = ""
        """The action that was run, as the model wrote it."""
        self.in_vain = 0
        """Tokens that the model made and that nobody was given."""
        self.failed = False
        """The model broke or stalled before it had said anything."""
        self.question = Question(means, briefing, said.words)
        self._means = means
        self._said = said
        self._otherwise = otherwise
        self._briefing = briefing
        self._tools = briefing.tools
        self._answer: Answer | None = None

    @property
    def answer(self) -> Answer:
        """All texts as one answer, and whatever the skill that was used wants done."""
        found = self._answer or Answer("", self._briefing.language.code)
        return replace(found, text=self.text)

    @property
    def is_own(self) -> bool:
        """The texts are the model's, not a skill's and not what is said without a model."""
        return self._answer is None and bool(self.text)

    async def texts(self, apology: str) -> AsyncGenerator[str, None]:
        """What to say; `apology` is the reply for a model that fails at once, "" for none."""
        spoken = SpokenReply(self.question.known, self._briefing.language.mind["full_stop"])
        try:
            async with aclosing(self.question.clauses(spoken)) as clauses:
                async for clause in clauses:
                    yield self._handed_out(clause)
            ending = await self._ending(spoken)
        except (EngineError, TimeoutError) as error:
            ending = self._excuse(error, apology)
        finally:
            self.in_vain += tokens("x" * spoken.unsaid)
        if ending:
            yield self._handed_out(ending)

    def _handed_out(self, text: str) -> str:
        """`text`, parted from what was said before it."""
        if self.text and not self.text[-1].isspace() and self._briefing.language.spaced:
            text = f" {text.lstrip()}"
        self.text += text
        return text

    async def _ending(self, spoken: SpokenReply) -> str:
        """What is said after the clauses, or in their place."""
        match spoken.end:
            case End.ACTION:
                return await self._act(spoken.action, checked(spoken.action, self._tools))
            case End.FIGURE:
                return await self._act(*await self._question_for_a_skill())
            case End.BROKEN:
                return self._phrase("mind.unusable")
            case End.NOTHING if not self.text:
                return self._given_up()
        return ""

    async def _question_for_a_skill(self) -> tuple[Mapping[str, Any], Call | Unfit]:
        """A second try, out of which no figure can come but that of a skill without effect."""
        spoken = SpokenReply(frozenset())
        await self.question.read(spoken, self._tools.asking_schema)
        call = checked(spoken.action, self._tools) if spoken.end is End.ACTION else Unfit()
        is_question = isinstance(call, Call) and installed()[call.skill].effect is Effect.NONE
        return spoken.action, call if is_question else Unfit("mind.figure")

    async def _act(self, fields: Mapping[str, Any], call: Call | Unfit) -> str:
        """Run the skill, and say what it says."""
        if isinstance(call, Unfit):
            return self._phrase(call.reply, **call.values)
        answer = await self._means.off_loop(self._means.thinker.act, call, self._said)
        if answer is None:
            return self._phrase("mind.not_done")
        self._answer, self.call = answer, json.dumps(fields, ensure_ascii=False, default=float)
        return str(answer.text)

    def _excuse(self, error: Exception, apology: str) -> str:
        """One sentence where something was said already; else as without a model."""
        log.warning("the language model: %s", error or type(error).__name__)
        if self.text:
            return self._phrase("mind.broke_off")
        if isinstance(error, ContextFull):
            return self._phrase("mind.too_long")
        self.failed = True
        if not apology:
            return self._given_up()
        gap = self._briefing.language.words["join"]["sentence"]
        return f"{self._phrase(apology)}{gap}{self._given_up()}"

    def _given_up(self) -> str:
        """The answer is the one that was found without a model."""
        self._answer = self._otherwise
        return self._otherwise.text

    def _phrase(self, key: str, **values: Any) -> str:
        return self._briefing.phrases.reply(key, **values)
