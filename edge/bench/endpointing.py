"""Turns ended too early against the wait after the real end, as our waits are scaled.

Everything is the product's: echo canceller, voice activity, recogniser, router, waits. It runs on
the sound's clock, faster than real time, so what the recogniser's own work adds is not in it (the
group `conversation` has that); the other frameworks' detectors are measured the same way.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from edge import app
from edge.audio.echo import EchoReference, without_echo
from edge.bench import turns as spoken_turns
from edge.bench.remembered import RememberedJudge, RememberedPartials
from edge.bench.rows import Row, row
from edge.bus import Bus
from edge.events import Endpointed
from edge.listening.cascade import Ears
from edge.listening.listener import Listener
from edge.models.shelf import Shelf
from edge.modes.wording import words_for
from edge.ports import BLOCK_SAMPLES, BLOCK_SECONDS, Block
from edge.settings import ListeningSettings, Settings, models_folder
from edge.store.store import Store
from edge.thinking.thinker import Thinker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from edge.bench.asked import Asked
    from edge.bus import Subscription
    from edge.listening.cascade import Judge
    from edge.ports import Samples, SpeechRecognizer

SCALES = (2.0, 1.5, 1.0, 0.75, 0.5)
"""Of all three waits; the longest first, so that shorter ones find their partials remembered."""
GRACE_SECONDS = 0.1
"""An endpoint this close before the end cuts nothing off."""
BY_WORDS = "edge silero + three speeds"
BY_VOICE = "edge three speeds + smart-turn v3"
_SHORT = {BY_WORDS: "", BY_VOICE: "judged_"}
"""In the names of rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointRow(Row):
    """One point of the curve; p50 and p95 are the delay's."""

    detector: str
    setting: str
    speech: str
    premature_share: float
    delay_p50: float | None
    delay_p95: float | None
    missed: int


@dataclass(frozen=True)
class Witnesses:
    """What decides beside silence."""

    recognizer: SpeechRecognizer
    thinker: Thinker
    judge: RememberedJudge | None = None

    def judge_by(self, clock: SoundClock) -> Judge | None:
        """As the listener asks it."""
        judge = self.judge
        return None if judge is None else lambda text, sound: judge.answer(text, sound, clock)


class SoundClock:
    """Seconds of sound that have been handed in."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def rows(asked: Asked) -> list[EndpointRow]:
    """A row for each detector, scale and kind of speech."""
    found = await asyncio.to_thread(spoken_turns.of, asked.recordings, asked.turns)
    engines = await app.load_engines(_scaled(1.0), hears=True)
    recognizer = RememberedPartials(engines.recognizer(lambda: "en"))
    by_words = Witnesses(recognizer, Thinker(Store.in_memory(), app.SystemClock()))
    judges = await asyncio.to_thread(_judges)
    detectors = {BY_WORDS: by_words}
    for judge in judges:
        detectors[BY_VOICE] = replace(by_words, judge=judge)
    measured: dict[tuple[str, float, str], list[tuple[bool, float | None]]] = {}
    for turn, scale, (name, witnesses) in product(found, SCALES, detectors.items()):
        ends = await endpoints(turn.samples, _scaled(scale), witnesses)
        results = measured.setdefault((name, scale, turn.speech), [])
        results.append(judged(ends, turn.end_seconds))
    return [_row(*point, results) for point, results in sorted(measured.items())]


def _judges() -> list[RememberedJudge]:
    """One, where the models folder has smart-turn."""
    from edge.engines.turn_smart import SmartTurnJudge

    models = Shelf(models_folder(Settings().models)).models()
    files = [model.files["model"] for model in models if model.kind == "smart-turn"]
    return [RememberedJudge(SmartTurnJudge(file)) for file in files[:1]]


def _scaled(scale: float) -> Settings:
    stock = ListeningSettings(mode="continuous")
    return Settings(
        listening=replace(
            stock,
            command_silence_seconds=scale * stock.command_silence_seconds,
            finished_silence_seconds=scale * stock.finished_silence_seconds,
            unfinished_silence_seconds=scale * stock.unfinished_silence_seconds,
        )
    )


async def endpoints(samples: Samples, settings: Settings, witnesses: Witnesses) -> list[float]:
    """Seconds into the sound at which a turn was declared over."""
    clock, bus = SoundClock(), Bus()
    ended = bus.subscribe(Endpointed)
    ears = await asyncio.to_thread(app.hearing, _Nowhere(), settings, "owner")
    heard = Ears(
        recognizer=witnesses.recognizer, vad=ears.vad, onset=ears.onset, role=ears.role,
        judge=witnesses.judge_by(clock),
    )  # fmt: skip
    listener = Listener(
        heard, settings.listening, words_for("en"),
        lambda text: witnesses.thinker.is_complete(text, "en"), bus, clock,
    )  # fmt: skip
    sound = _blocks(samples, clock)
    if ears.canceller:
        sound = without_echo(sound, ears.canceller, EchoReference([]).tap())
    await listener.run(sound, patient=True)
    bus.close()
    return await _moments(ended)


async def _moments(ended: Subscription) -> list[float]:
    """Those by silence; the end of the sound itself is none."""
    events: list[Any] = [event async for event in ended]
    return [event.at for event in events if event.reason != "source ended"]


async def _blocks(samples: Samples, clock: SoundClock) -> AsyncIterator[Block]:
    for start in range(0, len(samples) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES):
        clock.now += BLOCK_SECONDS
        yield Block(samples[start : start + BLOCK_SAMPLES], clock.now)


class _Nowhere:
    """The sound is handed in by the benchmark itself."""

    name = "bench"

    async def blocks(self) -> AsyncIterator[Block]:
        for _ in ():
            yield _


def judged(found: Sequence[float], end: float) -> tuple[bool, float | None]:
    """Whether a turn was ended too early, and the wait of the first endpoint that was not."""
    after = [at - end for at in found if at >= end - GRACE_SECONDS]
    return len(after) < len(found), after[0] if after else None


def _row(
    detector: str, scale: float, speech: str, results: list[tuple[bool, float | None]]
) -> EndpointRow:
    waits = [wait for _, wait in results if wait is not None]
    delay = row(f"endpoint_{speech}_{_SHORT[detector]}x{scale:g}", "s", waits, 3)
    return EndpointRow(
        name=delay.name,
        unit=delay.unit,
        p50=delay.p50,
        p95=delay.p95,
        n=len(results),
        detector=detector,
        setting=f"waits x {scale:g}" + (" (stock)" if scale == 1.0 else ""),
        speech=speech,
        premature_share=round(sum(early for early, _ in results) / len(results), 3),
        delay_p50=delay.p50,
        delay_p95=delay.p95,
        missed=len(results) - len(waits),
    )
