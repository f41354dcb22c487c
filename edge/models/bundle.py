"""Which models to fetch together: small, medium or large, and never more than the board can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.models.board import CLASSES, is_for
from edge.models.choice import CHOSEN_ROLES, budget_mb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.models.board import Board
    from edge.models.manifest import Entry, Manifest

SIZES = {"small": "1 GB", "medium": "4 GB", "large": "laptop"}
"""Each with the class of board whose models it holds at most."""


def recommended(board: Board) -> str:
    """The size that is meant for this board."""
    return next((size for size, most in SIZES.items() if is_for(board.size, most)), "large")


def bundle(
    manifest: Manifest, board: Board, size: str, languages: Sequence[str]
) -> tuple[Entry, ...]:
    """For every job the best of that size for each language; a job without one has none."""
    most = min(SIZES[size], board.size, key=CLASSES.index)
    found = [
        _best(manifest, board, role, language, most)
        for role in CHOSEN_ROLES
        for language in languages
    ]
    return tuple({entry.name: entry for entry in found if entry}.values())


def _best(manifest: Manifest, board: Board, role: str, language: str, most: str) -> Entry | None:
    fitting = [
        entry
        for entry in manifest
        if entry.role == role
        and entry.speaks(language)
        and is_for(entry.board, most)
        and entry.ram_mb <= budget_mb(board, role)
    ]
    return max(fitting, key=lambda entry: entry.rank, default=None)
