"""Resident memory of all processes once everything has been at work."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from edge import app
from edge.bench import speech
from edge.bench.machine import resident_mb
from edge.bench.rows import row
from edge.bench.stage import scripted, stage, stock
from edge.events import PlaybackFinished

if TYPE_CHECKING:
    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.modes.parts import Engines


async def with_scripted_engines(asked: Asked) -> list[Row]:
    """No recogniser and no voice, as the other frameworks are measured."""
    return [row("memory_silence", "MB", [await _after(asked.turns, scripted(speech.QUESTION))], 0)]


async def with_all_engines(asked: Asked) -> list[Row]:
    """Wake word, voice activity, grammar, dictation, eSpeak, echo canceller."""
    engines = await app.load_engines(stock("wake word"), hears=True)
    return [row("memory_stock", "MB", [await _after(asked.turns, engines)], 0)]


async def _after(turns: int, engines: Engines) -> float:
    """Called by the key and asked a few questions: then everything has been touched once."""
    sounds = [await asyncio.to_thread(speech.spoken, text) for text in speech.COMMANDS]
    async with stage(stock("wake word"), engines) as world:
        for sound in sounds[: max(1, turns)]:
            world.talk.ears["bench"].attend("bench")
            ended = await world.microphone.say(sound)
            await world.until(partial(world.happened, PlaybackFinished, ended))
        return resident_mb()
