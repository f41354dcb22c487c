"""Composition root: settings in, a running conversation out."""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from edge import footprint
from edge import language as languages
from edge.app.devices import (
    PersistentMicrophone,
    buttons,
    device_news,
    has_sound,
    microphone,
    output,
    speaker,
)
from edge.app.engines import (
    cache,
    canceller,
    command_grammar,
    hearing,
    load_engines,
    naming_recognizer,
    recognizers,
    synthesizer,
    voices,
)
from edge.bus import Bus
from edge.events import EngineReplaced
from edge.settings import GuideSettings, state_folder
from edge.tasks import Tasks, apart

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from typing import Any

    from edge.app.installed import Installed
    from edge.audio.output import Output
    from edge.modes.conversation import Conversation
    from edge.modes.parts import Devices, Engines, Hearing
    from edge.modes.sight.outfit import Outfit
    from edge.ports import Button, Clock, Microphone, SpeechRecognizer
    from edge.replay.recorder import Recorder
    from edge.settings import OutputSettings, Settings
    from edge.store.store import Store

__all__ = [
    "Plan",
    "SystemClock",
    "buttons",
    "cache",
    "canceller",
    "command_grammar",
    "conversation",
    "has_sound",
    "hearing",
    "hearing_only",
    "load_engines",
    "microphone",
    "naming_recognizer",
    "output",
    "recognizers",
    "speaker",
    "synthesizer",
    "voices",
    "warm",
]

log = logging.getLogger(__name__)

_NUMBER = re.compile(r"\d+")
SETTLED_SECONDS = 10.0
"""After the start."""
OPENING_SECONDS = 5.0
"""An idle PulseAudio sink calls for the first time after 2 s."""


class SystemClock:
    """The time of day of this machine."""

    def now(self) -> datetime:
        return datetime.now().astimezone()


@dataclass(frozen=True)
class Plan:
    """Which microphones and outputs a command wants, and how."""

    microphones: tuple[Microphone, ...] = ()
    roles: tuple[str, ...] = ()
    outputs: tuple[OutputSettings, ...] = ()
    buttons: tuple[Button, ...] = ()
    language: str = ""
    """Spoken with us, this once; empty = the person's own."""
    rings: bool = True
    """Timers and reminders ring here, and distance sensors warn; a command that only asks leaves
    that to `edge run`."""
    fast: bool = False
    """Microphones give their sound as fast as it is taken."""
    recorder: Recorder | None = None
    """Keeps the conversation, to replay it."""
    clock: Clock | None = None
    """Tells the time of day instead of this machine."""

    def bus(self) -> Bus:
        """The one that the conversation talks over."""
        return Bus() if self.recorder is None else self.recorder.bus


