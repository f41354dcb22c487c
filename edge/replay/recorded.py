"""The ports of a conversation as its recorder sees them: the same, but every result is kept.

Whatever comes in waits for a moment of its own before the conversation sees it; see loop.py.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from edge.errors import EdgeError
from edge.replay import tape
from edge.replay.loop import moment

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable

    from edge.audio.output import Output
    from edge.audio.speech_track import Progress
    from edge.audio.utterance import Utterance
    from edge.modes.conversation import Devices, Engines, Hearing
    from edge.ports import (
        Battery,
        Block,
        Button,
        EchoCanceller,
        Hypothesis,
        LanguageModel,
        Prompt,
        Samples,
        SpeechChunk,
        SpeechRecognizer,
        SpeechSynthesizer,
        Vitals,
        VitalSigns,
        Voice,
        VoiceActivityDetector,
        VoiceOnsetDetector,
        WakeWordDetector,
    )
    from edge.replay.recorder import Recorder
    from edge.store.store import Store

T = TypeVar("T")


def engines(made: Engines, recorder: Recorder) -> Engines:
    """The same engines, recorded."""
    recognizer = made.recognizer
    return replace(
        made,
        recognizer=lambda language: RecordedRecognizer(recognizer(language), recorder),
        synthesizer=RecordedSynthesizer(made.synthesizer, recorder),
        mind=RecordedLanguageModel(made.mind, recorder) if made.mind else None,
    )


def devices(made: Devices, recorder: Recorder) -> Devices:
    """The same devices, recorded; outputs are looked at where they are."""
    for output in made.outputs:
        output.seen = PlayedTape(output, recorder)
    return replace(
        made,
        hearing=[hearing(item, number, recorder) for number, item in enumerate(made.hearing)],
        buttons=[RecordedButton(button, n, recorder) for n, button in enumerate(made.buttons)],
        battery=RecordedBattery(made.battery, recorder) if made.battery else None,
        vitals=RecordedVitals(made.vitals, recorder) if made.vitals else None,
    )


def hearing(item: Hearing, number: int, recorder: Recorder) -> Hearing:
    """One microphone with its detectors, recorded."""
    kept = MicrophoneTape(number, recorder)
    judge = item.judge
    return replace(
        item,
        heard=kept.heard,
        vad=RecordedVoiceActivity(item.vad, kept),
        onset=RecordedOnset(item.onset, kept),
        wake=RecordedWakeWord(item.wake, kept) if item.wake else None,
        canceller=RecordedCanceller(item.canceller, kept) if item.canceller else None,
        judge=recorded_judge(judge, recorder) if judge else None,
    )


def watch_store(made: Store, recorder: Recorder) -> None:
    """From now on it is kept when the work of this store was done."""
    inner = made.through

    async def through(name: str, work: Callable[[], T], /) -> T:
        at = asyncio.get_running_loop().time()
        done = inner(name, lambda: recorder.clock.during(at, work))
        return await once(recorder, f"store {name}", done, _nothing)

    made.through = through


def _nothing(_: object) -> None:
    """Only when it was done matters: what a skill answered is found by asking it again."""


class _Call:
    """Keeps the steps of one call of a port."""

    def __init__(self, recorder: Recorder, name: str) -> None:
        self._recorder = recorder
        self._name = name
        self._over = False

    def __enter__(self) -> _Call:
        self.step("open")
        return self

    def __exit__(self, *_: object) -> None:
        if not self._over:
            self.step("closed")

    def step(self, step: str, value: Any = None) -> None:
        self._recorder.note("call", name=self._name, step=step, value=value)

    async def end(self, step: str = "end", value: Any = None) -> None:
        """Wait for the moment at which it is over."""
        await moment()
        self._over = True
        self.step(step, value)


async def stream(
    recorder: Recorder, name: str, source: AsyncIterator[T], plain: Callable[[T], Any]
) -> AsyncGenerator[T, None]:
    """The same values; kept with their moments, and how it ended."""
    with _Call(recorder, name) as call:
        try:
            async for result in source:
                await moment()
                call.step("give", plain(result))
                yield result
            await call.end()
        except EdgeError as error:
            await call.end("error", tape.plain_error(error))
            raise
        except (asyncio.CancelledError, GeneratorExit):
            await cast("AsyncGenerator[T, None]", source).aclose()
            await moment()
            raise


async def once(recorder: Recorder, port: str, work: Awaitable[T], plain: Callable[[T], Any]) -> T:
    """The same result, kept with its moment."""
    with _Call(recorder, recorder.call(port)) as call:
        try:
            result = await work
            await call.end("give", plain(result))
        except EdgeError as error:
            await call.end("error", tape.plain_error(error))
            raise
        except asyncio.CancelledError:
            await moment()
            raise
    return result


class RecordedRecognizer:
    """A SpeechRecognizer; also kept is when it asked for more sound."""

    def __init__(self, recognizer: SpeechRecognizer, recorder: Recorder) -> None:
        self._recognizer = recognizer
        self._recorder = recorder

    def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncGenerator[Hypothesis, None]:
        name = self._recorder.call("recognizer")
        hypotheses = self._recognizer.transcribe(self._taken(sound, name))
        return stream(self._recorder, name, hypotheses, tape.plain_hypothesis)

    async def _taken(self, sound: AsyncIterator[Samples], name: str) -> AsyncIterator[Samples]:
        while True:
            await moment()
            self._recorder.note("call", name=name, step="take", value=None)
            try:
                piece = await anext(sound)
            except StopAsyncIteration:
                return
            yield piece


class RecordedSynthesizer:
    """A SpeechSynthesizer."""

    def __init__(self, synthesizer: SpeechSynthesizer, recorder: Recorder) -> None:
        self.rate = synthesizer.rate
        self._synthesizer = synthesizer
        self._recorder = recorder

    def synthesize(self, text: str, voice: Voice) -> AsyncGenerator[SpeechChunk, None]:
        chunks = self._synthesizer.synthesize(text, voice)
        name = self._recorder.call("synthesizer")
        return stream(self._recorder, name, chunks, tape.plain_chunk)


class RecordedLanguageModel:
    """A LanguageModel."""

    def __init__(self, model: LanguageModel, recorder: Recorder) -> None:
        self._model = model
        self._recorder = recorder

    async def prepare(self, prompt: Prompt) -> None:
        await once(self._recorder, "preparing", self._model.prepare(prompt), _nothing)

    def generate(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        name = self._recorder.call("language model")
        return stream(self._recorder, name, self._model.generate(prompt), str)


def recorded_judge(
    judge: Callable[[str, Samples], Awaitable[float]], recorder: Recorder
) -> Callable[[str, Samples], Awaitable[float]]:
    """The same judge."""
    return lambda text, sound: once(recorder, "judge", judge(text, sound), float)


class MicrophoneTape:
    """One microphone's sound, as the listener gets it, and what its detectors make of it."""

    def __init__(self, number: int, recorder: Recorder) -> None:
        self.number = number
        self.recorder = recorder

    async def heard(self, blocks: AsyncIterator[Block]) -> AsyncIterator[Block]:
        name = self.recorder.call(f"microphone {self.number}")
        self.recorder.note("call", name=name, step="open", value=None)
        async for block in blocks:
            await moment()
            self.recorder.sound(f"microphone-{self.number}", block.samples)
            self.recorder.note("block", mic=self.number, at=block.at, near=block.near)
            yield block
        await moment()
        self.recorder.note("call", name=name, step="end", value=None)

    def told(self, what: str, value: T) -> T:
        if value:
            self.recorder.note(what, mic=self.number, value=value)
        return value


