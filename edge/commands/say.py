"""`edge say`: speak a sentence, and nothing else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge import app, language
from edge.bus import Bus
from edge.commands import sound
from edge.errors import DeviceError, EngineError, InputError
from edge.events import PlaybackFinished, TurnFailed
from edge.ports import Voice

if TYPE_CHECKING:
    import argparse

    from edge.audio.output import Output
    from edge.ports import SpeechSynthesizer
    from edge.settings import Settings
    from edge.speaking.items import Item


def main(options: argparse.Namespace, settings: Settings) -> int:
    text = options.text.strip()
    if not text:
        raise InputError("there is nothing to say: the text is empty")
    asyncio.run(_say(text, options, settings))
    return 0


async def _say(text: str, options: argparse.Namespace, settings: Settings) -> None:
    code = options.language or settings.profile.language
    speaking = settings.speaking
    manner = Voice(code, options.voice or speaking.voice, options.rate or speaking.words_per_minute)
    await aloud(text, manner, settings, options.output)


async def aloud(text: str, manner: Voice, settings: Settings, device: str | None = None) -> None:
    """Say it, to its end, on the first output or on `device`. Raises what went wrong."""
    from edge.speaking.items import Item

    async with app.voices(settings, manner.language) as engine:
        item = Item(text=text, language=manner.language)
        output = app.output(sound.outputs(settings, device)[0])
        output.set_volume(settings.speaking.volume_percent)
        await _heard(item, manner, engine, output)


async def _heard(item: Item, manner: Voice, engine: SpeechSynthesizer, output: Output) -> None:
    """Say it, to its end. Raises what went wrong."""
    from edge.modes.wording import spoken
    from edge.speaking.arbiter import Arbiter
    from edge.speaking.means import Manner
    from edge.speaking.voice import Voice as Speaking
    from edge.tasks import Tasks

    bus = Bus()
    told = bus.subscribe(PlaybackFinished, TurnFailed)
    known = item.language in language.available()
    how = Manner(lambda _: manner, spoken) if known else Manner(lambda _: manner)
    voice = Speaking(output, engine, Arbiter(), bus, asyncio.get_running_loop().time, how)
    await output.opened()
    try:
        async with Tasks() as tasks:
            tasks.start(voice.run())
            voice.say(item)
            async for event in told:
                _raise_failure(event)
                break
    finally:
        await output.closed()


def _raise_failure(event: object) -> None:
    match event:
        case TurnFailed(code=DeviceError.code, message=message):
            raise DeviceError(message)
        case TurnFailed(code=InputError.code, message=message):
            raise InputError(message)
        case TurnFailed(message=message):
            raise EngineError(message)
