"""How long sound takes from the mixer to the microphone: a chirp is played and looked for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from edge.ports import BLOCK_SAMPLES, BLOCK_SECONDS, LISTENING_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edge.audio.output import Output
    from edge.ports import Block, Microphone, Samples

CHIRP_SECONDS = 0.1
LOWEST_HERTZ, HIGHEST_HERTZ = 800.0, 5000.0
LISTENED_SECONDS = 1.5
"""After the chirp was handed over; Bluetooth takes 0.3 s."""
NEAR_SAMPLES = 80
"""5 ms: echoes of the same arrival."""
HEARD_CONFIDENCE = 0.4


@dataclass(frozen=True)
class LoopDelay:
    """What was measured."""

    seconds: float
    """From the callback that took the sound to the microphone's time of it."""
    confidence: float
    """0 to 1: how far the best match stands above the next best."""

    @property
    def was_heard(self) -> bool:
        return self.confidence >= HEARD_CONFIDENCE


async def measure_loop_delay(output: Output, microphone: Microphone) -> LoopDelay:
    """Play a chirp through an open output that is silent, and find it. Raises DeviceError.

    The speaker's own share is what is left after the microphone's, which its times already hold:
    `PortAudioSpeaker.correction_seconds = seconds - delay()` where the two are one card.
    """
    source = microphone.blocks()
    blocks: list[Block] = [await anext(aiter(source))]
    output.begin()
    await output.write(chirp(output.rate))
    output.finish()
    loop = asyncio.get_running_loop()
    end = loop.time() + LISTENED_SECONDS + CHIRP_SECONDS
    async for block in source:
        blocks.append(block)
        if block.at >= end:
            break
    await source.aclose()  # type: ignore[attr-defined]  # every microphone's is a generator
    output.drop()
    if output.first_handed is None:
        return LoopDelay(0.0, 0.0)
    heard = [block for block in blocks if block.at - BLOCK_SECONDS >= output.first_handed]
    return _found(heard, output.first_handed, chirp(LISTENING_RATE))


def chirp(rate: int) -> Samples:
    """A sweep that begins and ends softly."""
    time = np.arange(round(CHIRP_SECONDS * rate)) / rate
    sweep = (HIGHEST_HERTZ - LOWEST_HERTZ) / CHIRP_SECONDS
    phase = 2 * np.pi * (LOWEST_HERTZ * time + sweep * time**2 / 2)
    wave: Samples = (12_000 * np.sin(phase) * np.hanning(len(time))).astype(np.int16)
    return wave


def find(sound: Samples, wanted: Samples) -> tuple[int, float]:
    """(sample at which `wanted` begins in `sound`, confidence 0 to 1)."""
    match = _correlation(sound, wanted)
    if len(match) == 0 or not match.any():
        return 0, 0.0
    best = int(match.argmax())
    others = np.concatenate(
        [match[: max(0, best - NEAR_SAMPLES)], match[best + NEAR_SAMPLES :], [0.0]]
    )
    return best, float(1.0 - others.max() / match[best])


def _found(blocks: list[Block], handed: float, wanted: Samples) -> LoopDelay:
    if not blocks:
        return LoopDelay(0.0, 0.0)
    begin, confidence = find(np.concatenate([block.samples for block in blocks]), wanted)
    block = blocks[begin // BLOCK_SAMPLES]
    at = block.at - BLOCK_SECONDS + begin % BLOCK_SAMPLES / LISTENING_RATE
    return LoopDelay(at - handed, confidence)


def _correlation(sound: Samples, wanted: Samples) -> NDArray[np.float64]:
    """The normalised envelope of the match at every place where `wanted` fits whole."""
    places = len(sound) - len(wanted) + 1
    if places <= 0:
        return np.zeros(0)
    size = 1 << (len(sound) + len(wanted)).bit_length()
    wave = sound.astype(np.float64)
    spectrum = np.fft.rfft(wave, size) * np.conj(np.fft.rfft(wanted.astype(np.float64), size))
    match = np.abs(np.fft.irfft(spectrum, size)[:places])
    energy = np.cumsum(np.concatenate([[0.0], wave**2]))
    power = np.sqrt(np.maximum(energy[len(wanted) :] - energy[: -len(wanted)], 0.0))
    # Where it is all but silent, a match means nothing.
    normalised: NDArray[np.float64] = match / (power[:places] + 0.01 * power.max() + 1e-9)
    return normalised