class EngineNews:
    """Tells the bus which engine was replaced; what happens before anybody listens waits."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._loop = asyncio.get_running_loop()
        self._waiting: list[EngineReplaced] | None = []
        self._told: set[tuple[str, str]] = set()

    def replaced(self, role: str, reason: str) -> None:
        """From any thread; the same is told once, whatever the numbers in it: how much memory is
        free is another one each time."""
        same = role, _NUMBER.sub("", reason)
        if same in self._told:
            return
        self._told.add(same)
        log.warning("trouble with the %s: %s", role, reason)
        event = EngineReplaced(at=self._loop.time(), role=role, message=reason)
        self._loop.call_soon_threadsafe(self._tell, event)

    def release(self) -> None:
        """The conversation is listening."""
        waiting, self._waiting = self._waiting or [], None
        for event in waiting:
            self._bus.arrive(event)

    def _tell(self, event: EngineReplaced) -> None:
        if self._waiting is None:
            self._bus.arrive(event)
        else:
            self._waiting.append(event)


@asynccontextmanager
async def conversation(settings: Settings, plan: Plan, bus: Bus) -> AsyncIterator[Conversation]:
    """A running conversation: models loaded first, then sound opened, all closed at the end."""
    from edge.modes.conversation import Conversation
    from edge.store.store import Store

    footprint.tune()
    async with AsyncExitStack() as ending:
        store = await apart(lambda: Store.open_or_in_memory(state_folder()))
        ending.push_async_callback(asyncio.to_thread, store.close)
        for notice in store.notices:
            log.warning("%s", notice)
        clock = plan.clock or (plan.recorder.clock if plan.recorder else SystemClock())
        news = EngineNews(bus)
        engines, devices = await _loaded(settings, plan, bus, store, clock, news)
        ending.push_async_callback(engines.close)
        ending.push_async_callback(devices.outfit.close)
        talk = Conversation(settings, engines, devices, store, clock, bus)
        if plan.language:
            talk.body.speak(plan.language)
        running: Callable[..., AbstractAsyncContextManager[Conversation]]
        running = plan.recorder.running if plan.recorder else Conversation.running
        with footprint.loaded():
            async with Tasks() as tasks:
                for one in devices.outputs:
                    await _opened(one, bus, tasks)
                async with running(talk, rings=plan.rings):
                    tasks.start(warm(talk))
                    tasks.start(warm_later(talk))
                    news.release()
                    yield talk


async def _loaded(
    settings: Settings, plan: Plan, bus: Bus, store: Store, clock: Clock, news: EngineNews
) -> tuple[Engines, Devices]:
    """The engines, loaded, and the devices, not open yet; watched where all is recorded."""
    from edge.app.hazards import hazard_watch
    from edge.app.installed import Installed
    from edge.devices.battery_sysfs import SysfsBattery
    from edge.devices.vitals_linux import LinuxVitals
    from edge.modes.parts import Devices
    from edge.seeing.hazard_path import on_loop
    from edge.store.egress import Egress

    shelf = await apart(lambda: Installed.surveyed(settings, store, news.replaced, plan.language))
    door = Egress(settings.privacy, store, clock).door(
        "language model", purpose="to answer what no skill understands", asked_by="conversation"
    )
    engines, ears, outfit, _ = await asyncio.gather(
        load_engines(settings, hears=bool(plan.microphones), installed=shelf, connect=door),
        _hearings(settings, plan, bus, shelf),
        _outfit(shelf, bus),
        apart(read_languages),
    )
    battery, loop = SysfsBattery(), asyncio.get_running_loop()
    outputs = [output(wanted, store) for wanted in plan.outputs]
    devices = Devices(
        hearing=ears,
        outputs=outputs,
        buttons=plan.buttons,
        battery=battery,
        vitals=LinuxVitals(battery),
        outfit=outfit,
        hazards=hazard_watch(
            settings.guide if plan.rings else GuideSettings(), outputs, on_loop(loop, bus.arrive)
        ),
    )
    if plan.recorder is None:
        return engines, devices
    await apart(partial(plan.recorder.keep_memory, store))
    return plan.recorder.watch(engines, devices, store, told(settings, plan, shelf))


async def _outfit(shelf: Installed, bus: Bus) -> Outfit:
    """What there is to see and to find the way with; none of it is open or loaded."""
    from edge.app.way import way

    news, loop = device_news(bus, "camera"), asyncio.get_running_loop()

    def made() -> Outfit:
        from edge.app import sight

        return sight.outfit(shelf, news, loop)

    seeing = await apart(made)
    return replace(seeing, way=await way(shelf.settings, partial(device_news, bus)))


def told(settings: Settings, plan: Plan, shelf: Installed) -> dict[str, Any]:
    """What a recording says of how its conversation came about."""
    chosen = [choice.model for choice in shelf.found.choices.values() if choice.model]
    models = {model.name: model for model in chosen}
    return {
        "settings": asdict(settings),
        "language": plan.language,
        "rings": plan.rings,
        "models": [
            {"name": model.name, "kind": model.kind, "bytes": model.bytes}
            for _, model in sorted(models.items())
        ],
    }


@asynccontextmanager
async def hearing_only(
    settings: Settings,
    plan: Plan,
    bus: Bus,
    through: Callable[[SpeechRecognizer], SpeechRecognizer] = lambda usual: usual,
    spoken: Callable[[], str] | None = None,
) -> AsyncIterator[asyncio.Event]:
    """Microphones and listeners without anybody to answer; the event tells that all sound ended.

    `through` is given the usual recogniser and returns the one to use, `spoken` tells the language
    of the moment (that of the settings).
    """
    from edge.modes.hearing import listener_for

    footprint.tune()
    engines, ears = await asyncio.gather(
        load_engines(settings, hears=True, answers=False), _hearings(settings, plan, bus)
    )
    language = settings.profile.language
    ended = asyncio.Event()

    async def hear_all() -> None:
        async with asyncio.TaskGroup() as group:
            for one in ears:
                recognizer = through(engines.recognizer(spoken or (lambda: language)))
                listener = listener_for(one, recognizer, settings.listening, language, bus)
                group.create_task(listener.run(one.microphone.blocks(), patient=one.patient))
        ended.set()

    try:
        async with Tasks() as tasks:
            tasks.start(hear_all())
            yield ended
    finally:
        await engines.close()


def read_languages() -> None:
    """Read every language's file now, as reading is no work for the loop."""
    for code in languages.available():
        languages.load(code)


async def _hearings(
    settings: Settings, plan: Plan, bus: Bus, shelf: Installed | None = None
) -> list[Hearing]:
    """The microphones' detectors, loaded in a thread each; one judge of turns for all."""
    from edge.app import chosen_ears
    from edge.listening.judging import JudgeThread

    judge = await apart(lambda: chosen_ears.judge(shelf)) if shelf and plan.microphones else None
    asked = JudgeThread(judge) if judge else None
    spotter = shelf.spotter() if shelf else None
    made = partial(hearing, settings=settings, fast=plan.fast, judge=asked, spotter=spotter)
    loading = [
        apart(partial(made, PersistentMicrophone(mic, bus), role=role))
        for mic, role in zip(plan.microphones, plan.roles, strict=True)
    ]
    return list(await asyncio.gather(*loading))


async def _opened(one: Output, bus: Bus, tasks: Tasks) -> None:
    """Keep an output open from now on; return when it plays, or is found not to."""
    from edge.devices.reconnect import keep_open

    now = asyncio.get_running_loop().time
    lost, found = device_news(bus, one.name)
    reasons: list[str] = []

    def unusable(message: str) -> None:
        reasons.append(message)
        lost(message)

    def undecided() -> bool:
        return not (one.callbacks or reasons) and now() < give_up

    tasks.start(keep_open(one, unusable, found))
    give_up = now() + OPENING_SECONDS
    while undecided():  # noqa: ASYNC110 - a counter wakes nobody
        await asyncio.sleep(0.01)


async def warm(talk: Conversation) -> None:
    """Make the first answer as quick as the others; skills run in the store's thread."""
    from edge.modes.wording import spoken

    with footprint.loading():
        await apart(partial(spoken, "1", talk.manners.language))
        await talk.store.run(talk.thinker.warm, talk.manners.language)


async def warm_later(talk: Conversation) -> None:
    """What few ask for; at the start it would compete with whoever speaks at once."""
    await asyncio.sleep(SETTLED_SECONDS)
    with footprint.loading():
        await talk.store.run(talk.thinker.warm_skills)