class RecordedVoiceActivity:
    """A VoiceActivityDetector."""

    def __init__(self, vad: VoiceActivityDetector, kept: MicrophoneTape) -> None:
        self._vad = vad
        self._kept = kept
        self.reset = vad.reset

    def speech_probability(self, samples: Samples) -> float:
        return self._kept.told("speech", float(self._vad.speech_probability(samples)))


class RecordedOnset:
    """A VoiceOnsetDetector."""

    def __init__(self, onset: VoiceOnsetDetector, kept: MicrophoneTape) -> None:
        self._onset = onset
        self._kept = kept

    def voiced(self, samples: Samples) -> bool:
        return self._kept.told("voiced", bool(self._onset.voiced(samples)))


class RecordedWakeWord:
    """A WakeWordDetector."""

    def __init__(self, wake: WakeWordDetector, kept: MicrophoneTape) -> None:
        self._wake = wake
        self._kept = kept
        self.reset = wake.reset

    def detect(self, samples: Samples) -> str | None:
        return self._kept.told("wake", self._wake.detect(samples))


class RecordedCanceller:
    """An EchoCanceller; both its inputs are kept, so that the echo path can be tried again."""

    def __init__(self, canceller: EchoCanceller, kept: MicrophoneTape) -> None:
        self._canceller = canceller
        self._kept = kept

    def cancel(self, heard: Samples, played: Samples) -> Samples:
        pair = np.stack([heard, played], axis=1)
        self._kept.recorder.sound(f"echo-{self._kept.number}", pair, channels=2)
        return self._canceller.cancel(heard, played)


class RecordedButton:
    """A Button."""

    def __init__(self, button: Button, number: int, recorder: Recorder) -> None:
        self._button = button
        self._port = f"button {number}"
        self._recorder = recorder

    def presses(self) -> AsyncGenerator[str, None]:
        name = self._recorder.call(self._port)
        return stream(self._recorder, name, self._button.presses(), str)


class RecordedBattery:
    """A Battery."""

    def __init__(self, battery: Battery, recorder: Recorder) -> None:
        self._battery = battery
        self._recorder = recorder

    def percent(self) -> float | None:
        percent = self._battery.percent()
        self._recorder.note("battery", value=percent)
        return percent


class RecordedVitals:
    """Vitals."""

    def __init__(self, vitals: Vitals, recorder: Recorder) -> None:
        self._vitals = vitals
        self._recorder = recorder

    async def read(self) -> VitalSigns:
        return await once(self._recorder, "vitals", self._vitals.read(), asdict)


class PlayedTape:
    """How far an output is; the same all through a moment, whatever its thread does meanwhile."""

    def __init__(self, output: Output, recorder: Recorder) -> None:
        self._output = output
        self._recorder = recorder
        self._utterance: Utterance | None = None
        self._number = 0
        self._looked_at = float("-inf")
        self._progress: Progress | None = None

    def __call__(self, utterance: Utterance, progress: Progress) -> Progress:
        now = self._output.clock()
        if utterance is not self._utterance:
            self._utterance = utterance
            self._number += 1
            self._progress = None
        if self._progress is None or (now > self._looked_at and progress != self._progress):
            self._progress = progress
            value = [
                progress.rendered,
                progress.heard,
                progress.first_handed,
                progress.silent_since,
            ]
            name = self._output.name
            self._recorder.note("played", output=name, utterance=self._number, value=value)
        self._looked_at = now
        return self._progress
