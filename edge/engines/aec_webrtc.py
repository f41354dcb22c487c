"""Echo cancelling, noise suppression and gain by WebRTC's audio processing (livekit's wheel)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from edge.audio.level import rms
from edge.errors import EngineError
from edge.ports import BLOCK_SAMPLES, LISTENING_RATE

if TYPE_CHECKING:
    from edge.ports import Samples

DELAY_SECONDS = 0.06
"""A first guess of the echo's lateness; the canceller finds the true one by itself."""
QUIET_RMS = 60.0
"""int16 RMS below which nobody speaks."""
RESTING_BLOCKS = 200
"""After 2 s in which nothing was played and nobody spoke, blocks pass as they are: that saves
nine tenths of the cost of listening to a quiet room."""


class WebRtcEchoCanceller:
    """One microphone's canceller; keeps a model of the room, so one instance per microphone.

    Loading takes 0.3 s and starts the library's own threads: construct it off the loop.
    """

    def __init__(
        self,
        noise_suppression: bool = True,
        gain_control: bool = True,
        delay_seconds: float = DELAY_SECONDS,
    ) -> None:
        """Raises EngineError when the library is missing or does not load."""
        try:
            from livekit.rtc.apm import AudioProcessingModule
            from livekit.rtc.audio_frame import AudioFrame

            self._processing: Any = AudioProcessingModule(
                echo_cancellation=True,
                noise_suppression=noise_suppression,
                high_pass_filter=True,
                auto_gain_control=gain_control,
            )
            self._processing.set_stream_delay_ms(round(delay_seconds * 1000))
        except (ImportError, OSError, RuntimeError) as error:
            raise EngineError(f"WebRTC audio processing does not load: {error}") from error
        self._heard, self._heard_frame = _frame(AudioFrame)
        self._played, self._played_frame = _frame(AudioFrame)
        self._quiet_blocks = 0

    def cancel(self, heard: Samples, played: Samples) -> Samples:
        """One block of each; returns the cleaned block. Raises EngineError."""
        if len(heard) != BLOCK_SAMPLES or len(played) != BLOCK_SAMPLES:
            raise EngineError(
                f"a block has {BLOCK_SAMPLES} samples, not {len(heard)}/{len(played)}"
            )
        quiet = not played.any() and rms(heard) < QUIET_RMS
        self._quiet_blocks = self._quiet_blocks + 1 if quiet else 0
        if self._quiet_blocks > RESTING_BLOCKS:
            return heard
        self._played[:] = played
        self._heard[:] = heard
        try:
            self._processing.process_reverse_stream(self._played_frame)
            self._processing.process_stream(self._heard_frame)
        except RuntimeError as error:
            raise EngineError(f"WebRTC audio processing failed: {error}") from error
        return self._heard.copy()


def _frame(kind: Any) -> tuple[Samples, Any]:
    """A frame of the library over memory of ours, and a view of it: nothing is built per block."""
    memory = bytearray(2 * BLOCK_SAMPLES)
    return np.frombuffer(memory, np.int16), kind(memory, LISTENING_RATE, 1, BLOCK_SAMPLES)
