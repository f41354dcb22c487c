"""Tells what was really measured from what a sensor makes up: two readings have to agree."""

from __future__ import annotations

import math
from collections import deque

WINDOW_SECONDS = 0.35
WITHIN = 3
"""Of so many readings two must agree: one wrong one between them costs nothing."""
NOISE_METRES = 0.15
FASTEST = 6.0
"""Metres a second at which anything comes nearer that can still be warned of: a runner ahead."""


NOTHING = math.inf
"""Metres of a reading that shows nothing; it agrees with none."""


class Agreement:
    """Told every reading of one thing."""

    def __init__(self) -> None:
        self._recent: deque[tuple[float, float]] = deque(maxlen=WITHIN - 1)

    def confirms(self, at: float, metres: float) -> bool:
        """Whether one of the last readings measured about the same."""
        agreed = metres != NOTHING and any(
            at - before <= WINDOW_SECONDS
            and abs(metres - was) <= NOISE_METRES + FASTEST * (at - before)
            for before, was in self._recent
        )
        self._recent.append((at, metres))
        return agreed


class Motion:
    """How fast something comes nearer, by a straight line through the last half second."""

    SECONDS = 0.5
    LEAST_SECONDS = 0.2
    """Over less than that noise would look like speed."""
    MEDIAN_OF = 5

    def __init__(self) -> None:
        self._path: deque[tuple[float, float]] = deque()

    def add(self, at: float, metres: float) -> None:
        """A jump is another thing: what was before it is forgotten."""
        if self._path:
            before, was = self._path[-1]
            if abs(metres - was) > NOISE_METRES + FASTEST * (at - before):
                self._path.clear()
        self._path.append((at, metres))
        while at - self._path[0][0] > self.SECONDS:
            self._path.popleft()

    @property
    def metres(self) -> float:
        """The median of the last few: noise does not move it."""
        last = sorted(metres for _, metres in list(self._path)[-self.MEDIAN_OF :])
        return last[len(last) // 2]

    @property
    def speed(self) -> float:
        """Metres a second, positive towards us; 0 while it is not known."""
        if len(self._path) < 3 or self._path[-1][0] - self._path[0][0] < self.LEAST_SECONDS:
            return 0.0
        count = len(self._path)
        middle = sum(at for at, _ in self._path) / count
        spread = sum((at - middle) ** 2 for at, _ in self._path)
        return -sum((at - middle) * metres for at, metres in self._path) / spread
