"""Sound cards by PortAudio: finding them by name, opening and closing streams, errors in words."""

from __future__ import annotations

import contextlib
import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from edge.devices.native_stderr import alsa_errors_to_log, native_stderr_to_log
from edge.errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Direction: TypeAlias = Literal["input", "output"]

NOUN = {"input": "microphone", "output": "loudspeaker"}
PULSE = "pulse:"
"""A device setting that begins so names a PulseAudio or PipeWire source or sink."""
PULSE_VARIABLE = {"input": "PULSE_SOURCE", "output": "PULSE_SINK"}
INVALID_RATE, INVALID_CHANNELS, UNAVAILABLE = -9997, -9998, -9985

_lock = threading.RLock()
"""PortAudio's functions may not run side by side (callbacks may)."""
_streams: set[Any] = set()


@dataclass(frozen=True)
class SoundCard:
    """One entry of PortAudio's list."""

    index: int
    name: str
    inputs: int
    outputs: int
    rate: int
    """Its own, in Hz."""

    def channels(self, direction: Direction) -> int:
        return self.inputs if direction == "input" else self.outputs


@dataclass(frozen=True)
class StreamRequest:
    """What to open."""

    direction: Direction
    device: str
    """Part of a card's name, "pulse:NAME", or empty for the default."""
    rates: tuple[int, ...]
    """In order of preference; the card's own rate comes last by itself."""
    latency: float | str
    channels: int = 1
    """Preferred: 1, or 2 where the card has as many."""


def list_devices() -> list[SoundCard]:
    """Every sound card that PortAudio knows now. Raises DeviceError without PortAudio."""
    with _lock, native_stderr_to_log():
        return _cards(_fresh_library())


def open_stream(
    request: StreamRequest, callback: Callable[..., None], finished: Callable[[], None]
) -> Any:
    """A started raw int16 stream with 10 ms blocks; its samplerate and channels tell what it is.

    Raises DeviceError. May block for some 100 ms.
    """
    with _lock, native_stderr_to_log(), _pulse_target(request):
        library = _fresh_library()
        card = _find(_cards(library), request, _default(library, request.direction))
        rate, channels = _agreed(library, card, request)
        kind = library.RawInputStream if request.direction == "input" else library.RawOutputStream
        try:
            stream = kind(
                samplerate=rate, channels=channels, blocksize=rate // 100, device=card.index,
                dtype="int16", latency=request.latency, callback=callback,
                finished_callback=finished,
            )  # fmt: skip
            _streams.add(stream)
            stream.start()
        except library.PortAudioError as error:
            _forget(locals().get("stream"))
            raise _in_words(error, request, card.name) from error
        return stream


def close_stream(stream: Any) -> None:
    """Stop at once and free the card; a stream whose card is gone is closed all the same."""
    with _lock, native_stderr_to_log():
        _forget(stream)


def _forget(stream: Any) -> None:
    if stream is not None:
        _streams.discard(stream)
        stream.abort(ignore_errors=True)
        stream.close(ignore_errors=True)


def _fresh_library() -> Any:
    """sounddevice, with a list of cards that is new unless a stream is open.

    PortAudio reads the list once; reading it again ends every stream. While one is open, a card
    that comes back under its old name still opens, and a new one has to wait.
    """
    try:
        import sounddevice
    except OSError as error:
        raise DeviceError(
            "PortAudio is not installed: on Debian, apt install libportaudio2"
        ) from error
    alsa_errors_to_log()
    if not _streams:
        sounddevice._terminate()
        sounddevice._initialize()
    return sounddevice


def _cards(library: Any) -> list[SoundCard]:
    return [
        SoundCard(
            index,
            info["name"],
            info["max_input_channels"],
            info["max_output_channels"],
            int(info["default_samplerate"]),
        )
        for index, info in enumerate(library.query_devices())
    ]


def _default(library: Any, direction: Direction) -> int:
    with contextlib.suppress(library.PortAudioError):
        return int(library.query_devices(kind=direction)["index"])
    return -1


def _find(cards: list[SoundCard], request: StreamRequest, default: int) -> SoundCard:
    """The default for "", else an exact name before a part of one."""
    fitting = [card for card in cards if card.channels(request.direction) > 0]
    wanted = "pulse" if request.device.startswith(PULSE) else request.device.casefold()
    for card in fitting:
        if card.name.casefold() == wanted or (not wanted and card.index == default):
            return card
    for card in fitting:
        if wanted in card.name.casefold():
            return card
    noun = NOUN[request.direction]
    if not fitting:
        raise DeviceError(f"this machine has no {noun} that PortAudio can see")
    known = ", ".join(card.name for card in fitting)
    raise DeviceError(f'no {noun} is named like "{request.device}" (known: {known})')


def _agreed(library: Any, card: SoundCard, request: StreamRequest) -> tuple[int, int]:
    """The first rate and the best channels that the card takes; the first wish if it says no."""
    check = getattr(library, f"check_{request.direction}_settings")
    for rate in (*request.rates, card.rate):
        for channels in _channels(card, request):
            with contextlib.suppress(library.PortAudioError):
                check(device=card.index, channels=channels, dtype="int16", samplerate=rate)
                return rate, channels
    return request.rates[0], 1


def _channels(card: SoundCard, request: StreamRequest) -> list[int]:
    """In order of preference."""
    possible = list(range(1, min(2, card.channels(request.direction)) + 1))
    return possible[::-1] if request.channels == 2 else possible


@contextlib.contextmanager
def _pulse_target(request: StreamRequest) -> Iterator[None]:
    """Sound servers read the name of source or sink from the environment when a stream opens."""
    variable = PULSE_VARIABLE[request.direction]
    before = os.environ.get(variable)
    if request.device.startswith(PULSE):
        os.environ[variable] = request.device.removeprefix(PULSE)
    try:
        yield
    finally:
        os.environ.pop(variable, None)
        if before is not None:
            os.environ[variable] = before


def _in_words(error: Exception, request: StreamRequest, card: str) -> DeviceError:
    noun = NOUN[request.direction]
    name = request.device or card
    code = error.args[1] if len(error.args) > 1 else 0
    if code == UNAVAILABLE:
        return DeviceError(f'the {noun} "{name}" is taken by another program')
    if code in (INVALID_RATE, INVALID_CHANNELS):
        rates = ", ".join(str(rate) for rate in request.rates)
        return DeviceError(f'the {noun} "{name}" takes none of {rates} Hz, nor its own rate')
    reason = str(error.args[-1][-1] if len(error.args) > 2 else error.args[0])
    return DeviceError(f'cannot open the {noun} "{name}": {reason}')
