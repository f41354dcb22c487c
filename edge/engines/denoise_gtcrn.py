"""A Denoiser on GTCRN: a small network that keeps the voice and takes away the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from edge.engines.onnx_session import open_session
from edge.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from edge.ports import Samples

    Floats = NDArray[np.float32]

FRAME, HOP = 512, 256
"""Samples that the network sees at once, and from one time to the next."""
DELAY_SAMPLES = FRAME
"""From a sample that goes in until it comes out."""
_HEARD = "mix"


class GtcrnDenoiser:
    """Some 1 to 2 ms of work each 16 ms of sound, which comes out 32 ms late.

    Raises EngineError for a model that is missing, broken or another one.
    """

    def __init__(self, model: Path, threads: int = 1) -> None:
        self._session: Any = open_session(model, threads)
        shapes = {one.name: tuple(one.shape) for one in self._session.get_inputs()}
        if shapes.get(_HEARD) != (1, FRAME // 2 + 1, 1, 2):
            raise EngineError(f"{model} is not a GTCRN model: it wants {shapes}")
        self._shapes = {name: shape for name, shape in shapes.items() if name != _HEARD}
        periodic = np.hanning(FRAME + 1)[:-1]
        self._window: Floats = np.sqrt(periodic).astype(np.float32)
        self._memory: dict[str, Floats]
        self._waiting: Floats
        self._ready: Floats
        self.reset()

    def clean(self, samples: Samples) -> Samples:
        """As many as went in."""
        self._waiting = np.concatenate([self._waiting, samples.astype(np.float32) / 32768])
        while len(self._waiting) >= HOP:
            step, self._waiting = self._waiting[:HOP], self._waiting[HOP:]
            self._ready = np.concatenate([self._ready, self._after(step)])
        cleaned, self._ready = self._ready[: len(samples)], self._ready[len(samples) :]
        rounded: Samples = np.clip(np.rint(cleaned * 32768), -32768, 32767).astype(np.int16)
        return rounded

    def reset(self) -> None:
        self._memory = {name: np.zeros(shape, np.float32) for name, shape in self._shapes.items()}
        self._waiting = np.zeros(0, np.float32)
        self._frame = np.zeros(FRAME, np.float32)
        self._overlapping = np.zeros(FRAME, np.float32)
        self._ready = np.zeros(HOP, np.float32)  # or the first blocks would find too little

    def _after(self, step: Floats) -> Floats:
        """The next HOP samples, from HOP more."""
        self._frame = np.concatenate([self._frame[HOP:], step])
        spectrum = np.fft.rfft(self._frame * self._window)
        cleaned = np.fft.irfft(self._network(spectrum)).astype(np.float32) * self._window
        self._overlapping[:-HOP] = self._overlapping[HOP:]
        self._overlapping[-HOP:] = 0
        self._overlapping += cleaned
        return self._overlapping[:HOP].copy()

    def _network(self, spectrum: NDArray[np.complex128]) -> NDArray[np.complex128]:
        parts = np.stack([spectrum.real, spectrum.imag], axis=-1).astype(np.float32)
        heard = {_HEARD: parts[None, :, None, :]}
        cleaned, *memory = self._session.run(None, heard | self._memory)
        self._memory = dict(zip(self._shapes, memory, strict=True))
        found: NDArray[np.complex128] = cleaned[0, :, 0, 0] + 1j * cleaned[0, :, 0, 1]
        return found
