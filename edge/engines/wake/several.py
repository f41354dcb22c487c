"""Several wake word detectors as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.ports import Samples, WakeWordDetector


class SeveralWakeWords:
    """A WakeWordDetector that lets every one of `detectors` hear all sound."""

    def __init__(self, detectors: Sequence[WakeWordDetector]) -> None:
        self._detectors = detectors

    def detect(self, samples: Samples) -> str | None:
        """The word that just ended; of two at once the first detector's."""
        found = [detector.detect(samples) for detector in self._detectors]
        return next(filter(None, found), None)

    def reset(self) -> None:
        for detector in self._detectors:
            detector.reset()
