"""A wake word detector with another one behind it, made when the first one fails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from edge.ports import Samples, WakeWordDetector


class FallbackWakeWord:
    """A WakeWordDetector: `first` until it fails, then the one that `make` makes, in a thread.

    `told` hears in one sentence why one failed; where both have, no word is heard here.
    """

    def __init__(
        self,
        first: WakeWordDetector,
        make: Callable[[], WakeWordDetector],
        told: Callable[[str], None],
    ) -> None:
        self._detector: WakeWordDetector | None = first
        self._make: Callable[[], WakeWordDetector] | None = make
        self._told = told
        self._making: Future[WakeWordDetector] | None = None

    def detect(self, samples: Samples) -> str | None:
        """The word that just ended; none while the second one is being made."""
        try:
            if self._making and self._making.done():
                made, self._making = self._making, None
                self._detector = made.result()
            return self._detector.detect(samples) if self._detector else None
        except EngineError as error:
            self._go_on_without(error)
            return None

    def reset(self) -> None:
        if self._detector:
            self._detector.reset()

    def _go_on_without(self, error: EngineError) -> None:
        self._told(str(error))
        self._detector = None
        if self._make:
            thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="wake word")
            self._making, self._make = thread.submit(self._make), None
            thread.shutdown(wait=False)
