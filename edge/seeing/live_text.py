"""Short texts while they come into view: each is told once, the largest first; pure.

Reading every frame again gives the same sign a hundred times, a little different each time. A text
is told when two readings of it agree, and again only after it was gone for a while.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from edge.seeing.document import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.ports import TextLine

READINGS = 2
LIKE = 0.8
"""Share of letters in common (difflib) from which two readings are of the same text."""
SURE = 0.8
"""What was not asked for is told only if it was read well."""
GONE_SECONDS = 20.0
MOST = 64
"""Texts that are remembered; the longest unseen one goes first."""


@dataclass
class _Track:
    best: TextLine
    readings: int
    seen: float
    was_told: bool = False


class LiveText:
    """Remembers what is in view. `step` is called with every picture that was read."""

    def __init__(self) -> None:
        self._tracks: list[_Track] = []

    def step(self, lines: Sequence[TextLine], now: float) -> list[TextLine]:
        """What is to be told now, each text as it was read best."""
        self._tracks = [one for one in self._tracks if now - one.seen < GONE_SECONDS]
        for line in lines:
            if line.score >= SURE and folded(line.text):
                self._see(line, now)
        due = [one for one in self._tracks if one.readings >= READINGS and not one.was_told]
        for track in due:
            track.was_told = True
        return sorted((track.best for track in due), key=lambda line: -line.box.height)

    def _see(self, line: TextLine, now: float) -> None:
        track = max(self._tracks, key=lambda one: likeness(one.best.text, line.text), default=None)
        if track is None or likeness(track.best.text, line.text) < LIKE:
            self._tracks.append(_Track(line, 1, now))
            self._tracks = sorted(self._tracks, key=lambda one: -one.seen)[:MOST]
            return
        track.readings += 1 if now > track.seen else 0  # twice on one picture is one reading
        track.seen = now
        if not track.was_told and line.score > track.best.score:
            track.best = line


def likeness(one: str, other: str) -> float:
    """0 to 1; texts whose digits differ are different, a text cut off at the edge is the same."""
    if _digits(one) != _digits(other):
        return 0.0
    first, second = sorted((folded(one), folded(other)), key=len)
    if len(first) >= 4 and first in second and 2 * len(first) >= len(second):
        return 1.0
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _digits(text: str) -> str:
    return "".join(re.findall(r"\d", text))
