"""`edge listen`: write down what is said, from the microphone or a file."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from edge import app
from edge.bus import Bus
from edge.commands import sound
from edge.commands.ask import PATIENCE_SECONDS
from edge.errors import DeviceError, NothingHeard
from edge.events import DeviceLost, Transcribed, TurnFailed
from edge.settings import MicrophoneSettings

if TYPE_CHECKING:
    import argparse

    from edge.bus import Subscription
    from edge.settings import Settings


def main(options: argparse.Namespace, settings: Settings) -> int:
    settings = replace(
        settings,
        listening=replace(settings.listening, mode="continuous"),
        profile=replace(settings.profile, language=options.language or settings.profile.language),
    )
    asyncio.run(_listen(options, settings))
    return 0


async def _listen(options: argparse.Namespace, settings: Settings) -> None:
    plan = await asyncio.to_thread(_plan, options, settings)
    bus = Bus()
    told = bus.subscribe(Transcribed, TurnFailed, DeviceLost, size=4096)
    finals = 0
    async with app.hearing_only(settings, plan, bus) as all_heard:
        closing = asyncio.create_task(_close_after(all_heard, told))
        async for event in told:
            finals += _shown(event, as_json=options.json)
        await closing
    if options.file and not finals:
        raise NothingHeard(f"nobody speaks in {options.file}, or not a word was understood")


def _plan(options: argparse.Namespace, settings: Settings) -> app.Plan:
    if options.file:
        wanted = MicrophoneSettings(device=f"file:{options.file}")
        recording = app.microphone(wanted, fast=options.fast)
        patience = min(PATIENCE_SECONDS, 3.0)
        silence = sound.ThenSilence(recording, patience, fast=options.fast)
        return app.Plan(microphones=(silence,), roles=(wanted.role,), fast=options.fast)
    named = sound.microphones(settings, None)
    if not named:
        raise DeviceError("no microphone on this machine; name a WAV file to listen to instead")
    return app.Plan(
        microphones=tuple(app.microphone(one) for one in named),
        roles=tuple(one.role for one in named),
    )


async def _close_after(all_heard: asyncio.Event, told: Subscription) -> None:
    await all_heard.wait()
    told.close()


def _shown(event: object, *, as_json: bool) -> int:
    """Print one event; 1 for a final text."""
    match event:
        case Transcribed(text=text, final=final) if text:
            record = {"text": text, "final": final, "at": round(event.at, 3)}
            if as_json:
                print(json.dumps(record, ensure_ascii=False), flush=True)
            elif final:
                print(text, flush=True)
            return int(final)
        case TurnFailed(message=message) | DeviceLost(message=message):
            raise DeviceError(message)
    return 0
