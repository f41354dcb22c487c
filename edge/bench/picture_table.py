"""What was seen and read on each picture, a line a picture, out of the rows that are named so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COLUMNS = {"right": "right", "wrong": "wrong", "missed": "missed",
           "1_thread": "ms, 1 thread", "2_threads": "ms, 2 threads"}  # fmt: skip
"""What a row tells of a picture, and the head of its column."""
SUBJECTS = ("words", "things")
_NAME = re.compile(rf"({'|'.join(SUBJECTS)})_({'|'.join(COLUMNS)})_(.+\.\w+|all)")


def by_picture(records: Sequence[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """The table, empty where no row is of a picture, and all other rows."""
    cells: dict[str, dict[tuple[str, str], float | None]] = {}
    others: list[dict[str, Any]] = []
    for record in records:
        named = _NAME.fullmatch(record["name"])
        if named is None:
            others.append(record)
        else:
            subject, column, picture = named.groups()
            cells.setdefault(picture, {})[subject, column] = record["p50"]
    return (_table(cells) if cells else ""), others


def _table(cells: Mapping[str, Mapping[tuple[str, str], float | None]]) -> str:
    """All together stand last."""
    keys = [(subject, column) for subject in SUBJECTS for column in COLUMNS]
    heads = ["", *(f"{subject} {COLUMNS[column]}" for subject, column in keys)]
    pictures = sorted(cells, key=lambda picture: picture == "all")
    lines = [[name, *(_shown(cells[name].get(key)) for key in keys)] for name in pictures]
    widths = [max(map(len, column)) for column in zip(heads, *lines, strict=True)]
    return "\n".join(_line(line, widths) for line in (heads, *lines))


def _line(line: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (
        text.ljust(width) if place == 0 else text.rjust(width)
        for place, (text, width) in enumerate(zip(line, widths, strict=True))
    )
    return "  ".join((first, *rest))


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"
