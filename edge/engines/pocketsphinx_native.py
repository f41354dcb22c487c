"""The C interface of PocketSphinx, called through ctypes so that other threads run meanwhile.

The wheel's Python interface holds the interpreter lock for the whole of every call (540 ms while
loading); the same extension module exports the C functions, and ctypes lets the lock go.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
import threading
from ctypes import POINTER, byref, c_char_p, c_double, c_int, c_int32, c_long, c_size_t, c_void_p
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edge.ports import Samples

_SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "err_set_logfp": (None, [c_void_p]),
    "ps_config_init": (c_void_p, [c_void_p]),
    "ps_config_free": (c_int, [c_void_p]),
    "ps_config_set_str": (c_void_p, [c_void_p, c_char_p, c_char_p]),
    "ps_config_set_int": (c_void_p, [c_void_p, c_char_p, c_long]),
    "ps_config_set_float": (c_void_p, [c_void_p, c_char_p, c_double]),
    "ps_config_set_bool": (c_void_p, [c_void_p, c_char_p, c_int]),
    "ps_init": (c_void_p, [c_void_p]),
    "ps_free": (c_int, [c_void_p]),
    "ps_start_utt": (c_int, [c_void_p]),
    "ps_process_raw": (c_int, [c_void_p, c_void_p, c_size_t, c_int, c_int]),
    "ps_end_utt": (c_int, [c_void_p]),
    "ps_get_hyp": (c_char_p, [c_void_p, POINTER(c_int32)]),
    "ps_get_n_frames": (c_int, [c_void_p]),
    "ps_get_cmn": (c_char_p, [c_void_p, c_int]),
    "ps_set_cmn": (c_int, [c_void_p, c_char_p]),
    "ps_lookup_word": (c_void_p, [c_void_p, c_char_p]),
    "ps_seg_iter": (c_void_p, [c_void_p]),
    "ps_seg_next": (c_void_p, [c_void_p]),
    "ps_seg_word": (c_char_p, [c_void_p]),
    "ps_seg_frames": (None, [c_void_p, POINTER(c_int), POINTER(c_int)]),
    "ps_seg_prob": (
        c_int32,
        [c_void_p, POINTER(c_int32), POINTER(c_int32), POINTER(c_int32)],
    ),
}

_CEPSTRA = 13
"""Features of a frame whose mean is subtracted."""
_PRIOR_FRAMES = 500
"""Frames that PocketSphinx counts for the mean it was set to, when it averages on."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A word of a hypothesis with its place in the sound."""

    word: str
    first_frame: int
    last_frame: int
    """Frames of 10 ms since the utterance began."""
    acoustic: int
    """Raw acoustic log score, the higher the better."""


class NativeDecoder:
    """One ps_decoder_t; every method blocks its thread and lets other threads run.

    Not for several threads at once. Raises EngineError where PocketSphinx reports a failure.
    """

    def __init__(self, options: Mapping[str, str | int | float | bool]) -> None:
        self._c = _library()
        config = self._c.ps_config_init(None)
        for name, value in options.items():
            self._set(config, name, value)
        self._decoder = self._c.ps_init(config)
        self._c.ps_config_free(config)
        self._open = False
        if not self._decoder:
            raise EngineError(f"PocketSphinx cannot load {options.get('hmm')}")

    def _set(self, config: int, name: str, value: str | int | float | bool) -> None:
        key = name.encode()
        if isinstance(value, bool):
            done = self._c.ps_config_set_bool(config, key, int(value))
        elif isinstance(value, int):
            done = self._c.ps_config_set_int(config, key, value)
        elif isinstance(value, float):
            done = self._c.ps_config_set_float(config, key, value)
        else:
            done = self._c.ps_config_set_str(config, key, value.encode())
        if not done:
            raise EngineError(f"PocketSphinx knows no option {name}")

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

    def segments(self) -> list[Segment]:
        """The words so far, fillers such as <sil> too."""
        found = []
        step = self._c.ps_seg_iter(self._decoder)
        while step:
            found.append(self._segment(step))
            step = self._c.ps_seg_next(step)
        return found

    def _segment(self, step: int) -> Segment:
        first, last = c_int(), c_int()
        acoustic, language, back = c_int32(), c_int32(), c_int32()
        self._c.ps_seg_frames(step, byref(first), byref(last))
        self._c.ps_seg_prob(step, byref(acoustic), byref(language), byref(back))
        word = self._c.ps_seg_word(step) or b""
        return Segment(word.decode(), first.value, last.value, acoustic.value)

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
        _libc().free(found)
        return phones

    def close(self) -> None:
        if self._decoder:
            self._c.ps_free(self._decoder)
            self._decoder = None
            self._open = False

    def _check(self, result: int, what: str) -> None:
        if result < 0:
            raise EngineError(f"PocketSphinx failed to {what}")


_loading = threading.Lock()
_loaded: dict[str, ctypes.CDLL] = {}


def _library() -> ctypes.CDLL:
    """The extension module as a C library, loaded once; its own log is switched off."""
    with _loading:
        if "pocketsphinx" not in _loaded:
            library = ctypes.CDLL(str(_extension()))
            for name, (result, arguments) in _SIGNATURES.items():
                function = getattr(library, name)
                function.restype, function.argtypes = result, arguments
            library.err_set_logfp(None)
            _loaded["pocketsphinx"] = library
        return _loaded["pocketsphinx"]


def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None)
    libc.free.argtypes = [c_void_p]
    libc.free.restype = None
    return libc


def _extension() -> Path:
    folder = package_folder()
    for path in sorted(folder.glob("_pocketsphinx*.so")):
        return path
    raise EngineError(f"no compiled PocketSphinx in {folder}")


def package_folder() -> Path:
    """Where the PocketSphinx package is installed; the package itself is not imported."""
    found = importlib.util.find_spec("pocketsphinx")
    if found is None or not found.submodule_search_locations:
        raise EngineError("PocketSphinx is not installed")
    return Path(found.submodule_search_locations[0])
