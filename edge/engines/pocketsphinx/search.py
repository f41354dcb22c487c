"""Three searches through the same sound: the grammar, open dictation, and bare phones.

The grammar always finds some command; dictation and phones tell how far to believe it. All
methods block and belong to one thread.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from edge.cache import Cache
from edge.engines.pocketsphinx.loading import load
from edge.engines.pocketsphinx.loud_frames import (
    FRAME,
    has_settled,
    is_noisy,
    loud,
    loud_since,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edge.engines.pocketsphinx.model import SphinxModel
    from edge.engines.pocketsphinx.native import NativeDecoder
    from edge.ports import Samples

_PIECE = 640
"""Samples searched at a time: 40 ms, so that dropping an utterance takes effect soon."""
_LONGEST_LOOKED_AT_AGAIN = 6 * 16_000
"""Samples; nobody gives a longer command, and each second costs some 0.1 s."""


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
    """The sound was noisy; not known before the end."""


class Searches:
    """Loads in the constructor (pocketsphinx_loading.py); then start, hear ..., finish."""

    def __init__(
        self, model: SphinxModel, grammar: str, spaced: bool, cache: Cache | None = None
    ) -> None:
        loaded = load(model, grammar, spaced, cache or Cache())
        self._command, self._dictation, self._loop = loaded.command, loaded.dictation, loaded.loop
        self._all = loaded.each()
        self._whole_mean = not spaced
        self._heard = np.zeros(0, np.int16)
        self._meant = 0

    def start(self) -> None:
        """Begin an utterance; one that is open is dropped."""
        self._heard, self._meant = np.zeros(0, np.int16), 0
        for decoder in self._all:
            decoder.end()

    def hear(self, samples: Samples) -> None:
        """Search on through these samples."""
        self._heard = np.concatenate([self._heard, samples])
        if not self._meant:
            if has_settled(self._heard):
                self._search_from_start(self._all)
            return
        for decoder in self._all:
            decoder.process(samples)

    def _look_again(self) -> None:
        """Search for commands from the start with the mean of all that was said, if that is more.

        The first moments tell too little in noise. In quiet 2 more of 75 commands would be right
        too, but each answer came half a second later; so did looking again in every pause.
        """
        small = len(self._heard) <= _LONGEST_LOOKED_AT_AGAIN
        if small and loud_since(self._heard, self._meant):
            self._search_from_start((self._command, self._loop))

    def _search_from_start(self, decoders: Iterable[NativeDecoder]) -> None:
        """Take the feature mean from what was said so far, then search through it.

        From all of the sound for Mandarin, whose model heard its speech with the pauses: 17
        commands of 40 instead of 15.
        """
        heard = self._heard if len(self._heard) else np.zeros(FRAME, np.int16)
        mean = self._loop.mean_of(heard if self._whole_mean else loud(heard))
        self._meant = len(heard)
        for decoder in decoders:
            decoder.cepstral_mean = ",".join(f"{value:.5g}" for value in mean)
            decoder.start()
            for start in range(0, len(heard), _PIECE):
                decoder.process(heard[start : start + _PIECE])

    def partial(self) -> Evidence | None:
        """What was found so far; None until the feature mean is set."""
        return self._evidence() if self._meant else None

    def finish(self) -> Evidence:
        """End the utterance and tell what was found."""
        noisy = is_noisy(self._heard)
        if not self._meant:
            self._search_from_start(self._all)
        elif noisy:
            self._look_again()
        for decoder in self._all:
            decoder.end()
        return replace(self._evidence(), noisy=noisy)

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
