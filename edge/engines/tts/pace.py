"""Whether a voice makes its sound as fast as it is heard. Pure; times are seconds of the loop."""

from __future__ import annotations

import re

SHORTEST_WAIT = 1.0
"""Seconds that any voice may take; who waits longer for an answer thinks it is not coming."""
MEASURED_SECONDS = 1.0
"""Of sound, before a real-time factor means anything."""
REMEMBERED_SECONDS = 20.0
"""Of sound; what lies further back counts less and less."""

_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_UNSPACED_A_MINUTE = 270 / 175
"""Chinese characters for each word that a minute holds."""


def spoken_seconds(text: str, words_per_minute: int) -> float:
    """How long a text lasts, roughly."""
    unspaced = len(_UNSPACED.findall(text))
    words = len(_UNSPACED.sub(" ", text).split())
    return 60 / words_per_minute * (words + unspaced / _UNSPACED_A_MINUTE)


class VoicePace:
    """Told when sound was asked for and when it came."""

    def __init__(self) -> None:
        self._worked = 0.0
        self._made = 0.0
        self._played_until = float("-inf")

    def limit(self, now: float, unsaid: float) -> float:
        """Seconds to wait for the next sound, while `unsaid` seconds of speech are to come.

        What is buffered plays meanwhile; waiting longer than that and than the speech itself
        lasts is to be slower than real time.
        """
        return max(SHORTEST_WAIT, unsaid + max(0.0, self._played_until - now))

    def came(self, asked: float, now: float, seconds: float) -> None:
        """So much sound, asked for at `asked`, came `now`."""
        self._played_until = max(self._played_until, now) + seconds
        if self._made > REMEMBERED_SECONDS:
            self._made, self._worked = self._made / 2, self._worked / 2
        self._worked += now - asked
        self._made += seconds

    @property
    def factor(self) -> float | None:
        """Seconds of work for one of sound; None before MEASURED_SECONDS of sound."""
        return self._worked / self._made if self._made >= MEASURED_SECONDS else None

    @property
    def is_slow(self) -> bool:
        """Slower than it is heard."""
        return self.factor is not None and self.factor > 1

    def forget(self) -> None:
        """A new chance."""
        self._worked = self._made = 0.0
