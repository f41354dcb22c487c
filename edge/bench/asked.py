"""What whoever runs the benchmark asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Asked:
    """The same for every group."""

    turns: int = 20
    """Turns, interruptions or processes a row; of spoken turns with known ends, of each kind."""
    recordings: Path | None = None
    """A folder of spoken turns with known ends: WAVs and `turns.json`, see endpointing.py."""
    pictures: Path | None = None
    """A folder of pictures and videos with a CONTENTS.tsv, see vision.py."""
