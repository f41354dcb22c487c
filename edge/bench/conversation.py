"""From the last voiced sample handed in to the first block handed to the sound card."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge import app
from edge.bench import speech
from edge.bench.rows import milliseconds, row
from edge.bench.stage import scripted, stage, stock
from edge.events import Endpointed, PlaybackFinished, SentenceReady, SkillAnswered, Transcribed
from edge.settings import ListeningSettings, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.bench.stage import Stage
    from edge.modes.parts import Engines
    from edge.ports import Samples

PAUSE_SECONDS = 0.6
"""Between an answer and the next question."""
SILENCE_SECONDS = 0.2
"""The only end of a turn in `first_sound_silence`."""


async def rows(asked: Asked) -> list[Row]:
    """Scripted engines (they cost nothing) three ways, then our own engines."""
    question = [await asyncio.to_thread(speech.spoken, speech.QUESTION)]
    statement = [await asyncio.to_thread(speech.spoken, speech.STATEMENT)]
    turns = asked.turns
    questioned, told = scripted(speech.QUESTION), scripted(speech.STATEMENT)
    silence = Settings(
        listening=ListeningSettings(mode="continuous", finished_silence_seconds=SILENCE_SECONDS)
    )
    return [
        *await _first_sounds("silence", turns, question, told, silence),
        *await _first_sounds("stock", turns, question, questioned, stock()),
        *await _first_sounds("sentence", turns, statement, told, stock()),
        *await _commands(turns),
    ]


async def _commands(turns: int) -> list[Row]:
    """A spoken skill command and our own engines, with what the time went to."""
    sounds = [await asyncio.to_thread(speech.spoken, text) for text in speech.COMMANDS]
    engines = await app.load_engines(stock(), hears=True)
    return await _first_sounds("command", turns, sounds, engines, stock(), breakdown=True)


async def _first_sounds(
    name: str,
    turns: int,
    sounds: Sequence[Samples],
    engines: Engines,
    settings: Settings,
    *,
    breakdown: bool = False,
) -> list[Row]:
    found: list[float] = []
    steps: dict[str, list[float]] = {}
    async with stage(settings, engines) as world:
        await asyncio.sleep(PAUSE_SECONDS)
        for turn in range(turns):
            await _one_turn(world, sounds[turn % len(sounds)], found, steps)
    rows = [row(f"first_sound_{name}", "ms", milliseconds(found))]
    if breakdown:
        rows += [row(f"{name}_{step}", "ms", milliseconds(at)) for step, at in steps.items()]
    return rows


async def _one_turn(
    world: Stage, sound: Samples, found: list[float], steps: dict[str, list[float]]
) -> None:
    """Ask once; an answer that does not come is not counted in n."""
    ended = await world.microphone.say(sound)
    if await world.until(lambda: world.speaker.first_since(ended)):
        first = world.speaker.first_since(ended)
        if first is not None:
            found.append(first - ended)
            _note_steps(world, ended, steps)
        await world.until(lambda: world.happened(PlaybackFinished, since=ended), 20.0)
    await asyncio.sleep(PAUSE_SECONDS)


def _note_steps(world: Stage, ended: float, steps: dict[str, list[float]]) -> None:
    """When each stage had done its part of the answer that has just begun."""
    kinds = {
        "endpoint": Endpointed,
        "asr_final": Transcribed,
        "route": SkillAnswered,
        "tts_first": SentenceReady,
    }
    for name, kind in kinds.items():
        moments = [
            event.at
            for event in world.happened(kind, since=ended)
            if name != "asr_final" or event.final
        ]
        if moments:
            steps.setdefault(name, []).append(moments[0] - ended)
