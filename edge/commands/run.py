"""`edge run`: the assistant, until Ctrl-C, a SIGTERM, or the end of what is typed."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from edge import app, supervision
from edge.commands import recorded, setup, sound
from edge.commands.console import TALK_KEY, PlainConsole, TerminalConsole
from edge.errors import Terminated
from edge.tasks import Tasks

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from edge.commands.console import Console
    from edge.modes.conversation import Conversation
    from edge.replay.recorder import Recorder
    from edge.settings import MicrophoneSettings, Settings

LAST_ANSWER_SECONDS = 15.0
"""Who ends the input during an answer may hear so much more of it; Ctrl-C ends at once."""


def main(options: argparse.Namespace, settings: Settings) -> int:
    if options.mode:
        settings = replace(settings, listening=replace(settings.listening, mode=options.mode))
    try:
        recorded.run(lambda recorder: _run(options, settings, recorder), options.record)
    except asyncio.CancelledError:
        raise Terminated from None
    return 0


async def _run(options: argparse.Namespace, settings: Settings, recorder: Recorder | None) -> None:
    _end_on_sigterm()
    if _by_hand() and sys.stdout.isatty() and not options.fake:
        await setup.offer(settings, plain=options.plain)
    named = () if options.fake else sound.microphones(settings, options.input)
    plan = app.Plan(
        microphones=tuple(app.microphone(one) for one in named),
        roles=tuple(one.role for one in named),
        outputs=sound.outputs(settings, "null" if options.fake else options.output),
        buttons=app.buttons(settings),
        recorder=recorder,
    )
    bus = plan.bus()
    shown = bus.subscribe(size=1024)
    stop = asyncio.Event()
    async with app.conversation(settings, plan, bus) as talk, Tasks() as tasks:
        console = _console(talk, tasks, plain=options.plain)
        tasks.start(console.show(shown))
        console.tell(greeting(settings, named, console))
        tasks.start(supervision.report())
        if all(one.device != "stdin" for one in named):  # else its bytes are sound
            tasks.start(_type(console, talk, stop, ends_with_input=not named))
        with suppress(TimeoutError):
            async with asyncio.timeout(options.seconds):
                await stop.wait()


def _console(talk: Conversation, tasks: Tasks, *, plain: bool) -> Console:
    if plain or not (_by_hand() and sys.stdout.isatty()):
        return PlainConsole()
    return TerminalConsole(lambda: tasks.start(_talk_key(talk)))


async def _talk_key(talk: Conversation) -> None:
    await talk.bus.moment()
    talk.hearing.tapped(TALK_KEY)


def _end_on_sigterm() -> None:
    """End at once and in order, also while models are still being loaded."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


async def _type(
    console: Console, talk: Conversation, stop: asyncio.Event, *, ends_with_input: bool
) -> None:
    """Typed lines are turns; without a microphone the end of the input ends the program."""
    is_by_hand = _by_hand()
    async for text in console.typed():
        if text:
            await talk.bus.moment()
            talk.assistant.typed(text)
            if ends_with_input and not is_by_hand:
                await talk.assistant.answered()
    if ends_with_input or is_by_hand:
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_ANSWER_SECONDS):
                await talk.assistant.answered()
        stop.set()


def _by_hand() -> bool:
    """Somebody types; standard input may also be a pipe, or closed."""
    return sys.stdin is not None and sys.stdin.isatty()


def _calling(settings: Settings, console: Console) -> str:
    """What calls it without a word: the talk key that is set, and a tap in a terminal; or empty."""
    held = settings.listening.talk_key
    ways = [f'hold the talk key ("{held}")'] if held else []
    if isinstance(console, TerminalConsole):
        ways.append(f"tap {TALK_KEY.upper()}")
    return " or ".join(ways)


def greeting(settings: Settings, named: Sequence[MicrophoneSettings], console: Console) -> str:
    """How to talk to it."""
    if not named:
        return 'no microphone: type a question and press Enter ("edge ask FILE.wav" asks aloud)'
    listening = settings.listening
    if listening.mode == "continuous":
        return "listening: just speak; or type and press Enter"
    calling = _calling(settings, console)
    if listening.mode == "key":
        if not calling:
            return "no key calls it here: name one in listening.talk_key; or type and press Enter"
        return f"{calling}, then speak; or type and press Enter"
    words = " or ".join(f'"{word.name.replace("_", " ")}"' for word in listening.wake_words)
    called = f"say {words}{' or ' if calling else ''}{calling}"
    return f"listening: {called}, then speak; or type and press Enter"
