"""A person who talks to a thinker with a language model behind it, in virtual time."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from edge.fakes.language_model import FakeLanguageModel
from edge.fakes.time import FakeClock
from edge.ports import Role
from edge.store.store import Store
from edge.thinking.mind.mind import Limits, Mind
from edge.thinking.said import Said
from edge.thinking.thinker import Thinker

if TYPE_CHECKING:
    from edge.ports import Message, Prompt
    from edge.thinking.answer import Answer


def question(prompt: Prompt) -> str:
    """What was asked, without the facts before it."""
    return prompt.messages[-1].text.rpartition("\n")[2]


@dataclass
class MindTalk:
    """As an assistant does it: the skills first, then the model; all that is said is heard."""

    answers: Any = field(default_factory=dict)
    """By question, or a function of the prompt."""
    language: str = "en"
    limits: Limits = field(default_factory=Limits)
    clock: FakeClock = field(default_factory=FakeClock)
    store: Store = field(default_factory=Store.in_memory)
    second: str = '{"skill": "none"}'
    """What the model answers where it is left skills only."""

    def __post_init__(self) -> None:
        self.thinker = Thinker(self.store, self.clock)
        self.model = FakeLanguageModel(self._answer, tokens_per_second=20)
        self.mind = Mind(self.model, self.thinker, self.store.run, self.limits)
        self.turns = count(1)
        self.last = 0
        """The number of the newest turn."""

    def _answer(self, prompt: Prompt) -> str:
        if '"none"' in prompt.schema:
            return self.second
        if callable(self.answers):
            return str(self.answers(prompt))
        return str(self.answers.get(question(prompt), '{"say": "I do not know."}'))

    def said(self, text: str, role: Role = Role.OWNER) -> Said:
        return Said(text, self.language, role)

    async def answer(self, text: str, role: Role = Role.OWNER, heard: str | None = None) -> Answer:
        """One turn; `heard` is what reached the air, all of it where nothing is given."""
        pieces, answer = await self.pieces(text, role)
        assert "".join(pieces) == answer.text
        self.mind.heard(self.last, answer.text if heard is None else heard)
        return answer

    async def pieces(self, text: str, role: Role = Role.OWNER) -> tuple[list[str], Answer]:
        """The texts in order, and the answer; nothing is reported as heard."""
        said, self.last = self.said(text, role), next(self.turns)
        answer = self.thinker.answer(said)
        if answer.understood:
            self.mind.remember(self.last, said, answer)
            return [answer.text], answer
        pieces: list[str] = []
        async for part in self.mind.reply(said, answer, self.last):
            if isinstance(part, str):
                pieces.append(part)
            else:
                answer = part
        return pieces, answer

    async def __call__(self, text: str, heard: str | None = None) -> str:
        return (await self.answer(text, heard=heard)).text

    @property
    def history(self) -> list[Message]:
        """Of the newest prompt, without the head and the question."""
        return list(self.model.prompts[-1].messages[1:-1])
