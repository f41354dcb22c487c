"""`edge setup`: language, speed, microphone and models, asked on the screen and aloud."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from edge import app
from edge import settings as edge_settings
from edge.app.chosen import survey
from edge.bus import Bus
from edge.commands import fetching, sound
from edge.commands.progress import shown
from edge.commands.setup_hearing import AnswerRecognizer
from edge.commands.setup_steps import ModelStep, Setup, prepare
from edge.commands.setup_talk import (
    Loudspeaker,
    Sound,
    Talk,
    TappedMicrophone,
    silently,
    typed_lines,
)
from edge.errors import EdgeError
from edge.events import Transcribed
from edge.models.bundle import recommended
from edge.store.store import Store
from edge.tasks import Tasks, apart
from edge.thinking.people import DEVICE, People

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator

    from edge.ports import SpeechRecognizer
    from edge.settings import Settings

log = logging.getLogger(__name__)
OFFERED = "setup"
"""Under which it is kept that the setup was offered once."""


@dataclass(frozen=True)
class Way:
    """How to ask."""

    plain: bool
    silent: bool


def main(options: argparse.Namespace, settings: Settings) -> int:
    """0 also for who leaves in between: what was answered until then is kept."""
    asyncio.run(_run(settings, Way(options.plain, options.silent), only_offer=False))
    return 0


async def offer(settings: Settings, *, plain: bool) -> None:
    """Before the first start by hand: ask once whether to set things up; never again."""
    store = await apart(lambda: Store.open_or_in_memory(edge_settings.state_folder()))
    try:
        if not store.is_kept or store.kept_settings.get(DEVICE, OFFERED):
            return
        await store.run(store.kept_settings.keep, DEVICE, OFFERED, True)
    finally:
        await asyncio.to_thread(store.close)
    await _run(settings, Way(plain, silent=True), only_offer=True)


async def _run(settings: Settings, way: Way, *, only_offer: bool) -> None:
    store = await apart(lambda: Store.open_or_in_memory(edge_settings.state_folder()))
    try:
        await apart(prepare)
        people = People(store, settings)
        async with _sound(settings, people, way) as sounding:
            speaker = sounding.loudspeaker
            talk = Talk(_show, speaker.say if speaker else silently)
            setup = Setup(talk, people, store, _models(settings, store, way), sounding)
            async with _heard(settings, people, sounding.microphone, talk, way):
                with typed_lines(talk.typed):
                    await (setup.offer() if only_offer else setup.run())
    finally:
        await asyncio.to_thread(store.close)


def _show(text: str) -> None:
    print(text, flush=True)


def _models(settings: Settings, store: Store, way: Way) -> ModelStep:
    async def look(code: str) -> fetching.Order:
        found = await apart(lambda: survey(settings, store, (code,)))
        return fetching.order(found, [recommended(found.board)], (code,), settings.models.mirror)

    async def fetch(wanted: fetching.Order) -> None:
        found = await apart(lambda: survey(settings, store))
        source = await asyncio.to_thread(fetching.source_folder, settings, None)
        report = shown(plain=way.plain, quiet=False)
        await fetching.fetch_all(settings, found, wanted, source, report)

    return ModelStep(look, fetch)


@asynccontextmanager
async def _sound(settings: Settings, people: People, way: Way) -> AsyncIterator[Sound]:
    """The first output, open, and the first microphone."""
    wanted = sound.outputs(settings, None)[0]
    named = sound.microphones(settings, None)
    microphone = TappedMicrophone(app.microphone(named[0])) if named else None
    if wanted.device == sound.SILENT or way.silent:
        yield Sound(microphone)
        return
    output = app.output(wanted)
    try:
        await output.opened()
        voice = await apart(app.synthesizer)
    except EdgeError as error:
        log.warning("%s", error)
        yield Sound(microphone)
        return
    output.set_volume(settings.speaking.volume_percent)
    try:
        speaker = Loudspeaker(output, voice, lambda: people.current.words_per_minute)
        yield Sound(microphone, speaker)
    finally:
        await output.closed()


@asynccontextmanager
async def _heard(
    settings: Settings, people: People, microphone: TappedMicrophone | None, talk: Talk, way: Way
) -> AsyncIterator[None]:
    """What is said answers the questions, in the language of the person once that is chosen."""
    if microphone is None:
        yield
        return
    async with Tasks() as tasks:
        if way.silent:
            tasks.start(_drained(microphone))
        else:
            tasks.start(_listened(settings, people, microphone, talk))
        yield


async def _drained(microphone: TappedMicrophone) -> None:
    """So that its level can be shown; one that cannot be opened is told."""
    try:
        async for _ in microphone.blocks():
            pass
    except EdgeError as error:
        log.warning("%s", error)


async def _listened(
    settings: Settings, people: People, microphone: TappedMicrophone, talk: Talk
) -> None:
    settings = replace(settings, listening=replace(settings.listening, mode="continuous"))
    bus = Bus()
    told = bus.subscribe(Transcribed)
    plan = app.Plan(microphones=(microphone,), roles=("owner",))
    naming = await apart(lambda: app.naming_recognizer(settings))

    def through(usual: SpeechRecognizer) -> SpeechRecognizer:
        return AnswerRecognizer(usual, naming, lambda: talk.asks_language)

    try:
        async with app.hearing_only(settings, plan, bus, through, lambda: people.current.language):
            async for event in told:
                if isinstance(event, Transcribed) and event.final:
                    talk.heard(event.text)
    except EdgeError as error:  # typing goes on
        log.warning("%s", error)
    finally:
        naming.close()
