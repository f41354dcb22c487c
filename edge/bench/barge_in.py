"""From the first voiced sample over an answer to the pause, and to silence at the output."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.bench import speech
from edge.bench.rows import milliseconds, row
from edge.bench.stage import scripted, stage, stock
from edge.events import PlaybackPaused

if TYPE_CHECKING:
    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.bench.stage import Stage
    from edge.ports import Samples

WORD_SECONDS = 1.5
"""A word of the answer: none ends before it is interrupted."""
INTO_REPLY_SECONDS = 1.0
GAP_SECONDS = 0.1
"""So much without sound is silence."""


async def rows(asked: Asked) -> list[Row]:
    """In the earpiece case: nothing of the answer reaches the microphone."""
    voice = await asyncio.to_thread(speech.spoken, speech.QUESTION)
    pauses: list[float] = []
    silences: list[float] = []
    async with stage(stock(), scripted(speech.QUESTION, WORD_SECONDS)) as world:
        await asyncio.sleep(0.5)
        ended = await world.microphone.say(voice)
        for _ in range(asked.turns):
            ended = await _interrupt(world, ended, voice, pauses, silences)
    return [
        row("barge_in_pause", "ms", milliseconds(pauses)),
        row("barge_in", "ms", milliseconds(silences)),
    ]


async def _interrupt(
    world: Stage, asked: float, voice: Samples, pauses: list[float], silences: list[float]
) -> float:
    """Ask again in the middle of the answer; returns when that was said (its answer follows)."""
    answering = await world.until(lambda: world.speaker.first_since(asked))
    await asyncio.sleep(INTO_REPLY_SECONDS)
    ended = await world.microphone.say(voice)
    onset = world.microphone.began
    silent = world.speaker.silent_after(onset, GAP_SECONDS)
    if answering and silent is not None and silent < ended:
        silences.append(silent - onset)
        pauses += [event.at - onset for event in world.happened(PlaybackPaused, since=onset)[:1]]
    return ended
