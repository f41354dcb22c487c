"""The board table of `edge doctor`: which engines run here, how fast, and what was chosen why."""

from __future__ import annotations

import asyncio
import importlib.util
import inspect
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from edge import app
from edge.app.chosen import LIBRARIES, SHERPA, refusal, survey
from edge.audio.resample import resample
from edge.commands.checks import Check
from edge.commands.measure import PIECE, SENTENCE
from edge.errors import EdgeError
from edge.models.choice import CHOSEN_ROLES, WITHOUT
from edge.ports import LISTENING_RATE, Message, Prompt, Voice
from edge.tasks import apart

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from edge.app.chosen import Survey
    from edge.models.record import Model
    from edge.ports import Samples, SpeechSynthesizer
    from edge.settings import Settings
    from edge.store.store import Store

LONGEST_SECONDS = 60.0
"""For one engine, loading it included; a slower one is of no use here."""
ANSWER_TOKENS = 16


@dataclass(frozen=True, kw_only=True)
class Line:
    """One model on the shelf, as an engine of this machine."""

    role: str
    name: str
    kind: str
    refused: str = ""
    """Why it cannot run here; empty where it can."""
    speed: float | None = None
    """In `unit`; None where it was not measured."""
    unit: str = ""
    chosen: bool = False
    why: str = ""
    """Why it was chosen, or why not."""

    def check(self) -> Check:
        kind = f"{self.name} ({self.kind})"
        if self.refused:
            return Check("attention", f"engine {self.role}", f"{kind} {self.refused}")
        speed = f"{self.speed:.2f} {self.unit}" if self.speed is not None else "not measured"
        verdict = f"chosen, {self.why}" if self.chosen else f"not chosen: it {self.why}"
        return Check("ok", f"engine {self.role}", f"{kind}: {speed}; {verdict}")


def libraries() -> list[Check]:
    """The packages that run models from the shelf, each an extra of the installation."""
    known = {library.package: library for library in (SHERPA, *LIBRARIES.values()) if library.extra}
    return [
        Check(
            "ok",
            f"library {library.package}",
            "installed"
            if importlib.util.find_spec(library.module)
            else f"not installed, and not needed: pip install edge-assistant[{library.extra}]",
        )
        for library in known.values()
    ]


async def table(settings: Settings, store: Store | None) -> tuple[list[Check], list[Line]]:
    """What to print, and the same for programs. Loads each engine for a moment."""
    try:
        found = await apart(lambda: survey(settings, store))
    except EdgeError as error:
        return [Check("attention", "models", str(error))], []
    models = [model for model in found.models if model.role in CHOSEN_ROLES]
    threads = settings.engines.threads or max(1, min(4, found.board.cores - 1))
    language = settings.profile.language
    lines = [await _line(model, found, language, threads) for model in models]
    none = [
        Check("ok", f"engine {role}", f"none from the shelf, so {WITHOUT[role]}")
        for role in CHOSEN_ROLES
        if found.choice(role, language).model is None
    ]
    board = Check("ok", "board", found.board.told)
    return [board, *libraries(), *(line.check() for line in lines), *none], lines


async def _line(model: Model, found: Survey, language: str, threads: int) -> Line:
    choice = found.choice(model.role, language)
    chosen = choice.model == model
    why = choice.why if chosen else _against(model.name, choice.passed)
    line = Line(role=model.role, name=model.name, kind=model.kind, chosen=chosen, why=why)
    refused = refusal(model.kind)
    if refused or not model.files:
        return replace(line, refused=model.not_whole or refused)
    if model.kind not in _measures():
        return line
    measure, unit = _measures()[model.kind]
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            speed = await measure(model, _spoken(model, language), threads)
            return replace(line, speed=speed, unit=unit)
    except TimeoutError:
        return replace(line, refused=f"takes over {LONGEST_SECONDS:.0f} s for one sentence")
    except EdgeError as error:
        return replace(line, refused=f"cannot be used: {error}")


