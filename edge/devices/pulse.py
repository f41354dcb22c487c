"""A stream to one sink of PulseAudio or PipeWire that is never moved to another, by libpulse.

When a sink goes, a sound server moves what played there to the sink that is left: an earpiece's
words would sound in the room. Only libpulse itself can forbid it; ALSA's plugin, by which
PortAudio reaches the server, has no such option.
"""

from __future__ import annotations

import ctypes
import time
from ctypes import c_char_p, c_int, c_size_t, c_uint8, c_uint32, c_uint64, c_void_p
from functools import cache
from typing import TYPE_CHECKING, Any

from edge.errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import Callable

CONNECT_SECONDS, LOOK_SECONDS = 5.0, 0.005
SIGNED_16_BIT = 3
INTERPOLATE_TIMING, AUTO_TIMING_UPDATE, DONT_MOVE, EARLY_REQUESTS = 0x2, 0x8, 0x200, 0x4000
CONTEXT_READY, CONTEXT_FAILED, STREAM_READY, STREAM_FAILED = 4, 5, 2, 3
"""States from the failed one on are final."""
NO_LIMIT = 0xFFFFFFFF
MEASURED_EVERY, SMOOTHED = 10, 0.3
"""Blocks from one measurement of the delay to the next, and the share of a new one."""

_On_request = ctypes.CFUNCTYPE(None, c_void_p, c_size_t, c_void_p)
_On_event = ctypes.CFUNCTYPE(None, c_void_p, c_void_p)


class _Format(ctypes.Structure):
    _fields_ = (("format", c_int), ("rate", c_uint32), ("channels", c_uint8))


class _Buffering(ctypes.Structure):
    """In bytes."""

    _fields_ = (
        ("most", c_uint32),
        ("target", c_uint32),
        ("before_start", c_uint32),
        ("request", c_uint32),
        ("fragment", c_uint32),
    )


_FUNCTIONS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "pa_threaded_mainloop_new": (c_void_p, ()),
    "pa_threaded_mainloop_get_api": (c_void_p, (c_void_p,)),
    "pa_threaded_mainloop_start": (c_int, (c_void_p,)),
    "pa_threaded_mainloop_lock": (None, (c_void_p,)),
    "pa_threaded_mainloop_unlock": (None, (c_void_p,)),
    "pa_threaded_mainloop_stop": (None, (c_void_p,)),
    "pa_threaded_mainloop_free": (None, (c_void_p,)),
    "pa_context_new": (c_void_p, (c_void_p, c_char_p)),
    "pa_context_connect": (c_int, (c_void_p, c_char_p, c_int, c_void_p)),
    "pa_context_get_state": (c_int, (c_void_p,)),
    "pa_context_errno": (c_int, (c_void_p,)),
    "pa_context_disconnect": (None, (c_void_p,)),
    "pa_context_unref": (None, (c_void_p,)),
    "pa_stream_new": (c_void_p, (c_void_p, c_char_p, ctypes.POINTER(_Format), c_void_p)),
    "pa_stream_connect_playback": (
        c_int,
        (c_void_p, c_char_p, ctypes.POINTER(_Buffering), c_int, c_void_p, c_void_p),
    ),
    "pa_stream_get_state": (c_int, (c_void_p,)),
    "pa_stream_get_device_name": (c_char_p, (c_void_p,)),
    "pa_stream_get_latency": (
        c_int,
        (c_void_p, ctypes.POINTER(c_uint64), ctypes.POINTER(c_int)),
    ),
    "pa_stream_set_write_callback": (None, (c_void_p, _On_request, c_void_p)),
    "pa_stream_set_moved_callback": (None, (c_void_p, _On_event, c_void_p)),
    "pa_stream_set_underflow_callback": (None, (c_void_p, _On_event, c_void_p)),
    "pa_stream_writable_size": (c_size_t, (c_void_p,)),
    "pa_stream_write": (c_int, (c_void_p, c_char_p, c_size_t, c_void_p, ctypes.c_int64, c_int)),
    "pa_stream_disconnect": (c_int, (c_void_p,)),
    "pa_stream_unref": (None, (c_void_p,)),
    "pa_strerror": (c_char_p, (c_int,)),
}


@cache
def _library() -> Any:
    """libpulse with its signatures. Raises DeviceError where it is missing."""
    try:
        library = ctypes.CDLL("libpulse.so.0")
    except OSError as error:
        raise DeviceError(
            "PulseAudio's library is not installed: on Debian, apt install libpulse0"
        ) from error
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


