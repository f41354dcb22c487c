"""Prints how well commands are recognised: `python -m tests.quality [--quick] [SHARED FOLDER]`.

Half of the sentences (every second one) fixed the weights of `[rejection]`; the
other half only measures. "independent" are sentences written without sight of the grammar.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.quality.measure import (
    CONDITIONS,
    Heard,
    english,
    hear,
    independent,
    recordings,
    sentences,
    under,
    word_error_rate,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]
COLUMNS = (
    "condition", "sentences", "commands", "before", "after", "understood", "false accepts",
    "free text", "RTF", "end",
)  # fmt: skip
"""Understood: after rejection, or as dictation that reaches the same skill."""


def main(arguments: Sequence[str]) -> None:
    paths = [Path(argument) for argument in arguments if not argument.startswith("--")]
    shared = paths[0] if paths else ROOT.parent / "shared"
    voices = ("slt",) if "--quick" in arguments else ("slt", "rms", "awb")
    searches = english()
    with tempfile.TemporaryDirectory() as folder:
        spoken = [*sentences(Path(folder), voices), *recordings(shared)]
        others = list(independent(Path(folder)))
        _show(*COLUMNS)
        for condition in CONDITIONS:
            heard = [hear(searches, one) for one in under(condition, spoken, shared)]
            for half in (0, 1):
                _row(condition, ("chose", "measures")[half], _half(heard, half))
            heard = [hear(searches, one) for one in under(condition, others, shared)]
            _row(condition, "independent", heard)
        whole = [hear(searches, one, sys.maxsize) for one in recordings(shared)]
        _show("word error rate of dictation on the recordings", f"{word_error_rate(whole):.3f}")


def _half(heard: Sequence[Heard], half: int) -> list[Heard]:
    """Divided by sentence: no voice says in one half what is in the other."""
    texts = set(list(dict.fromkeys(h.spoken.text for h in heard))[half::2])
    return [h for h in heard if h.spoken.text in texts]


def _row(condition: str, sentences: str, heard: Sequence[Heard]) -> None:
    commands = [h for h in heard if h.spoken.kind == "command"]
    free = [h for h in heard if h.spoken.kind == "free text"]
    ends = sorted(h.end for h in heard)
    _show(
        condition,
        sentences,
        str(len(commands)),
        _share([h.right for h in commands]),
        _share([h.right and h.accepted for h in commands]),
        _share([h.understood for h in commands]),
        _share([h.false_accept for h in heard if h.spoken.kind == "other"]),
        _share([not h.accepted and h.evidence.dictation == h.spoken.text for h in free]),
        f"{sum(h.load for h in heard) / len(heard):.2f}",
        f"{ends[len(ends) // 2] * 1000:.0f}/{ends[len(ends) * 95 // 100] * 1000:.0f} ms",
    )


def _share(hits: Sequence[bool]) -> str:
    return f"{100 * sum(hits) / len(hits):.1f} %" if hits else "-"


def _show(*cells: str) -> None:
    sys.stdout.write(" | ".join(cells) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
