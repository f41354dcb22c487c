"""The page about models tells what the list would give to each board."""

from __future__ import annotations

from pathlib import Path

from edge.models import manifest
from edge.models.bundle import bundle
from edge.models.choice import CHOSEN_ROLES
from tests.models.test_choice import BOARDS

PAGE = Path(__file__).parents[2] / "docs" / "models.md"


def _row(board: str, language: str) -> str:
    found = bundle(manifest.load(), BOARDS[board], "large", [language])
    names = {entry.role: entry.name for entry in found}
    size = round(sum(entry.size for entry in found) / 1e6)
    cells = [board, language, *(names.get(role, "–") for role in CHOSEN_ROLES), str(size)]
    return f"| {' | '.join(cells)} |"


def test_the_table_of_boards_is_what_the_list_gives() -> None:
    rows = [_row(board, language) for board in BOARDS for language in ("en", "zh")]
    page = PAGE.read_text(encoding="utf-8")
    assert "\n".join(rows) in page, "the table is now:\n" + "\n".join(rows)
