"""Is this the sound that was wanted, and which part of it?

Of two utterances, by how loud they are from moment to moment: no two of the synthesiser's are the
same sample by sample. Of one utterance and its own recording, by its samples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.pulse import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Wave = NDArray[np.float64]

FRAME = RATE // 200
FRAMES_A_SECOND = RATE // FRAME
PIECE = 2 * FRAMES_A_SECOND // 5
"""Frames that are compared at once: two or three syllables."""
REACH = FRAMES_A_SECOND // 8
"""Frames by which a piece may have moved."""


def loudness(sound: NDArray[np.int16]) -> Wave:
    """One value for every 5 ms."""
    frames = sound[: len(sound) // FRAME * FRAME].astype(float).reshape(-1, FRAME)
    levels: Wave = np.sqrt((frames * frames).mean(axis=1))
    return levels


def alike(heard: NDArray[np.int16], wanted: NDArray[np.int16]) -> float:
    """Median correlation of the pieces of one with about the same places of the other."""
    one, other = loudness(heard), loudness(wanted)
    starts = range(0, min(len(one), len(other)) - PIECE, PIECE // 2)
    return float(np.median([_best(one[at : at + PIECE], other, at)[1] for at in starts]))


def place(piece: NDArray[np.int16], whole: NDArray[np.int16]) -> tuple[int, float]:
    """The sample of `whole` at which its recorded `piece` begins, and how alike they are."""
    one, other = piece.astype(float), whole.astype(float)
    size = len(other) + len(one)
    spectrum = np.fft.rfft(other, size) * np.conj(np.fft.rfft(one, size))
    products = np.fft.irfft(spectrum, size)[: len(other) - len(one) + 1]
    energy = np.concatenate([[0.0], np.cumsum(other * other)])
    energies = energy[len(one) :] - energy[: -len(one)]
    same = products / np.sqrt(np.maximum(energies, 1.0) * max(1.0, float(one @ one)))
    at = int(same.argmax())
    return at, float(same[at])


def _best(piece: Wave, whole: Wave, near: int) -> tuple[int, float]:
    first, last = max(0, near - REACH), min(near + REACH, len(whole) - len(piece))
    found = [
        (float(np.corrcoef(piece, whole[at : at + len(piece)])[0, 1]), at)
        for at in range(first, last + 1)
    ]
    same, at = max(found, default=(0.0, near))
    return at, same
