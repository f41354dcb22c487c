"""One PocketSphinx decoder: sound in, words and scores out."""

from __future__ import annotations

import ctypes
from ctypes import byref, c_int32, c_void_p
from typing import TYPE_CHECKING, TypeAlias

from edge.engines.pocketsphinx.library import libc, library
from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edge.ports import Samples

    Options: TypeAlias = Mapping[str, str | int | float | bool]

_CEPSTRA = 13
"""Features of a frame whose mean is subtracted."""
_PRIOR_FRAMES = 500
"""Frames that PocketSphinx counts for the mean it was set to, when it averages on."""


class NativeDecoder:
    """One ps_decoder_t; every method blocks its thread and lets other threads run.

    Not for several threads at once. Raises EngineError where PocketSphinx reports a failure.
    """

    def __init__(self, options: Options) -> None:
        self._c = library()
        config = _configuration(self._c, options)
        self._decoder = self._c.ps_init(config)
        self._c.ps_config_free(config)
        self._open = False
        if not self._decoder:
            raise EngineError(f"PocketSphinx cannot load {options.get('hmm')}")

    def start(self) -> None:
        """Begin an utterance; one that was left open is dropped."""
        self.end()
        self._check(self._c.ps_start_utt(self._decoder), "begin an utterance")
        self._open = True

    def process(self, samples: Samples) -> None:
        """Search on through these samples: int16 at 16 kHz, contiguous, any number."""
        data = samples.ctypes.data_as(c_void_p)
        done = self._c.ps_process_raw(self._decoder, data, len(samples), 0, 0)
        self._check(done, "process sound")

    def mean_of(self, samples: Samples) -> list[float]:
        """The mean of the features of these samples; drops an utterance that is open."""
        self.start()
        self.cepstral_mean = ",".join(["0"] * _CEPSTRA)
        data = samples.ctypes.data_as(c_void_p)
        self._check(self._c.ps_process_raw(self._decoder, data, len(samples), 1, 0), "hear")
        text = self._c.ps_get_cmn(self._decoder, 1)
        self.end()
        frames = max(1, len(samples) // 160 - 2)
        scale = (_PRIOR_FRAMES + frames) / frames
        return [float(value) * scale for value in text.decode().split(",")]

    def end(self) -> None:
        """Finish the utterance, if one is open."""
        if self._open:
            self._open = False
            self._check(self._c.ps_end_utt(self._decoder), "end an utterance")

    def hypothesis(self) -> tuple[str, int]:
        """The words so far ("" for none) and their raw log score."""
        score = c_int32()
        text = self._c.ps_get_hyp(self._decoder, byref(score))
        return (text.decode() if text else ""), score.value

    @property
    def frames(self) -> int:
        """Frames of 10 ms searched in this utterance."""
        return int(self._c.ps_get_n_frames(self._decoder))

    @property
    def cepstral_mean(self) -> str:
        """The running mean of the features, which evens out loudness and microphone."""
        text = self._c.ps_get_cmn(self._decoder, 0)
        return text.decode() if text else ""

    @cepstral_mean.setter
    def cepstral_mean(self, mean: str) -> None:
        self._check(self._c.ps_set_cmn(self._decoder, mean.encode()), "set the feature mean")

    def pronunciation(self, word: str) -> str:
        """The phones of a word, "" where the dictionary lacks it."""
        found = self._c.ps_lookup_word(self._decoder, word.encode())
        if not found:
            return ""
        phones = ctypes.string_at(found).decode()
        libc().free(found)
        return phones

    def close(self) -> None:
        if self._decoder:
            self._c.ps_free(self._decoder)
            self._decoder = None
            self._open = False

    def _check(self, result: int, what: str) -> None:
        if result < 0:
            raise EngineError(f"PocketSphinx failed to {what}")


def _configuration(c: ctypes.CDLL, options: Options) -> int:
    config: int = c.ps_config_init(None)
    for name, value in options.items():
        if not _set(c, config, name.encode(), value):
            c.ps_config_free(config)
            raise EngineError(f"PocketSphinx knows no option {name}")
    return config


def _set(c: ctypes.CDLL, config: int, name: bytes, value: str | int | float | bool) -> bool:
    if isinstance(value, bool):
        return bool(c.ps_config_set_bool(config, name, int(value)))
    if isinstance(value, int):
        return bool(c.ps_config_set_int(config, name, value))
    if isinstance(value, float):
        return bool(c.ps_config_set_float(config, name, value))
    return bool(c.ps_config_set_str(config, name, value.encode()))
