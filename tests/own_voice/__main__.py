"""`python -m tests.own_voice [--unhurried] [ROOM ...]`: figures of our own voice in a room.

In real time, on a machine that has nothing else to do; `--unhurried` gives the same sound to the
same engines where it has (see edge/fakes/time.py).
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from edge.fakes.time import run_unhurried
from tests.conftest import SHARED
from tests.own_voice.material import REPLIES
from tests.own_voice.measure import Cut, cuts, in_time, own_voice, percentile

LEVELS = (1.0, 0.7)
"""Of a person against the echo: as loud, and 3 dB quieter."""


def show(name: str, found: list[Cut], limit: float) -> None:
    sys.stdout.write(
        f"{name}: {in_time(found, limit)} of {len(found)} stop within {limit * 1000:.0f} ms, "
        f"p50 {percentile(found, 0.5) * 1000:.0f} ms, p95 {percentile(found, 0.95) * 1000:.0f} ms\n"
    )
    for cut in found:
        if not (cut.stopped and cut.silent_after <= limit):
            sys.stdout.write(f"  {cut.who}: stopped {cut.stopped}, {cut.silent_after:.2f} s\n")


async def main(rooms: list[str], folder: Path) -> None:
    for room in rooms:
        own = await own_voice(SHARED, room, REPLIES)
        sys.stdout.write(
            f"{room}: {own.replies} replies, {own.seconds:.0f} s of own speech, "
            f"{len(own.pauses)} false pauses ({own.pauses_per_minute:.2f} a minute), "
            f"lost: {own.lost or 'none'}\n"
        )
        for level in LEVELS:
            found = await cuts(SHARED, folder, room, REPLIES, level=level)
            show(f"{room}, person at {level} of the echo", found, 0.6)
    ear = await cuts(SHARED, folder, rooms[0], REPLIES, open_loudspeaker=False)
    show("earpiece", ear, 0.15)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        os.environ["EDGE_STATE"] = name
        unhurried = "--unhurried" in sys.argv
        run = run_unhurried if unhurried else asyncio.run
        rooms = [word for word in sys.argv[1:] if not word.startswith("-")]
        run(main(rooms or ["rir1", "rir2", "rir4"], Path(name)))
