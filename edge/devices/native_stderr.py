"""What C libraries write to the terminal goes to the log instead."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

STDERR = 2
LONGEST_BYTES = 64_000

_lock = threading.RLock()
_depth = 0


@contextlib.contextmanager
def native_stderr_to_log() -> Iterator[None]:
    """Inside, file descriptor 2 of the whole process leads to the log (at debug level).

    A memory file, not a pipe: a sound server that is started inside inherits the descriptor and
    would keep a pipe open for ever, and a full pipe would stop its writer.
    """
    global _depth  # one descriptor 2 in a process
    with _lock:
        _depth += 1
        try:
            if _depth > 1:
                yield
            else:
                with _redirected():
                    yield
        finally:
            _depth -= 1


@contextlib.contextmanager
def _redirected() -> Iterator[None]:
    try:
        saved = os.dup(STDERR)
    except OSError:  # it is closed: nothing to spoil
        yield
        return
    caught = os.memfd_create("stderr")
    os.dup2(caught, STDERR)
    try:
        yield
    finally:
        os.dup2(saved, STDERR)
        os.close(saved)
        text = os.pread(caught, LONGEST_BYTES, 0).decode(errors="replace")
        os.close(caught)
        for line in filter(None, map(str.strip, text.splitlines())):
            log.debug("%s", line)


_handler: Any = None


def alsa_errors_to_log() -> None:
    """ALSA's own messages go to the log from now on, also those of its running streams."""
    global _handler  # kept alive for as long as ALSA may call it
    if _handler is not None:
        return
    kind = ctypes.CFUNCTYPE(
        None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
    )
    _handler = kind(_on_alsa_error)
    with contextlib.suppress(OSError, AttributeError):  # no ALSA on this machine
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(_handler)


def _on_alsa_error(file: bytes, line: int, function: bytes, error: int, form: bytes) -> None:
    """`form` is a printf pattern; its arguments cannot be reached from here."""
    log.debug("ALSA %s: %s (%d)", function.decode(), form.decode(errors="replace"), error)