def _against(name: str, passed: Sequence[str]) -> str:
    told = (text.removeprefix(f"{name} ") for text in passed if text.startswith(f"{name} "))
    return next(told, "was not looked at, as another one was asked for")


def _spoken(model: Model, language: str) -> str:
    """In which it is tried: the person's own, unless it tells that it speaks only others."""
    if model.speaks(language) or not model.languages:
        return language
    return model.languages[0]


def _measures() -> dict[str, tuple[Callable[[Model, str, int], Awaitable[float]], str]]:
    """By kind: what measures it, and the unit of that."""
    from edge.engines.sherpa.kinds import OFFLINE, STREAMING
    from edge.engines.tts.sherpa import KINDS

    hears = dict.fromkeys((kind.name for kind in (*STREAMING, *OFFLINE)), _hearing)
    says = dict.fromkeys(("piper", *KINDS), _saying)
    real_time = {kind: (measure, "of real time") for kind, measure in (hears | says).items()}
    return {
        **real_time,
        "smart-turn": (_judging, "s a decision"),
        "gguf": (_answering, "pieces of text a second"),
    }


async def _hearing(model: Model, language: str, threads: int) -> float:
    from edge.engines.asr.sherpa import sherpa_recognizer

    recognizer = sherpa_recognizer(model.folder, model.kind, lambda: (language,), threads)
    speech = await _said(await apart(app.synthesizer), Voice(language))
    try:
        await recognizer.open()
        began = perf_counter()
        async for _ in recognizer.transcribe(_pieces(speech)):
            pass
        return (perf_counter() - began) / (len(speech) / LISTENING_RATE)
    finally:
        await _closed(recognizer)


async def _saying(model: Model, language: str, threads: int) -> float:
    from edge.engines.tts.neural import neural_voice

    voice = await apart(
        lambda: neural_voice(model.name, model.kind, model.files, model.languages, threads)
    )
    try:
        await voice.open()
        began = perf_counter()
        speech = await _said(voice, Voice(language))
        return (perf_counter() - began) / (max(1, len(speech)) / LISTENING_RATE)
    finally:
        await _closed(voice)


async def _judging(model: Model, _: str, threads: int) -> float:
    from edge.engines.turn_smart import SmartTurnJudge

    def work() -> float:
        judge, sound = SmartTurnJudge(model.files["model"]), np.zeros(LISTENING_RATE * 2, np.int16)
        judge.finished("", sound)
        began = perf_counter()
        judge.finished("", sound)
        return perf_counter() - began

    return await apart(work)


async def _answering(model: Model, _: str, threads: int) -> float:
    from edge.app.chosen_mind import ENGINE
    from edge.engines.llm.llama_cpp import LlamaCppLanguageModel, LlamaOptions
    from edge.engines.runtime.in_process import InProcess

    options = LlamaOptions(context=512, threads=threads)
    mind = LlamaCppLanguageModel(InProcess(ENGINE, model.files["model"], options))
    prompt = Prompt((Message("user", "Count from one to ten."),), longest=ANSWER_TOKENS)
    try:
        await mind.open()
        await mind.prepare(prompt)
        began = perf_counter()
        pieces = [piece async for piece in mind.generate(prompt)]
        return len(pieces) / (perf_counter() - began)
    finally:
        await _closed(mind)


async def _said(synthesizer: SpeechSynthesizer, voice: Voice) -> Samples:
    chunks = [chunk.samples async for chunk in synthesizer.synthesize(SENTENCE, voice)]
    sound = np.concatenate(chunks) if chunks else np.zeros(0, np.int16)
    return resample(sound, synthesizer.rate, LISTENING_RATE)


async def _pieces(speech: Samples) -> AsyncIterator[Samples]:
    for start in range(0, len(speech), PIECE):
        yield speech[start : start + PIECE]
        await asyncio.sleep(0)


async def _closed(engine: Any) -> None:
    closing = engine.close()
    if inspect.isawaitable(closing):
        await closing
