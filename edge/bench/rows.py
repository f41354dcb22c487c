"""Rows of figures: medians and 95th percentiles, and what they should be."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure; p50 and p95 are None where nothing was measured."""

    name: str
    unit: str
    p50: float | None
    p95: float | None
    n: int

    def record(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {part.name: getattr(self, part.name) for part in fields(self)}


@dataclass(frozen=True, slots=True)
class Target:
    """What a row should not exceed."""

    p50: float | None = None
    p95: float | None = None

    def met(self, p50: float | None, p95: float | None) -> bool:
        """Whether it was measured and nothing is above."""
        pairs = ((p50, self.p50), (p95, self.p95))
        return all(
            limit is None or (value is not None and value <= limit) for value, limit in pairs
        )

    def __str__(self) -> str:
        named = (("p50", self.p50), ("p95", self.p95))
        return ", ".join(f"{name} <= {limit:g}" for name, limit in named if limit is not None)


ENGINES_AT_WORK = (
    "warm_up", "recogniser", "recogniser_load", "tts", "vad", "wake_word", "echo_canceller",
    "answer", "garbage",
)  # fmt: skip
TARGETS: dict[str, Target] = {
    "first_sound_silence": Target(p50=230),
    "first_sound_command": Target(p50=450, p95=700),
    "first_sound_pulse": Target(p50=450, p95=700),
    "hazard": Target(p95=100),
    **{
        f"hazard_{beside}{ears}_air": Target(p95=250)
        for beside in ("engines", "processes")
        for ears in ("", "_stereo")
    },
    "hazard_missed": Target(p50=0),
    "barge_in_pause": Target(p95=120),
    "barge_in": Target(p95=150),
    "barge_in_beside_prompt_pause": Target(p95=120),
    "barge_in_beside_prompt": Target(p95=150),
    "barge_in_beside_synthesis_pause": Target(p95=120),
    "barge_in_beside_synthesis": Target(p95=150),
    "idle_quiet": Target(p50=0.01),
    "idle_speech": Target(p50=0.06),
    "memory_stock": Target(p50=200),
    **{f"gil_hold_{name}": Target(p95=20) for name in ENGINES_AT_WORK},
    "import": Target(p50=0.2),
    "ready": Target(p50=1.5),
    "installed": Target(p50=300),
}
"""Rows that are not here stand for comparison only."""


def row(name: str, unit: str, values: Iterable[float], digits: int = 1) -> Row:
    """Median and nearest-rank 95th percentile."""
    ordered = sorted(values)
    if not ordered:
        return Row(name=name, unit=unit, p50=None, p95=None, n=0)
    p50 = round(statistics.median(ordered), digits)
    p95 = round(percentile_95(ordered), digits)
    return Row(name=name, unit=unit, p50=p50, p95=p95, n=len(ordered))


def percentile_95(ordered: Sequence[float]) -> float:
    """The nearest rank."""
    return ordered[max(0, math.ceil(0.95 * len(ordered)) - 1)]


def milliseconds(seconds: Iterable[float]) -> list[float]:
    return [1000 * value for value in seconds]


def table(records: Sequence[dict[str, Any]]) -> str:
    """A line a row, its target beside it, and whether that is met."""
    cells = [("", "p50", "p95", "n", "target", "")]
    for record in records:
        p50, p95 = (_shown(record[name]) for name in ("p50", "p95"))
        target = TARGETS.get(record["name"])
        verdict = "" if target is None else _verdict(target, record)
        title = f"{record['name']} ({record['unit']})"
        cells.append((title, p50, p95, str(record["n"]), str(target or ""), verdict))
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )


def _verdict(target: Target, record: dict[str, Any]) -> str:
    if record["n"] == 0:
        return "not measured"
    return "met" if target.met(record["p50"], record["p95"]) else "MISSED"


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"
