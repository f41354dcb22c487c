"""eSpeak NG's C interface through ctypes: load it, choose a voice, synthesise through a callback.

The library keeps its state in globals, so a process holds one instance and calls it from one
thread. Checked against espeakng-loader 0.2.4 (eSpeak NG 1.52).
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CHUNK_MILLISECONDS = 60
WORD, END, PHONEME = 1, 5, 7
"""Event types: a word begins, a clause ended, a phoneme sounds from here on."""

_SYNCHRONOUS = 2
_PHONEMES_AS_IPA_AND_NEVER_EXIT = 0x8003
_UTF8 = 1
_IPA = 2
_RATE, _PITCH = 1, 3


class Identifier(ctypes.Union):
    """What an event is about: a number, or up to eight bytes of a phoneme's name."""

    _fields_ = (
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    )


class Event(ctypes.Structure):
    """Something that happens at `sample`, counted from the start of the utterance."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),  # 1-based, in characters
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),  # milliseconds
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", Identifier),
    )


class _VoiceRecord(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.POINTER(ctypes.c_char)),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("reserved", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


@dataclass(frozen=True, slots=True)
class EspeakVoice:
    """A voice that the data folder holds."""

    name: str
    identifier: str
    languages: tuple[tuple[int, str], ...]
    """(rank, tag): the lower the rank, the better the voice fits the language."""


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event)
)


class Espeak:
    """The library, loaded. Every method belongs to one and the same thread."""

    def __init__(self) -> None:
        import espeakng_loader

        try:
            self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        except OSError as error:
            raise EngineError(f"eSpeak NG could not be loaded: {error}") from error
        self._declare()
        data = espeakng_loader.get_data_path()
        self.rate: int = self._library.espeak_Initialize(
            _SYNCHRONOUS,
            CHUNK_MILLISECONDS,
            str(data).encode(),
            _PHONEMES_AS_IPA_AND_NEVER_EXIT,
        )
        """Samples a second."""
        if self.rate <= 0:
            raise EngineError(f"eSpeak NG found no usable data in {data}")

    def _declare(self) -> None:
        self._library.espeak_Initialize.argtypes = (
            ctypes.c_int,
            ctypes.c_int,
            ctypes.c_char_p,
            ctypes.c_int,
        )
        self._library.espeak_Synth.argtypes = (
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_uint,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.c_uint,
            ctypes.c_void_p,
            ctypes.c_void_p,
        )
        self._library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_VoiceRecord))
        self._library.espeak_SetVoiceByName.argtypes = (ctypes.c_char_p,)
        self._library.espeak_TextToPhonemes.argtypes = (
            ctypes.POINTER(ctypes.c_void_p),
            ctypes.c_int,
            ctypes.c_int,
        )
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p

    def voices(self) -> list[EspeakVoice]:
        """Every voice, best first for a language that several speak."""
        records = self._library.espeak_ListVoices(None)
        found = []
        index = 0
        while records[index]:
            found.append(_voice(records[index].contents))
            index += 1
        return found

    def choose(self, identifier: str, words_per_minute: int, pitch: int) -> None:
        """From now on speak so. Raises EngineError when the voice's data cannot be read."""
        if self._library.espeak_SetVoiceByName(identifier.encode()) != 0:
            raise EngineError(f'eSpeak NG could not load its voice "{identifier}"')
        self._library.espeak_SetParameter(_RATE, words_per_minute, 0)
        self._library.espeak_SetParameter(_PITCH, pitch, 0)

    def speak(self, text: str, on_chunk: Callable[[Any, int, Any], bool]) -> None:
        """Call `on_chunk(samples, count, events)` for each chunk until it returns False.

        `samples` may be a null pointer, `events` ends with type 0. Raises EngineError.
        """

        def callback(samples: Any, count: int, events: Any) -> int:
            return 0 if on_chunk(samples, count, events) else 1

        held = _CALLBACK(callback)  # must live as long as the library may call it
        self._library.espeak_SetSynthCallback(held)
        data = text.encode("utf-8")
        status = self._library.espeak_Synth(data, len(data) + 1, 0, 1, 0, _UTF8, None, None)
        if status != 0:
            raise EngineError(f"eSpeak NG could not speak this text (status {status})")

    def clauses(self, text: str) -> Iterator[tuple[str, str]]:
        """(IPA, the text that it was made of) for each clause, in the chosen voice."""
        buffer = ctypes.create_string_buffer(text.encode("utf-8"))
        start = ctypes.addressof(buffer)
        rest = ctypes.c_void_p(start)
        while rest.value:
            begun = rest.value - start
            spelt = self._library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA) or b""
            ended = rest.value - start if rest.value else len(buffer) - 1
            yield spelt.decode("utf-8", "ignore"), buffer.raw[begun:ended].decode("utf-8", "ignore")


def _voice(record: _VoiceRecord) -> EspeakVoice:
    return EspeakVoice(
        record.name.decode(), record.identifier.decode(), tuple(_languages(record.languages))
    )


def _languages(pointer: Any) -> Iterator[tuple[int, str]]:
    """A rank byte and a zero-ended tag each, then a zero byte."""
    at = 0
    while pointer[at] != b"\0":
        end = at + 1
        while pointer[end] != b"\0":
            end += 1
        yield pointer[at][0], pointer[at + 1 : end].decode()
        at = end + 1
