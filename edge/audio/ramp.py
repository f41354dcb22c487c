"""A gain that moves to its target in a straight line, so that nothing clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Gains = NDArray[np.float32]


class Ramp:
    """Moves by one full scale in `samples` samples at most."""

    def __init__(self, value: float, samples: int) -> None:
        self.value = value
        self._step = 1.0 / max(1, samples)

    def jump(self, value: float) -> None:
        self.value = value

    def remaining(self, target: float) -> int:
        """Samples until the target is reached."""
        return int(np.ceil(abs(target - self.value) / self._step - 1e-6))

    def take(self, target: float, count: int) -> float | Gains:
        """The gains of the next `count` samples: one number while it stands still."""
        if self.value == target:
            return self.value
        steps = np.arange(1, count + 1, dtype=np.float32) * self._step
        low, high = sorted((self.value, target))
        moving = self.value + (steps if target > self.value else -steps)
        gains: Gains = np.clip(moving, low, high).astype(np.float32)
        self.value = target if self.remaining(target) <= count else float(gains[-1])
        return gains
