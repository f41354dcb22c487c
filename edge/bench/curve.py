"""The curve of endpointing as a picture (SVG) and a table, from rows of several programs.

    python -m edge.bench.curve docs/endpointing ROWS.json [ROWS.json ...]

writes docs/endpointing.svg, and the table between the two marks in docs/endpointing.md. A file
holds a list of rows, or an object with `rows` in it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from edge.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Record = dict[str, Any]

BEGIN, END = "<!-- table begins -->", "<!-- table ends -->"
PANEL_WIDTH, PANEL_HEIGHT = 380, 320
LEFT, TOP, BETWEEN, LEGEND_LINE = 64, 48, 70, 20
LONGEST_DELAY = 2.0
"""Seconds at the right edge; points beyond are in the table only."""
COLOURS = ("#c2410c", "#1d4ed8", "#0f766e", "#7c3aed", "#525252", "#a16207")
AS_DELIVERED = {
    ("Pipecat silero + smart-turn v3", "stop_secs=0.2"),
    ("LiveKit silero + turn model v1-mini", "min_silence=0.25, min_delay=0.3"),
    ("edge silero + three speeds", "waits x 1 (stock)"),
    ("edge three speeds + smart-turn v3", "waits x 1 (stock)"),
}
"""Ringed in the picture."""
TITLES = {
    "recorded": "Read aloud",
    "hesitant": "With hesitations of 0.5 to 1.8 s",
}


@dataclass(frozen=True)
class Panel:
    """One kind of speech: where it stands, and how values become places."""

    left: float

    def x(self, seconds: float) -> float:
        return self.left + seconds / LONGEST_DELAY * PANEL_WIDTH

    def y(self, share: float) -> float:
        return TOP + (1 - share) * PANEL_HEIGHT


def endpoint_rows(paths: Iterable[Path]) -> list[Record]:
    """All rows of endpointing in these files. Raises InputError."""
    found: list[Record] = []
    for path in paths:
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"cannot read rows from {path}: {error}") from error
        rows = content["rows"] if isinstance(content, dict) else content
        found += [row for row in rows if "premature_share" in row]
    return found


def picture(rows: Sequence[Record]) -> str:
    """The share of turns ended too early over the median wait; a line a detector."""
    kinds = [kind for kind in TITLES if any(row["speech"] == kind for row in rows)]
    detectors = list(dict.fromkeys(row["detector"] for row in rows))
    colours = dict(zip(detectors, COLOURS, strict=False))
    width = LEFT + len(kinds) * (PANEL_WIDTH + BETWEEN)
    height = TOP + PANEL_HEIGHT + 60 + LEGEND_LINE * len(detectors) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">',
        '<g font-family="sans-serif" font-size="13">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for number, kind in enumerate(kinds):
        panel = Panel(LEFT + number * (PANEL_WIDTH + BETWEEN))
        parts += _axes(panel, TITLES[kind])
        for detector in detectors:
            points = [r for r in rows if (r["detector"], r["speech"]) == (detector, kind)]
            parts += _line(panel, points, colours[detector], ours="edge" in detector)
    parts += _legend(colours)
    return "\n".join([*parts, "</g>", "</svg>", ""])


def _axes(panel: Panel, title: str) -> list[str]:
    left, right = panel.x(0), panel.x(LONGEST_DELAY)
    middle, bottom = (left + right) / 2, panel.y(0)
    parts = [_text(middle, TOP - 18, title, "middle", 'font-weight="bold"')]
    for percent in range(0, 101, 20):
        y = panel.y(percent / 100)
        parts.append(f'<path d="M{left} {y}H{right}" stroke="#e5e5e5"/>')
        parts.append(_text(left - 8, y + 4, f"{percent} %", "end"))
    for tenths in range(0, round(LONGEST_DELAY * 10) + 1, 5):
        x = panel.x(tenths / 10)
        parts.append(f'<path d="M{x} {bottom}v5" stroke="#404040"/>')
        parts.append(_text(x, bottom + 20, f"{tenths / 10:g}", "middle"))
    parts.append(f'<path d="M{left} {TOP}V{bottom}H{right}" fill="none" stroke="#404040"/>')
    caption = "median wait after the last word, s"
    parts.append(_text(middle, bottom + 40, caption, "middle"))
    turned = f'transform="rotate(-90 {left - 50} {(TOP + bottom) / 2})"'
    parts.append(_text(left - 50, (TOP + bottom) / 2, "turns ended too early", "middle", turned))
    return parts


def _line(panel: Panel, points: Sequence[Record], colour: str, *, ours: bool) -> list[str]:
    """Points in order of their wait, joined."""
    shown = sorted(
        (row["delay_p50"], row["premature_share"], (row["detector"], row["setting"]))
        for row in points
        if row["delay_p50"] is not None and row["delay_p50"] <= LONGEST_DELAY
    )
    places = [(panel.x(delay), panel.y(share), name) for delay, share, name in shown]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in places)
    wide = 3 if ours else 1.5
    line = f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{wide}"/>'
    dots = [_dot(x, y, colour, wide + 1.5) for x, y, _ in places]
    ringed = [(x, y) for x, y, name in places if name in AS_DELIVERED]
    rings = [_dot(x, y, "none", 8, f'stroke="{colour}" stroke-width="2"') for x, y in ringed]
    return [line, *dots, *rings]


def _dot(x: float, y: float, colour: str, radius: float, more: str = "") -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{colour}" {more}/>'


def _legend(colours: dict[str, str]) -> list[str]:
    parts = []
    for number, (detector, colour) in enumerate(colours.items()):
        y = TOP + PANEL_HEIGHT + 66 + number * LEGEND_LINE
        parts.append(f'<circle cx="{LEFT + 6}" cy="{y}" r="5" fill="{colour}"/>')
        parts.append(_text(LEFT + 20, y + 4, detector))
    parts.append(_text(LEFT + PANEL_WIDTH, TOP + PANEL_HEIGHT + 70, "ringed: as delivered"))
    return parts


def _text(x: float, y: float, words: str, anchor: str = "start", more: str = "") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" {more}>{escape(words)}</text>'


def markdown(rows: Sequence[Record]) -> str:
    """A line a detector and setting, both kinds of speech side by side."""
    lines = [
        "| detector | setting | read: early | wait p50 / p95 | hesitant: early | wait p50 / p95 |",
        "|---|---|---|---|---|---|",
    ]
    for (detector, setting), group in groupby(
        sorted(rows, key=lambda row: (row["detector"], row["setting"])),
        key=lambda row: (row["detector"], row["setting"]),
    ):
        kinds = {row["speech"]: row for row in group}
        cells = [cell for kind in TITLES for cell in _cells(kinds.get(kind))]
        lines.append("| " + " | ".join([detector, setting, *cells]) + " |")
    return "\n".join(lines)


def _cells(row: Record | None) -> tuple[str, str]:
    if row is None or row["delay_p50"] is None:
        return "-", "-"
    early = f"{100 * row['premature_share']:.0f} % of {row['n']}"
    return early, f"{row['delay_p50']:.2f} / {row['delay_p95']:.2f} s"


def with_table(page: str, table: str) -> str:
    """The page with the table between its marks. Raises InputError without them."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise InputError(f"the page has no {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"


def main(target: str, *files: str) -> int:
    rows = endpoint_rows(map(Path, files))
    Path(f"{target}.svg").write_text(picture(rows), encoding="utf-8")
    page = Path(f"{target}.md")
    page.write_text(with_table(page.read_text(encoding="utf-8"), markdown(rows)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
