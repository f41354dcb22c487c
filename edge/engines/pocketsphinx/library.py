"""The C interface of PocketSphinx, called through ctypes so that other threads run meanwhile.

The wheel's Python interface holds the interpreter lock for the whole of every call (540 ms while
loading); the same extension module exports the C functions, and ctypes lets the lock go.
"""

from __future__ import annotations

import ctypes
import importlib.util
import threading
from ctypes import POINTER, c_char_p, c_double, c_int, c_int32, c_long, c_size_t, c_void_p
from functools import cache
from pathlib import Path
from typing import Any

from edge.errors import EngineError

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
}

_loading = threading.Lock()
_loaded: dict[str, ctypes.CDLL] = {}


def library() -> ctypes.CDLL:
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


@cache
def libc() -> ctypes.CDLL:
    """What frees the strings that PocketSphinx hands over: one for every word of every partial."""
    own = ctypes.CDLL(None)
    own.free.argtypes = [c_void_p]
    own.free.restype = None
    return own


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
