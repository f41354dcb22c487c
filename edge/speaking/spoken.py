"""A text beside what is said for it, and the way back from spoken to original characters."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Replacement:
    """Characters `start` to `end` of the original are said as `said`."""

    start: int
    end: int
    said: str


@dataclass(frozen=True)
class Spoken:
    """The original with its replacements, which are in order and do not overlap."""

    original: str
    replacements: tuple[Replacement, ...] = ()
    text: str = field(init=False)
    """What the synthesiser is given."""

    def __post_init__(self) -> None:
        parts, at = [], 0
        for replacement in self.replacements:
            parts += [self.original[at : replacement.start], replacement.said]
            at = replacement.end
        object.__setattr__(self, "text", "".join([*parts, self.original[at:]]))

    def original_end(self, end: int) -> int:
        """How much of the original has been said when `text[:end]` has.

        A replaced span counts as a whole, when its last character has been said.
        """
        grown = 0  # by how much the spoken text is longer so far
        for replacement in self.replacements:
            start = replacement.start + grown
            if end < start + len(replacement.said):
                return min(end - grown, replacement.start)
            grown += len(replacement.said) - (replacement.end - replacement.start)
        return end - grown
