"""Three searches through the same sound: the grammar, open dictation, and bare phones.

The grammar always finds some command; dictation and phones tell how far to believe it. All
methods block and belong to one thread.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from edge.cache import Cache
from edge.engines.pocketsphinx_loading import load

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edge.engines.pocketsphinx_model import SphinxModel
    from edge.engines.pocketsphinx_native import NativeDecoder
    from edge.ports import Samples

_FRAME = 160
_SETTLE_FRAMES = 40
"""Loud frames (0.4 s) from which the feature mean of an utterance is taken ..."""
_LONGEST_WAIT_FRAMES = 100
"""... or all there are after so many frames."""
_PIECE = 640
"""Samples searched at a time: 40 ms, so that dropping an utterance takes effect soon."""
_VOICE_OVER_FLOOR = 3.0
"""The loudest frame is so many times the quietest once somebody has spoken. With the mean of the
hiss before the first word (RMS 2, half a second) one command in twelve was right instead of ten."""
_LOUD = (0.1, 0.4)
"""A frame is loud from this share of the loudest frame's level on: -20 dB in quiet, in noise up to
-8 dB, or the mean would be that of the noise."""
_QUIET_ROOM = 20.0
"""Loud over quiet from here on (26 dB): no need to look twice."""
_LONGEST_SECOND_LOOK = 6 * 16_000
"""Samples; nobody gives a longer command, and each second costs some 0.1 s after the end."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the three searches found in one utterance."""

    command: str
    dictation: str
    command_phones: tuple[str, ...]
    dictation_phones: tuple[str, ...]
    loop_phones: tuple[str, ...]
    gap: float
    """Raw score a frame of the command's search minus that of the bare phones; 0 is perfect."""
    noisy: bool = False
    """The sound was noisy, so commands were searched for twice; not known before the end."""


class Searches:
    """Loads in the constructor (pocketsphinx_loading.py); then start, hear ..., finish."""

    def __init__(
        self, model: SphinxModel, grammar: str, spaced: bool, cache: Cache | None = None
    ) -> None:
        loaded = load(model, grammar, spaced, cache or Cache())
        self._command, self._dictation, self._loop = loaded.command, loaded.dictation, loaded.loop
        self._all = loaded.each()
        self._whole_mean = not spaced
        self._waiting: list[Samples] = []
        self._heard: list[Samples] = []
        self._settled = False

    def start(self) -> None:
        """Begin an utterance; one that is open is dropped."""
        self._waiting, self._heard, self._settled = [], [], False
        for decoder in self._all:
            decoder.end()

    def hear(self, samples: Samples) -> None:
        """Search on through these samples."""
        self._heard.append(samples)
        if self._settled:
            self._search(samples)
            return
        self._waiting.append(samples)
        if _has_settled(np.concatenate(self._waiting)):
            self._settle()

    def _settle(self) -> None:
        """Set the feature mean from the loud part of the first moments, then catch up.

        From all of them where words are syllables: for Mandarin that made 23 commands of 40
        right instead of 18.
        """
        heard = np.concatenate(self._waiting or [np.zeros(_FRAME, np.int16)])
        sample = heard if self._whole_mean else _loud(heard)
        mean = ",".join(f"{value:.5g}" for value in self._loop.mean_of(sample))
        for decoder in self._all:
            decoder.cepstral_mean = mean
            decoder.start()
        self._waiting, self._settled = [], True
        for start in range(0, len(heard), _PIECE):
            self._search(heard[start : start + _PIECE])

    def _search(self, samples: Samples) -> None:
        for decoder in self._all:
            decoder.process(samples)

    def partial(self) -> Evidence | None:
        """What was found so far; None until the feature mean is set."""
        return self._evidence() if self._settled else None

    def finish(self) -> Evidence:
        """End the utterance and tell what was found."""
        if not self._settled:
            self._settle()
        for decoder in self._all:
            decoder.end()
        heard = np.concatenate(self._heard or [np.zeros(0, np.int16)])
        noisy = _is_noisy(heard)
        if noisy:
            self._search_again(heard)
        return replace(self._evidence(), noisy=noisy)

    def _search_again(self, heard: Samples) -> None:
        """Listen for commands once more, with the feature mean of the whole utterance.

        In noise the first moments tell too little.
        """
        mean = ",".join(f"{value:.5g}" for value in self._loop.mean_of(_loud(heard)))
        for decoder in (self._command, self._loop):
            decoder.cepstral_mean = mean
            decoder.start()
            decoder.process(heard)
            decoder.end()

    def _evidence(self) -> Evidence:
        command, score = self._command.hypothesis()
        dictation = self._dictation.hypothesis()[0]
        loop, loop_score = self._loop.hypothesis()
        return Evidence(
            command,
            dictation,
            _phones(self._command, command),
            _phones(self._dictation, dictation),
            tuple(loop.split()),
            (score - loop_score) / max(1, self._command.frames),
        )

    def close(self) -> None:
        for decoder in self._all:
            decoder.close()


def _phones(decoder: NativeDecoder, text: str) -> tuple[str, ...]:
    return tuple(phone for word in text.split() for phone in decoder.pronunciation(word).split())


def _levels(samples: Samples) -> NDArray[np.float64]:
    """RMS of each whole frame."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME).astype(np.float64)
    levels: NDArray[np.float64] = np.sqrt((frames * frames).mean(axis=1))
    return levels


def _loud(samples: Samples) -> Samples:
    """Only the frames that may be speech; everything where nothing stands out."""
    levels = _levels(samples)
    chosen = _stand_out(levels)
    frames = samples[: len(levels) * _FRAME].reshape(-1, _FRAME)[chosen]
    return np.ascontiguousarray(frames.reshape(-1)) if len(frames) else samples


def _stand_out(levels: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which frames are loud: well above the quietest tenth, or near the loudest."""
    loudest = levels.max(initial=0.0)
    floor = float(np.percentile(levels, 10)) if len(levels) else 0.0
    border = max(_LOUD[0] * loudest, min(2 * floor, _LOUD[1] * loudest))
    standing_out: NDArray[np.bool_] = levels > border
    return standing_out


def _is_noisy(samples: Samples) -> bool:
    """Whether the quiet moments are less than so many times quieter than the loud ones."""
    levels = _levels(samples)
    if not len(levels) or len(samples) > _LONGEST_SECOND_LOOK:
        return False
    quiet, loud = np.percentile(levels, (10, 90))
    return bool(quiet * _QUIET_ROOM > loud)


def _has_settled(samples: Samples) -> bool:
    """Whether enough was said for a mean; hiss alone, as before the first word, is not speech."""
    levels = _levels(samples)
    if len(levels) >= _LONGEST_WAIT_FRAMES:
        return True
    voiced = levels.max(initial=0.0) > _VOICE_OVER_FLOOR * levels.min(initial=np.inf)
    return bool(voiced and np.count_nonzero(_stand_out(levels)) >= _SETTLE_FRAMES)
