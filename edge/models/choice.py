"""Which model does each job here, and why: the best that is on the shelf and fits the board."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.models.board import is_for
from edge.models.shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edge.models.board import Board
    from edge.models.manifest import Manifest
    from edge.models.record import Model

CHOSEN_ROLES = ("recogniser", "voice", "end of turn", "language model")
"""Those of which one is used at a time, chosen by the board."""
SHARE = {"recogniser": 0.34, "voice": 0.16, "language model": 0.50}
"""Of the memory for models: what a job may take at most, so that all of them fit side by side."""
LEAST_MB = 64
"""Any job may take so much: smart-turn takes 46, a denoiser less."""
WITHOUT = {
    "recogniser": "PocketSphinx listens, where it has the language",
    "voice": "eSpeak NG speaks",
    "end of turn": "grammar and learned pauses tell the end of a turn",
    "language model": "what no skill understands is not answered",
}
EMBEDDED = {"recogniser": "pocketsphinx", "voice": "espeak", "language model": "none"}
"""What the owner names to have no model from the shelf."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What does one job in one language."""

    role: str
    language: str
    model: Model | None
    """None = what is embedded in the program."""
    why: str
    others: tuple[Model, ...] = ()
    """What would do as well, best first."""
    passed: tuple[str, ...] = ()
    """Of every other model for the job, why it was not taken."""
    lost: bool = False
    """The owner asked for another one, which is not here or cannot be used."""


def budget_mb(board: Board, role: str) -> int:
    """The memory that one job may take on this board."""
    return max(LEAST_MB, int(board.free_mb * SHARE.get(role, 0.0)))


def wanted_key(role: str, language: str) -> str:
    """Under which name the owner's own choice is kept."""
    return f"model:{role}:{language}"


@dataclass(frozen=True, kw_only=True)
class Chooser:
    """The rule, over what there is."""

    models: Sequence[Model]
    manifest: Manifest
    board: Board
    refused: Mapping[str, str]
    """By a model's name, why it cannot be used here: its library is missing, it is too slow."""

    def choose(self, role: str, language: str, wanted: str = "") -> Choice:
        """The best that fits; what the owner wants wins over size, never over being unusable."""
        if wanted and wanted == EMBEDDED.get(role):
            why = f"the owner asked for none: {WITHOUT[role]}"
            return Choice(role=role, language=language, model=None, why=why)
        fit, passed = [], []
        for model in self.models:
            if model.role != role:
                continue
            reason = self._against(model, language, is_wanted=model.name == wanted)
            if reason:
                passed.append(f"{model.name} {reason}")
            else:
                fit.append(model)
        fit.sort(key=lambda model: (model.name != wanted, self._order(model)))
        return self._told(role, language, fit, passed, wanted)

    def _told(
        self, role: str, language: str, fit: list[Model], passed: list[str], wanted: str
    ) -> Choice:
        best, others = (fit[0], fit[1:]) if fit else (None, [])
        lost = wanted != "" and (best is None or best.name != wanted)
        why = f'"{wanted}", which was asked for, cannot be used; ' if lost else ""
        return Choice(
            role=role,
            language=language,
            model=best,
            why=why + self._because(best, role, language, len(others), wanted),
            others=tuple(others),
            passed=(*passed, *(f"{model.name} comes after it" for model in others)),
            lost=lost,
        )

    def _because(
        self, model: Model | None, role: str, language: str, others: int, wanted: str
    ) -> str:
        if model is None:
            return f'no {role} for "{language}" is here that fits: {WITHOUT.get(role, "")}'
        if model.name == wanted:
            return "the owner asked for it"
        room = f"needs about {model.ram_mb} of {budget_mb(self.board, role)} MB"
        return f"the best of {others + 1} that fit; it {room}" if others else f"it fits: {room}"

    def _against(self, model: Model, language: str, *, is_wanted: bool) -> str:
        """Why it cannot be taken, in the words that follow its name; empty where it can."""
        if model.languages and not model.speaks(language):
            return f'speaks {", ".join(model.languages)}, not "{language}"'
        if unusable := model.not_whole or self.refused.get(model.name, ""):
            return unusable
        if not model.languages:
            return "tells no language"
        return "" if is_wanted else self._too_much(model)

    def _too_much(self, model: Model) -> str:
        room = budget_mb(self.board, model.role)
        if model.ram_mb > room:
            return f"needs about {model.ram_mb} MB where a {model.role} may take {room}"
        entry = self.manifest.entries.get(model.name)
        if entry is not None and not is_for(entry.board, self.board.size):
            return f"is too slow below class {entry.board}"
        return ""

    def _order(self, model: Model) -> tuple[int, int, int]:
        """The smaller the better: by our list, then by kind, then by size."""
        entry = self.manifest.entries.get(model.name)
        kinds = [shape.kind for shape in SHAPES]
        return (-(entry.rank if entry else 0), kinds.index(model.kind), -model.bytes)
