"""What `edge doctor` measures: how late each output is heard, and how fast the engines are here."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from edge import app
from edge.audio.resample import resample
from edge.commands import sound
from edge.commands.checks import Check
from edge.devices.loop_delay import measure_loop_delay
from edge.devices.speaker_portaudio import PortAudioSpeaker
from edge.devices.speaker_pulse import PulseSpeaker
from edge.errors import DeviceError, EdgeError
from edge.ports import LISTENING_RATE, Voice
from edge.store.records import LoopDelay

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.devices.loop_delay import LoopDelay as Measured
    from edge.modes.parts import Engines
    from edge.ports import Samples, SpeechRecognizer
    from edge.settings import OutputSettings, Settings
    from edge.store.store import Store

SENTENCE = "1 2 3 4 5 6 7 8 9 10"
"""Every language has words for it."""
LATEST_SECONDS = 1.0
"""A correction beyond it is no delay of a loudspeaker, but a chirp that was mistaken."""
PIECE = LISTENING_RATE // 10


async def loop_delays(settings: Settings, store: Store) -> list[Check]:
    """One check an output; what was measured is kept, and used from the next start on."""
    microphones = sound.microphones(settings, None)
    if not microphones:
        return [Check("attention", "loop delay", "not measured: there is no microphone")]
    checks = []
    for wanted in sound.outputs(settings, None):
        try:
            checks.append(await _loop_delay(wanted, settings, store))
        except EdgeError as error:
            checks.append(Check("attention", f"loop delay of {wanted.name}", str(error)))
    return checks


async def _loop_delay(wanted: OutputSettings, settings: Settings, store: Store) -> Check:
    what = f"loop delay of {wanted.name}"
    output = app.output(wanted)
    speaker = output.speaker
    if not isinstance(speaker, PortAudioSpeaker | PulseSpeaker):
        return Check("ok", what, f'not measured: "{wanted.device}" is no sound card')
    microphone = app.microphone(sound.microphones(settings, None)[0])
    try:
        await output.opened()
        async with asyncio.timeout(10.0):
            found = await measure_loop_delay(output, microphone)
        told = speaker.delay()
    except TimeoutError:
        raise DeviceError(f'the microphone "{microphone.name}" gives no sound') from None
    finally:
        await output.closed()
    return await _kept(what, wanted, found, told, store)


async def _kept(
    what: str, wanted: OutputSettings, found: Measured, told: float, store: Store
) -> Check:
    """The driver's word is corrected by what it did not tell."""
    correction = found.seconds - told
    if not found.was_heard or abs(correction) > LATEST_SECONDS:
        advice = "turn it up, bring the microphone near, and run this again"
        return Check("attention", what, "the microphone did not hear the chirp", advice)
    delay = LoopDelay(output=wanted.name, seconds=correction, measured=datetime.now(UTC))
    await store.run(store.loop_delays.keep, delay)
    measured = f"{found.seconds * 1000:.0f} ms, the driver says {told * 1000:.0f} ms"
    return Check("ok", what, f"{measured}; kept")


async def speeds(settings: Settings) -> list[Check]:
    """How much of real time the voice and the recogniser take on this machine."""
    try:
        engines = await app.load_engines(settings, hears=True)
    except EdgeError as error:
        return [Check("missing", "speed", str(error))]
    try:
        return await _speeds(engines, settings.profile.language)
    finally:
        await engines.close()


async def _speeds(engines: Engines, language: str) -> list[Check]:
    voice = Voice(language)
    began = perf_counter()
    first, pieces = 0.0, []
    try:
        async for chunk in engines.synthesizer.synthesize(SENTENCE, voice):
            first = first or perf_counter() - began
            pieces.append(chunk.samples)
    except EdgeError as error:
        return [Check("missing", "speed of the voice", str(error))]
    took = perf_counter() - began
    speech = np.concatenate(pieces)
    seconds = len(speech) / engines.synthesizer.rate
    checks = [_speed("voice", took / seconds, f"first sound after {first * 1000:.0f} ms")]
    speech = resample(speech, engines.synthesizer.rate, LISTENING_RATE)
    try:
        took = await _transcribed(engines.recognizer(lambda: language), speech)
    except EdgeError:
        return checks  # without a model there is nothing to measure; models() tells it
    return [*checks, _speed("recogniser", took / seconds, "faster than speech" * (took < seconds))]


def _speed(what: str, factor: float, more: str) -> Check:
    name = f"speed of the {what}"
    where = f"{factor:.2f} of real time" + (f", {more}" if more else "")
    if factor < 1.0:
        return Check("ok", name, where)
    return Check("attention", name, where, "end other programs, or use a faster machine")


async def _transcribed(recognizer: SpeechRecognizer, speech: Samples) -> float:
    """Seconds from the first sound to the final words, given as fast as it is taken."""
    await _drain(recognizer, speech[:PIECE])  # loads what is loaded on first use
    began = perf_counter()
    await _drain(recognizer, speech)
    return perf_counter() - began


async def _drain(recognizer: SpeechRecognizer, speech: Samples) -> None:
    async def pieces() -> AsyncIterator[Samples]:
        for start in range(0, len(speech), PIECE):
            yield speech[start : start + PIECE]
            await asyncio.sleep(0)

    async for _ in recognizer.transcribe(pieces()):
        pass
