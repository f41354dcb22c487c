"""Turns ended too early against the wait after the real end, for a peer's own detectors.

    python endpoint_curve.py pipecat|livekit TURNS

TURNS is the folder that `turns.py` wrote. Prints a list of rows {detector, setting, speech,
premature_share, delay_p50, delay_p95, n, missed}; README.md says what they mean.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import measure
import sound

if TYPE_CHECKING:
    from array import array

    Row = dict[str, Any]

GRACE_SECONDS = 0.1
"""An endpoint this close before the end cuts nothing off: the last sound is only dying away."""


class Endpointer(Protocol):
    """One detector at one setting."""

    detector: str
    setting: str

    async def endpoints(self, samples: array[int]) -> list[float]:
        """Seconds into the sound at which a turn was declared over."""
        ...


def judged(found: list[float], end: float) -> tuple[bool, float | None]:
    """Whether a turn was ended too early, and the wait of the first endpoint that was not."""
    after = [at - end for at in found if at >= end - GRACE_SECONDS]
    return len(after) < len(found), after[0] if after else None


def summary(who: Endpointer, speech: str, results: list[tuple[bool, float | None]]) -> Row:
    """One point of the curve."""
    waits = sorted(wait for _, wait in results if wait is not None)
    early = sum(premature for premature, _ in results)
    return {
        "detector": who.detector,
        "setting": who.setting,
        "speech": speech,
        "premature_share": round(early / len(results), 3),
        "delay_p50": round(statistics.median(waits), 3) if waits else None,
        "delay_p95": round(waits[math.ceil(0.95 * len(waits)) - 1], 3) if waits else None,
        "n": len(results),
        "missed": len(results) - len(waits),
    }


async def curve(who: Endpointer, folder: Path) -> list[Row]:
    """A row for each kind of speech in the folder."""
    results: dict[str, list[tuple[bool, float | None]]] = {}
    for turn in json.loads((folder / "turns.json").read_text(encoding="utf-8")):
        found = await who.endpoints(sound.read(folder / turn["wav"]))
        results.setdefault(turn["speech"], []).append(judged(found, turn["end_seconds"]))
    return [summary(who, speech, found) for speech, found in results.items()]


async def _all(endpointers: list[Endpointer], folder: Path) -> list[Row]:
    rows: list[Row] = []
    for who in endpointers:
        for found in await curve(who, folder):
            print(json.dumps(found), file=sys.stderr)  # minutes each: a stopped run keeps these
            rows.append(found)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description="Endpointing curve of a peer.")
    parser.add_argument("peer", choices=("pipecat", "livekit"))
    parser.add_argument("turns", type=Path, help="folder written by turns.py")
    parser.add_argument("--only", default="", metavar="TEXT", help="settings that hold this text")
    asked = parser.parse_args()
    measure.refuse_network()
    if asked.peer == "pipecat":
        from pipecat_endpointers import endpointers
    else:
        from livekit_endpointers import endpointers
    chosen = [who for who in endpointers() if asked.only in f"{who.detector}, {who.setting}"]
    print(json.dumps(asyncio.run(_all(chosen, asked.turns)), indent=1))


if __name__ == "__main__":
    main()
