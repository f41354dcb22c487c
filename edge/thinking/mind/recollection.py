"""Fits what was said so far into a model's context: what is recent in words, the rest in short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.thinking.mind.figures import figures
from edge.thinking.mind.memory import Memory
from edge.thinking.mind.prompting import conversation, summing_up
from edge.thinking.mind.token_budget import TokenBudget

if TYPE_CHECKING:
    from edge.errors import ContextFull
    from edge.ports import Prompt
    from edge.thinking.mind.briefing import Briefing
    from edge.thinking.mind.figures import Figure
    from edge.thinking.mind.memory import Exchange

KEPT = 0.5
"""Of the room for history, when something has to go: turns leave in groups, since each time that
the oldest one leaves everything behind the head is evaluated anew."""
FILLED = 0.75
"""Of that room, from which on old turns are summed up while there is time."""


class Recollection:
    """The memory of the person who speaks, and what of it a prompt can hold."""

    def __init__(self, limit: int) -> None:
        self.budget = TokenBudget(limit)
        self.memory = Memory()

    def of(self, profile: str) -> Memory:
        """The memory of this person; another person's is forgotten."""
        if self.memory.profile != profile:
            self.memory = Memory(profile)
        return self.memory

    def prompt(self, briefing: Briefing, question: str) -> Prompt:
        """With as much of the past as fits; a voice that is not the owner's gets none of it."""
        if not briefing.profile:
            return conversation(briefing, "", [], question)
        self.of(briefing.profile)
        if not self._fits(briefing, question, 1.0):
            self._shorten(briefing, question)
        return self._whole(briefing, question)

    def learn(self, prompt: Prompt, full: ContextFull) -> None:
        """The model counted itself: from now on prompts are shorter."""
        self.budget.learn(prompt, full.needed, full.limit)

    def known_figures(self, briefing: Briefing, question: str) -> frozenset[Figure]:
        """The figures that the person said, or that are facts; not those that were answered."""
        asked = [each.asked for each in self.memory.recent] if briefing.profile else []
        return briefing.figures.union(*map(figures, [*asked, question]))

    def due_for_summary(self, briefing: Briefing) -> tuple[list[Exchange], Prompt] | None:
        """The oldest turns, where it is time to sum them up, and the prompt that asks for it."""
        if not self._fits(briefing, "", FILLED):
            self._shorten(briefing, "")
        old = self.memory.waiting
        while old:
            prompt = summing_up(briefing, self.memory.summary, old)
            if self.budget.needs(prompt) <= self.budget.limit:
                return old, prompt
            old = old[:-1]
        return None

    def figures_of(self, old: list[Exchange]) -> frozenset[Figure]:
        """Those that a summary of these turns may state."""
        texts = [self.memory.summary, *(f"{each.asked}\n{each.heard}" for each in old)]
        return frozenset().union(*map(figures, texts))

    def forget(self) -> None:
        """As if nothing had been said."""
        figures.cache_clear()  # it holds texts
        self.memory = Memory(self.memory.profile)

    def _whole(self, briefing: Briefing, question: str) -> Prompt:
        return conversation(briefing, self.memory.summary, self.memory.recent, question)

    def _fits(self, briefing: Briefing, question: str, share: float) -> bool:
        """The past fits a share of the room that head, question and answer leave."""
        bare = self.budget.needs(conversation(briefing, "", [], question))
        room = share * (self.budget.limit - bare)
        return self.budget.needs(self._whole(briefing, question)) <= bare + max(0.0, room)

    def _shorten(self, briefing: Briefing, question: str) -> None:
        while not self._fits(briefing, question, KEPT) and self.memory.set_aside(1):
            pass
        if not self.memory.recent and not self._fits(briefing, question, 1.0):
            self.memory.summary = ""