class PinnedStream:
    """int16 sound for one sink; `render` is called in libpulse's own thread."""

    def __init__(
        self, sink: str, rate: int, render: Callable[[int], bytes], channels: int = 1
    ) -> None:
        self.underflows = 0
        """Times that the server had nothing left to play."""
        self.latency = 0.0
        """Seconds from the next rendered sample to the air."""
        self._blocks = 0
        self._library = _library()
        self._sink = sink
        self._rate = rate
        self._channels = channels
        self._block_bytes = 2 * channels * (rate // 100)
        self._render = render
        self._loop = self._context = self._stream = None
        # libpulse keeps no reference to what it calls
        self._on_request = _On_request(self._requested)
        self._on_moved = _On_event(self._moved)
        self._on_underflow = _On_event(self._underflowed)

    def open(self, latency: float) -> None:
        """Play from now on, with so many seconds buffered; may block for some 100 ms.

        Raises DeviceError: no server, or no such sink.
        """
        pulse = self._library
        self.latency = latency
        self._loop = pulse.pa_threaded_mainloop_new()
        pulse.pa_threaded_mainloop_start(self._loop)
        try:
            self._connect()
            self._attach(latency)
        except DeviceError:
            self.close()
            raise

    def close(self) -> None:
        """Silence at once; nothing is rendered after it."""
        pulse, loop = self._library, self._loop
        if loop is None:
            return
        pulse.pa_threaded_mainloop_lock(loop)
        for thing, kind in ((self._stream, "stream"), (self._context, "context")):
            if thing is not None:
                getattr(pulse, f"pa_{kind}_disconnect")(thing)
                getattr(pulse, f"pa_{kind}_unref")(thing)
        pulse.pa_threaded_mainloop_unlock(loop)
        pulse.pa_threaded_mainloop_stop(loop)
        pulse.pa_threaded_mainloop_free(loop)
        self._loop = self._context = self._stream = None

    def _connect(self) -> None:
        pulse = self._library
        with _Locked(pulse, self._loop):
            api = pulse.pa_threaded_mainloop_get_api(self._loop)
            self._context = pulse.pa_context_new(api, b"edge")
            pulse.pa_context_connect(self._context, None, 0, None)
        self._await(lambda: pulse.pa_context_get_state(self._context), CONTEXT_READY)

    def _attach(self, latency: float) -> None:
        pulse = self._library
        block = self._block_bytes
        target = max(block, round(latency * 100) * block)
        buffering = _Buffering(NO_LIMIT, target, block, block, NO_LIMIT)
        form = _Format(SIGNED_16_BIT, self._rate, self._channels)
        flags = INTERPOLATE_TIMING | AUTO_TIMING_UPDATE | DONT_MOVE | EARLY_REQUESTS
        with _Locked(pulse, self._loop):
            stream = pulse.pa_stream_new(self._context, b"speech", ctypes.byref(form), None)
            self._stream = stream
            pulse.pa_stream_set_moved_callback(stream, self._on_moved, None)
            pulse.pa_stream_set_underflow_callback(stream, self._on_underflow, None)
            sink = self._sink.encode()
            pulse.pa_stream_connect_playback(
                stream, sink, ctypes.byref(buffering), flags, None, None
            )
        self._await(lambda: pulse.pa_stream_get_state(self._stream), STREAM_READY)
        with _Locked(pulse, self._loop):
            # a server that does not know the sink might have chosen another one
            if pulse.pa_stream_get_device_name(stream) != sink:
                raise self._error("the server plays it elsewhere")
            pulse.pa_stream_set_write_callback(stream, self._on_request, None)
            self._requested(stream, pulse.pa_stream_writable_size(stream), None)

    def _await(self, state: Callable[[], int], ready: int) -> None:
        """Return when it is ready; DeviceError when it fails, or takes too long."""
        pulse = self._library
        deadline = time.monotonic() + CONNECT_SECONDS
        while time.monotonic() < deadline:
            with _Locked(pulse, self._loop):
                reached = state()
                reason = pulse.pa_strerror(pulse.pa_context_errno(self._context)).decode()
            if reached == ready:
                return
            if reached > ready:
                raise self._error(reason)
            time.sleep(LOOK_SECONDS)
        raise self._error("the sound server does not answer")

    def _error(self, reason: str) -> DeviceError:
        return DeviceError(f'cannot open the loudspeaker "pulse:{self._sink}": {reason}')

    # -- in libpulse's thread, or with its lock

    def _requested(self, stream: int, room: int, _: object) -> None:
        while room >= self._block_bytes:
            self._measure(stream)
            sound = self._render(self._rate // 100)
            self._library.pa_stream_write(stream, sound, len(sound), None, 0, 0)
            room -= len(sound)

    def _measure(self, stream: int) -> None:
        self._blocks += 1
        if self._blocks % MEASURED_EVERY:
            return
        latency, negative = c_uint64(), c_int()
        known = self._library.pa_stream_get_latency(
            stream, ctypes.byref(latency), ctypes.byref(negative)
        )
        if known == 0 and not negative.value:
            self.latency += SMOOTHED * (latency.value * 1e-6 - self.latency)

    def _moved(self, stream: int, _: object) -> None:
        """A server moved it all the same: not a sample more."""
        self._library.pa_stream_disconnect(stream)

    def _underflowed(self, stream: int, _: object) -> None:
        self.underflows += 1


class _Locked:
    """Inside, libpulse's thread waits."""

    def __init__(self, library: Any, loop: Any) -> None:
        self._library, self._loop = library, loop

    def __enter__(self) -> None:
        self._library.pa_threaded_mainloop_lock(self._loop)

    def __exit__(self, *_: object) -> None:
        self._library.pa_threaded_mainloop_unlock(self._loop)
