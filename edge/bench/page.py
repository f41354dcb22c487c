"""The page of figures: our rows with their targets, other programs' beside them.

    python -m edge.bench.page docs/bench.md OURS.json [PEERS.json]

OURS is what `edge bench --json` printed; PEERS what `make bench-peers` keeps, an object of rows by
program. The table is written between the two marks in the page.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from edge.bench.curve import with_table
from edge.bench.meanings import meaning
from edge.bench.rows import TARGETS

Record = dict[str, Any]
OURS = "edge"


def markdown(ours: list[Record], peers: dict[str, list[Record]]) -> str:
    """A line a row of ours; the endpointing curve has a page of its own."""
    others = [name for name in peers if name != OURS]
    heads = ["row", "what", "p50", "p95", "n", "target", *others]
    lines = [_line(heads), _line(["---"] * len(heads))]
    for row in ours:
        if "premature_share" in row:
            continue
        beside = [_p50(_named(peers[name], row)) for name in others]
        lines.append(_line([*_own_cells(row), *beside]))
    return "\n".join(lines)


def _own_cells(row: Record) -> list[str]:
    target = TARGETS.get(row["name"])
    verdict = "" if target is None else f"{target}: {_verdict(row)}"
    what = meaning(row["name"])
    figures = [_shown(row["p50"]), _shown(row["p95"]), str(row["n"])]
    return [f"`{row['name']}` ({row['unit']})", what, *figures, verdict]


def _verdict(row: Record) -> str:
    if row["n"] == 0:
        return "not measured"
    return "met" if TARGETS[row["name"]].met(row["p50"], row["p95"]) else "**missed**"


def _named(rows: list[Record], like: Record) -> Record | None:
    same = (row for row in rows if (row["name"], row.get("unit")) == (like["name"], like["unit"]))
    return next(same, None)


def _p50(row: Record | None) -> str:
    return "-" if row is None else _shown(row["p50"])


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def main(page: str, ours: str, peers: str = "") -> int:
    printed = json.loads(Path(ours).read_text(encoding="utf-8"))
    others = json.loads(Path(peers).read_text(encoding="utf-8")) if peers else {}
    machine = ", ".join(f"{name} {value}" for name, value in printed["machine"].items())
    table = f"{machine}\n\n{markdown(printed['rows'], others)}"
    path = Path(page)
    path.write_text(with_table(path.read_text(encoding="utf-8"), table), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
