"""The front of the thinking stage: who may say what, what is answered, what rings when.

Who may do what: the owner everything that the profile's rights allow; an unknown voice only asks
for what has no effect and answers no question; a partner's speech is kept for captions and never
reaches the router.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.ports import Role
from edge.settings import Settings
from edge.thinking.answer import Answer
from edge.thinking.context import Services
from edge.thinking.conversation import Conversation
from edge.thinking.dialogue import Dialogue
from edge.thinking.mind.briefing import brief, language_of
from edge.thinking.people import People
from edge.thinking.router import Router
from edge.thinking.runner import Runner, Utterance
from edge.thinking.said import Said
from edge.thinking.schedule import Due, Schedule
from edge.thinking.skill import installed
from edge.thinking.surroundings import Surroundings

if TYPE_CHECKING:
    from datetime import datetime

    from edge.ports import Clock
    from edge.store.records import Reminder
    from edge.store.store import Store
    from edge.thinking.mind.action import Call
    from edge.thinking.mind.briefing import Briefing


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
        self._services = Services(
            store,
            People(store, settings or Settings()),
            Schedule(store),
            surroundings or Surroundings(),
        )
        self._runner = Runner(self._services, Conversation())
        self._dialogue = Dialogue(self._router, self._runner)

    @property
    def people(self) -> People:
        """Who uses the device, and their settings."""
        return self._services.people

    @property
    def surroundings(self) -> Surroundings:
        """The device as skills see it."""
        return self._services.surroundings

    def warm(self, code: str) -> None:
        """Make the first answer in a language as quick as the others; takes a second."""
        installed()
        self._router.warm(code)

    def warm_skills(self) -> None:
        """The same for skills that have something to load; takes half a second."""
        for skill in installed().values():
            if skill.warm is not None:
                skill.warm()

    def answer(self, said: Said) -> Answer:
        """What to say and do. A partner's words and silence get an empty answer."""
        now = self._clock.now()
        if said.role is not Role.OWNER:
            self._services.surroundings.captions.add(said, now)
        if said.role is Role.PARTNER or not (said.text.strip() or said.dictation.strip()):
            return Answer("", said.language)
        return self._dialogue.answer(said, now)

    def brief(self, said: Said) -> Briefing | None:
        """What a language model is to know of the moment; None where it cannot be asked."""
        return brief(said, self._services, self._clock.now())

    def act(self, call: Call, said: Said) -> Answer | None:
        """Run what a language model made of `said`, with no more rights than if it had been said.

        None where the skill declines.
        """
        heard = Utterance(said, language_of(said), self._clock.now(), call.words, guessed=True)
        answer = self._runner.run(installed()[call.skill], call.slots, heard)
        if answer is not None:
            self._runner.conversation.answered(said, answer, heard.now)
        return answer

    def replied(self, said: Said, answer: Answer) -> None:
        """The senses or a language model answered: "say that again" means that from now on."""
        is_free = answer.skill is None
        self._runner.conversation.answered(said, answer, self._clock.now(), is_free=is_free)

    def is_complete(self, text: str, language: str) -> bool:
        """`text` is a whole command, and nothing is likely to follow."""
        return self._dialogue.is_complete(text, language, self._clock.now())

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


def _ring_key(row: Reminder) -> str:
    return f"ring.{row.kind}_named" if row.name else f"ring.{row.kind}"
