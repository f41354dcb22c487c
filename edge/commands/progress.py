"""How far a fetch has come: one bar on a terminal, or a line every tenth for screen readers."""

from __future__ import annotations

import shutil
import sys
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.models.fetch import Progress

BAR_COLUMNS = 24
SHOWN_EVERY = 0.1
"""Seconds between two drawings of the bar."""


def megabytes(size: float) -> str:
    """With one figure behind the point only where it tells something."""
    return f"{size / 1e6:.1f} MB" if size < 10e6 else f"{size / 1e6:.0f} MB"


def minutes(size: float, bits_per_second: float = 20e6) -> str:
    """How long so many bytes take on a usual line."""
    seconds = size * 8 / bits_per_second
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def shown(*, plain: bool, quiet: bool) -> Callable[[Progress], None]:
    """What draws the progress on standard output; nothing where `quiet`."""
    if quiet:
        return lambda _: None
    return PlainProgress() if plain or not sys.stdout.isatty() else BarProgress()


class PlainProgress:
    """A line for each tenth."""

    def __init__(self) -> None:
        self._told = ""

    def __call__(self, progress: Progress) -> None:
        line = f"{progress.model}: {progress.step}"
        if progress.total:
            tenth = progress.done * 10 // progress.total * 10
            line = f"{progress.model}: {tenth} % of {megabytes(progress.total)}"
        if line != self._told:
            self._told = line
            print(line, flush=True)


class BarProgress:
    """A bar that is drawn over; the last one stays."""

    def __init__(self) -> None:
        self._drawn = 0.0
        self._model = ""
        self._began = (0.0, 0)

    def __call__(self, progress: Progress) -> None:
        now = monotonic()
        if progress.model != self._model:
            self._model, self._began = progress.model, (now, progress.done)
        elif now - self._drawn < SHOWN_EVERY and progress.done < progress.total:
            return
        self._drawn = now
        columns = shutil.get_terminal_size().columns
        print(f"\r{self._line(progress, now)[: columns - 1]:<{columns - 1}}", end="", flush=True)
        if not progress.total:
            print(flush=True)

    def _line(self, progress: Progress, now: float) -> str:
        if not progress.total:
            return f"{progress.model}: {progress.step}"
        share = min(1.0, progress.done / progress.total)
        bar = ("#" * round(share * BAR_COLUMNS)).ljust(BAR_COLUMNS, ".")
        start, before = self._began
        speed = (progress.done - before) / max(now - start, 0.1)
        sizes = f"{megabytes(progress.done)} of {megabytes(progress.total)}"
        return f"{progress.model} [{bar}] {share:4.0%}  {sizes}, {megabytes(speed)}/s"
