"""Where the first words of an answer are made ready to be heard, before they may be."""

from __future__ import annotations

from typing import Protocol


class Rehearsal(Protocol):
    """Holds one text at a time."""

    @property
    def is_working(self) -> bool:
        """Something is being made ready now."""
        ...

    def prepare(self, text: str, language: str) -> None:
        """Make ready what may be said next; what was held before is dropped."""
        ...

    def drop(self) -> None:
        """It will not be said."""
        ...


class NoRehearsal:
    """Nothing is made ready: a Rehearsal for talks that are not heard."""

    is_working = False

    def prepare(self, text: str, language: str) -> None:
        """It is made when it is said."""

    def drop(self) -> None:
        """Nothing is held."""
