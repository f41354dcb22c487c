"""Every language model that is installed for llama.cpp: load, prompt, answer, giving up, memory."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from edge.bench import speech
from edge.bench.machine import resident_mb
from edge.bench.rows import milliseconds, row
from edge.bench.stage import stock
from edge.engines.llm.llama_cpp import LlamaEngine, LlamaOptions
from edge.errors import ContextFull
from edge.models.shelf import Shelf
from edge.ports import Message, Prompt
from edge.settings import models_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from edge.bench.asked import Asked
    from edge.bench.rows import Row
    from edge.engines.runtime import Stopped

    Method: TypeAlias = Callable[[Stopped, Prompt], Iterable[object]]

THREADS = (1, 2)
MOST = 5
"""Repetitions of a figure; each takes seconds on a small board."""
PROMPT_TOKENS, ANSWER_TOKENS = 256, 64
LONG_TOKENS = 2_000
CONTEXT = 4096
INTO_SECONDS = 0.2
"""After which somebody interrupts."""
_FAR = 10**9


@dataclass(frozen=True, slots=True)
class Took:
    """One prompt with its answer."""

    prompt_rate: float
    """Tokens a second."""
    answer_rate: float


async def rows(asked: Asked) -> list[Row]:
    """Nothing where no such model is installed."""
    shelf = Shelf(models_folder(stock().models))
    found = await asyncio.to_thread(shelf.models)
    times = max(1, min(asked.turns, MOST))
    lines: list[Row] = []
    for model in found:
        if model.kind == "gguf":
            path, named = model.files["model"], f"llm_{model.name}"
            lines += await asyncio.to_thread(_measured, path, named, times)
    return lines


def _measured(path: Path, named: str, times: int) -> list[Row]:
    found: list[Row] = []
    for threads in THREADS:
        before, began = resident_mb(), time.perf_counter()
        engine = LlamaEngine(path, LlamaOptions(context=CONTEXT, threads=threads))
        loaded = time.perf_counter() - began
        took = [_took(engine, number) for number in range(times)]
        found += [
            row(f"{named}_prompt_{threads}", "tokens/s", [one.prompt_rate for one in took]),
            row(f"{named}_answer_{threads}", "tokens/s", [one.answer_rate for one in took]),
        ]
        if threads == THREADS[0]:
            memory = resident_mb() - before
            found += [
                row(f"{named}_load", "s", [loaded], 2),
                row(f"{named}_memory", "MB", [memory], 0),
                *_given_up(engine, named, times),
            ]
        engine.close()
    return found


def _given_up(engine: LlamaEngine, named: str, times: int) -> list[Row]:
    """From the interruption until the engine could take the next call."""
    prompts = [_prompt(engine, LONG_TOKENS, number) for number in range(times)]
    within = [_free_after(engine.prepare, prompt) for prompt in prompts]
    short = replace(prompts[0], messages=prompts[0].messages[:1], longest=LONG_TOKENS)
    talking = [_free_after(engine.generate, short) for _ in prompts]
    return [
        row(f"{named}_free_in_prompt", "ms", milliseconds(within)),
        row(f"{named}_free_in_answer", "ms", milliseconds(talking)),
    ]


def _took(engine: LlamaEngine, number: int) -> Took:
    prompt = _prompt(engine, PROMPT_TOKENS, number)
    asked = replace(prompt, longest=ANSWER_TOKENS)
    return Took(_rate(engine, engine.prepare, prompt), _rate(engine, engine.generate, asked))


def _rate(engine: LlamaEngine, method: Method, prompt: Prompt) -> float:
    """Tokens evaluated a second, until the call is over."""
    before, began = engine.evaluated, time.perf_counter()
    for _ in method(_wanted, prompt):
        pass
    return (engine.evaluated - before) / (time.perf_counter() - began)


def _free_after(method: Method, prompt: Prompt) -> float:
    """Seconds from the interruption to the end of the call; 0 where it was done before."""
    stop = threading.Event()
    told: list[float] = []

    def interrupt() -> None:
        told.append(time.perf_counter())
        stop.set()

    timer = threading.Timer(INTO_SECONDS, interrupt)
    timer.start()
    for _ in method(stop.is_set, prompt):
        pass
    ended = time.perf_counter()
    timer.cancel()
    timer.join()
    return ended - told[0] if told and told[0] < ended else 0.0


def _prompt(engine: LlamaEngine, tokens: int, number: int) -> Prompt:
    """Of about so many tokens, and unlike that of another number from its beginning."""
    sentence = f"{number}. {speech.STATEMENT} "
    once = Prompt((Message("user", sentence),), longest=1)
    twice = Prompt((Message("user", 2 * sentence),), longest=1)
    repeats = tokens // (_length(engine, twice) - _length(engine, once))
    return Prompt((Message("system", f"Number {number}."), Message("user", repeats * sentence)))


def _length(engine: LlamaEngine, prompt: Prompt) -> int:
    """Tokens of a prompt, by what an answer that cannot fit would take."""
    try:
        list(engine.prepare(_wanted, replace(prompt, longest=_FAR)))
    except ContextFull as full:
        return full.needed - _FAR
    raise AssertionError("no context has so much room")


def _wanted() -> bool:
    """Nobody interrupts."""
    return False
