"""A wake word model that fails at work: told once, and another one listens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.engines.wake.fallback import FallbackWakeWord
from edge.errors import EngineError

if TYPE_CHECKING:
    from edge.ports import Samples

pytestmark = pytest.mark.engines

BLOCK = np.zeros(160, np.int16)
TRIES = 2_000_000


class Broken:
    """A WakeWordDetector whose model fails."""

    def detect(self, samples: Samples) -> str | None:
        raise EngineError("the wake word model failed: it is cut")

    def reset(self) -> None:
        """It remembers nothing."""


class Always(Broken):
    """A WakeWordDetector that hears its word in everything."""

    def detect(self, samples: Samples) -> str | None:
        return "hey_jarvis"


def heard(detector: FallbackWakeWord) -> str | None:
    """The first word in a while; the second detector is made in a thread."""
    return next(filter(None, (detector.detect(BLOCK) for _ in range(TRIES))), None)


def test_a_model_that_fails_at_work_is_told_once_and_the_other_hears() -> None:
    told: list[str] = []
    detector = FallbackWakeWord(Broken(), Always, told.append)
    assert heard(detector) == "hey_jarvis"
    assert told == ["the wake word model failed: it is cut"]


def test_one_that_works_is_the_only_one() -> None:
    detector = FallbackWakeWord(Always(), Broken, pytest.fail)
    assert detector.detect(BLOCK) == "hey_jarvis"


def test_where_both_fail_nothing_is_heard_and_nothing_stops() -> None:
    told: list[str] = []
    detector = FallbackWakeWord(Broken(), Broken, told.append)
    assert any(detector.detect(BLOCK) is None and len(told) == 2 for _ in range(TRIES))
    detector.reset()
    assert detector.detect(BLOCK) is None
