"""`edge ask`: one question, spoken in a file or typed, through the whole loop."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from edge import app
from edge import language as languages
from edge.commands import recorded, sound
from edge.commands.report import TurnReport
from edge.errors import EngineError, InputError, NoRecognizer, NothingHeard
from edge.events import Transcribed, TurnFailed
from edge.settings import MicrophoneSettings

if TYPE_CHECKING:
    import argparse

    from edge.bus import Subscription
    from edge.commands.sound import ThenSilence
    from edge.events import Event
    from edge.replay.recorder import Recorder
    from edge.settings import Settings

PATIENCE_SECONDS = 8.0
"""After a recording the room is silent for so long; any answer has come by then."""
ANSWER_SECONDS = 120.0


def main(options: argparse.Namespace, settings: Settings) -> int:
    question = options.question.strip()
    if not question:
        raise InputError("the question is empty")
    settings = _fitted(settings, options)
    file = Path(question)
    unrecorded = _plan(options, settings)
    aloud = file.suffix.lower() == ".wav" or file.exists()

    async def ask(recorder: Recorder | None) -> TurnReport:
        plan = replace(unrecorded, recorder=recorder)
        return await (
            _ask_aloud(file, plan, settings) if aloud else _ask_typed(question, plan, settings)
        )

    report = recorded.run(ask, options.record)
    _print(report, options.json)
    return 0


def _fitted(settings: Settings, options: argparse.Namespace) -> Settings:
    """The whole recording is meant for us, in the language that was named."""
    if options.language:
        languages.load(options.language)
    return replace(settings, listening=replace(settings.listening, mode="continuous"))


def _plan(options: argparse.Namespace, settings: Settings) -> app.Plan:
    outputs = () if options.fast else sound.outputs(settings, options.output)
    language = options.language or ""
    return app.Plan(outputs=outputs, rings=False, language=language, fast=options.fast)


async def _ask_typed(question: str, plan: app.Plan, settings: Settings) -> TurnReport:
    bus = plan.bus()
    events = bus.subscribe()
    async with app.conversation(settings, plan, bus) as talk:
        await app.warm(talk)  # the timings are those of an assistant that runs
        await bus.moment()
        talk.assistant.typed(question)
        return await _followed(events, aloud=not plan.fast)


async def _ask_aloud(file: Path, plan: app.Plan, settings: Settings) -> TurnReport:
    main_microphone = MicrophoneSettings(device=f"file:{file}")
    recording = await asyncio.to_thread(app.microphone, main_microphone, fast=plan.fast)
    microphone = sound.ThenSilence(recording, PATIENCE_SECONDS, fast=plan.fast)
    plan = replace(plan, microphones=(microphone,), roles=("owner",))
    bus = plan.bus()
    events = bus.subscribe(size=4096)
    async with app.conversation(settings, plan, bus):
        following = asyncio.create_task(_followed(events, aloud=not plan.fast))
        silence = asyncio.create_task(_end_after(microphone, events))
        report = await following
        silence.cancel()
    if plan.fast:
        report.last_voiced = None  # sound that came faster than time has no delays
    if not report.transcript:
        raise NothingHeard(f"nobody speaks in {file}, or not a word was understood")
    return report


async def _end_after(microphone: ThenSilence, events: Subscription) -> None:
    """Nobody waits for ever for an answer to a recording without a question."""
    await microphone.over.wait()
    await asyncio.sleep(PATIENCE_SECONDS)
    events.close()


async def _followed(events: Subscription, *, aloud: bool) -> TurnReport:
    """The first turn that has words in it."""
    report = TurnReport()
    async with asyncio.timeout(ANSWER_SECONDS):
        async for event in events:
            report.note(event)
            _raise_failure(event)
            if isinstance(event, Transcribed) and event.final and not event.text:
                report = TurnReport()
            elif report.finished or (report.answered and not aloud):
                break
    return report


def _raise_failure(event: Event) -> None:
    if isinstance(event, TurnFailed):
        raise (
            NoRecognizer(event.message)
            if event.code == NoRecognizer.code
            else EngineError(event.message)
        )


def _print(report: TurnReport, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report.record(), ensure_ascii=False))
        return
    print(f"you: {report.transcript}")
    print(f"edge: {report.reply}")
    reached = ((name, ms) for name, ms in report.timings_ms().items() if ms is not None)
    times = ", ".join(f"{name} {ms:.0f} ms" for name, ms in reached)
    if times:
        print(f"({times})")
