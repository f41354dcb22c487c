"""`edge replay`: run a recorded conversation again, and tell the first thing that differs."""

from __future__ import annotations

import asyncio
import json
import math
import os
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

from edge.audio.resample import StreamResampler
from edge.commands import sound
from edge.errors import InputError
from edge.ports import LISTENING_RATE

if TYPE_CHECKING:
    import argparse

    from edge.replay.recording import Recording
    from edge.replay.replay import Result
    from edge.settings import Settings


def main(options: argparse.Namespace, settings: Settings) -> int:
    """The recording brings its own settings."""
    from edge.replay import recording

    longest = math.inf if options.until is None else options.until
    if not longest > 0:
        raise InputError(f"--until {options.until:g}: there is nothing before the start")
    kept = recording.read(options.folder)
    if options.play:
        asyncio.run(_play(kept, longest, settings))
        return 0
    _go_to(datetime.fromisoformat(kept.manifest["wall"]))
    if options.engines:
        return _with_engines(kept, options, longest)
    return _exactly(kept, options, longest)


def _exactly(kept: Recording, options: argparse.Namespace, longest: float) -> int:
    from edge import app
    from edge.replay import replay

    app.read_languages()
    result = replay.exactly(kept, options.folder, longest)
    if options.json:
        print(json.dumps(_record(result, kept), ensure_ascii=False))
    else:
        print(_told(result, kept))
    return 0 if result.difference is None else 1


def _with_engines(kept: Recording, options: argparse.Namespace, longest: float) -> int:
    from edge.commands.replay_engines import differences

    compared = differences(kept, options.folder, longest)
    differs = any(text[0] != " " for text in compared)
    if options.json:
        print(json.dumps({"identical": not differs, "lines": compared}, ensure_ascii=False))
    else:
        print("\n".join(compared))
    return int(differs)


async def _play(kept: Recording, longest: float, settings: Settings) -> None:
    """What the first microphone's listener heard."""
    from edge import app

    samples = [
        block.samples for moment, block in kept.blocks.get(0, []) if moment <= kept.start + longest
    ]
    if not samples:
        raise InputError("no sound was recorded: nobody used a microphone")
    output = app.output(sound.outputs(settings, None)[0])
    resampler = StreamResampler(LISTENING_RATE, output.rate)
    await output.opened()
    try:
        output.begin()
        for block in samples:
            await output.write(resampler.push(block))
        await output.write(resampler.flush())
        output.finish()
        await output.drained()
    finally:
        await output.closed()


def _go_to(wall: datetime) -> None:
    """The time zone of the recording, for whatever asks this machine for it."""
    offset = wall.utcoffset()
    if offset is not None:
        minutes = round(offset.total_seconds() / 60)
        sign = "-" if minutes >= 0 else "+"  # POSIX counts westwards
        os.environ["TZ"] = f"<zone>{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
        time.tzset()


def _told(result: Result, kept: Recording) -> str:
    head = f"{result.events} events in {result.seconds:.1f} s came out"
    if result.difference is None:
        return f"{head} identical"
    return f"{head} identical, then differently:\n{result.difference.told(kept.start)}"


def _record(result: Result, kept: Recording) -> dict[str, Any]:
    difference = result.difference
    return {
        "identical": difference is None,
        "events": result.events,
        "seconds": round(result.seconds, 3),
        "whole": kept.whole,
        "difference": difference
        and {
            "number": difference.number,
            "seconds": round(difference.at - kept.start, 6),
            "expected": difference.expected,
            "got": difference.got,
        },
    }
