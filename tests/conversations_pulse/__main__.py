"""`python -m tests.conversations_pulse`: from a voice to silence in the ear, twenty times."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

import numpy as np

from tests.conversations_pulse.rig import AUDIBLE, EAR, PERSON, Stage, long_answer, stage
from tests.pulse import RATE, running_pulse

TIMES = 20
GAP_SECONDS = 0.1
"""So much without sound is silence."""
MORE_SECONDS = 1.5
"""Recorded after the voice began."""
COMMANDS = ("what time is it", "stop", "set a timer for ten minutes", "cancel the timer")
VOICES = ("slt", "rms")
TARGET_MS = 150


async def measure(world: Stage, number: int) -> float | None:
    """Milliseconds from the voice's first audible sample to the answer's last.

    None where nothing was being said just before, or a command's late answer came instead.
    """
    await long_answer(world, seconds=1.0 + 0.13 * (number % 5))
    before = world.now()
    await world.say(COMMANDS[number % len(COMMANDS)], VOICES[number % len(VOICES)])
    await asyncio.sleep(MORE_SECONDS)
    onset = world.spans(PERSON, before)[0][0]
    loud = (
        np.abs(world.heard(EAR, onset - round(GAP_SECONDS * RATE), world.now()).astype(int))
        > AUDIBLE
    )
    sounding = np.flatnonzero(loud)
    gaps = np.flatnonzero(np.diff(sounding) > GAP_SECONDS * RATE)
    for mouth in world.talk.mouths:
        mouth.voice.hush()
    await asyncio.sleep(2.0)
    if not len(sounding):
        return None
    last = sounding[gaps[0]] if len(gaps) else sounding[-1]
    silent_after = float(last) / RATE - GAP_SECONDS
    return 1000 * silent_after if silent_after > 0 else None


async def main(folder: Path) -> None:
    with running_pulse() as bench:
        bench.add_lab()
        bench.add_channel("owner", "rear-left")
        bench.add_channel("loud", "rear-right")
        async with stage(bench, folder) as world:
            tried = [await measure(world, number) for number in range(TIMES)]
            starved = world.starved()
    times = [one for one in tried if one is not None]
    p50, p95 = np.quantile(times, [0.5, 0.95])
    sys.stdout.write(
        f"onset to silence in the ear, {len(times)} of {TIMES} times: "
        f"p50 {p50:.0f} ms, p95 {p95:.0f} ms (target {TARGET_MS}); "
        f"{' '.join(f'{one:.0f}' for one in sorted(times))}\n"
        f"load {os.getloadavg()[0]:.2f}{', busy: ' + starved if starved else ''}\n"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        os.environ["EDGE_STATE"] = name
        asyncio.run(main(Path(name)))
