"""Sound for measuring recognition: spoken by flite or eSpeak, in a room, with noise."""

from __future__ import annotations

import shutil
import subprocess
import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from edge.ports import Samples

RATE = 16_000
VOICES = ("slt", "rms", "awb")


def read_wav(path: Path) -> Samples:
    """A mono 16-bit file at 16 kHz."""
    with wave.open(str(path)) as file:
        return _at_rate(
            np.frombuffer(file.readframes(file.getnframes()), np.int16), file.getframerate()
        )


def speak(text: str, folder: Path, voice: str = "slt") -> Samples:
    """What a flite voice says, with 0.3 s of silence before and after it; kept in `folder`."""
    if not shutil.which("flite"):
        pytest.skip("flite is not installed (apt-get install flite)")
    path = folder / f"{voice}-{text.replace(' ', '_')}.wav"
    if not path.exists():
        subprocess.run(["flite", "-voice", voice, "-t", text, str(path)], check=True)
    pause = np.zeros(RATE * 3 // 10, np.int16)
    return np.concatenate([pause, read_wav(path), pause])


def in_room(dry: Samples, response: Samples, noise: Samples, decibels: float) -> Samples:
    """The sound through a room's response, with noise that is so much quieter than the speech."""
    impulse = response.astype(np.float64) / np.abs(response).max()
    direct = int(np.abs(impulse).argmax())
    wet = _convolved(dry.astype(np.float64), impulse)[direct : direct + len(dry)]
    wet *= _level(dry.astype(np.float64)) / max(_level(wet), 1e-9)
    hiss = np.resize(noise, len(wet)).astype(np.float64)
    hiss *= _level(wet) / 10 ** (decibels / 20) / max(_level(hiss), 1e-9)
    mixed = wet + hiss
    return np.clip(mixed, -32768, 32767).astype(np.int16)


def _convolved(sound: NDArray[np.float64], impulse: NDArray[np.float64]) -> NDArray[np.float64]:
    """Through the spectrum: seconds less for every sentence than sample by sample."""
    size = 1 << (len(sound) + len(impulse)).bit_length()
    spectrum = np.fft.rfft(sound, size) * np.fft.rfft(impulse, size)
    return np.fft.irfft(spectrum, size)


def suppressed(noisy: Samples) -> Samples:
    """After the noise suppression and gain control of WebRTC."""
    from livekit import rtc

    processing = rtc.AudioProcessingModule(
        noise_suppression=True, high_pass_filter=True, auto_gain_control=True
    )
    cleaned = []
    for start in range(0, len(noisy) - 159, 160):
        frame = rtc.AudioFrame(noisy[start : start + 160].tobytes(), RATE, 1, 160)
        processing.process_stream(frame)
        cleaned.append(np.frombuffer(frame.data, np.int16).copy())
    return np.concatenate(cleaned)


def _level(sound: NDArray[np.float64]) -> float:
    """RMS of the loud half of the sound, so that pauses do not count."""
    frames = sound[: len(sound) // 160 * 160].reshape(-1, 160)
    powers = np.sort((frames * frames).mean(axis=1))
    return float(np.sqrt(powers[len(powers) // 2 :].mean()))


def _at_rate(samples: Samples, rate: int) -> Samples:
    if rate == RATE:
        return samples
    import soxr

    resampled: Samples = soxr.resample(samples, rate, RATE).astype(np.int16)
    return resampled
