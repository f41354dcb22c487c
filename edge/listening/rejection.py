"""Whether the sentence that the grammar heard was really said, or only the nearest one there is.

A grammar always finds something. Dictation and a loop of bare phones listened to the same sound;
where they heard other phones than the command's, it was no command.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.language import Rejection

_LARGEST_GAP = 20.0


def command_trust(
    rejection: Rejection,
    command: Sequence[str],
    dictation: Sequence[str],
    gap: float,
    noisy: bool = False,
) -> float:
    """0 to 1, 0.5 being the border, from phones and the raw score gap a frame (see Evidence).

    A logistic regression on every second sentence of tests/quality, its border at 5 % of false
    accepts there. In quiet the dictation is a better witness than in noise.
    """
    if not command:
        return 0.0
    weights = rejection.noise if noisy else rejection.quiet
    bounded = max(-_LARGEST_GAP, min(_LARGEST_GAP, gap))
    agreed = weights.agreement * agreement(command, dictation)
    covered = weights.coverage * min(1.0, len(command) / max(1, len(dictation)))
    evidence = weights.constant + agreed + covered + weights.gap * bounded
    return 1 / (1 + math.exp(-evidence))


def agreement(one: Sequence[str], other: Sequence[str]) -> float:
    """1 where both rows of phones are the same, 0 where they share nothing in order."""
    longest = max(len(one), len(other))
    return 1 - edits(one, other) / longest if longest else 1.0


def edits(one: Sequence[str], other: Sequence[str]) -> int:
    """Insertions, deletions and replacements that turn one row into the other."""
    previous = list(range(len(other) + 1))
    for number, mine in enumerate(one, 1):
        row = [number]
        for place, theirs in enumerate(other, 1):
            changed = previous[place - 1] + (mine != theirs)
            row.append(min(changed, previous[place] + 1, row[-1] + 1))
        previous = row
    return previous[-1]
