"""llama.cpp through the C interface that llama-cpp-python binds: its log, a model, its words."""

from __future__ import annotations

import ctypes
import importlib
import logging
import os
from collections import deque
from functools import cache
from typing import TYPE_CHECKING, Any

from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

log = logging.getLogger(__name__)

_INFO, _ERROR = 2, 4
"""GGML_LOG_LEVEL_INFO and _ERROR."""
_PIECE_BYTES = 256


@cache
def library() -> Any:
    """The bindings; raises EngineError where they are not installed or do not load.

    Its threads wait for one another hundreds of times in a token. Where they spin, as OpenMP has
    them do, and another program wants the core, two are 10 to 50 times slower than one.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        found = importlib.import_module("llama_cpp.llama_cpp")
    except ImportError:
        raise EngineError(
            "llama-cpp-python is not installed: pip install edge-assistant[llama]"
        ) from None
    except (OSError, RuntimeError) as error:
        raise EngineError(f"llama.cpp cannot be loaded: {error}") from error
    found.llama_log_set(_log_callback(found), None)
    found.llama_backend_init()
    return found


_complaints: deque[str] = deque(maxlen=8)
"""The last errors that the library told: its functions return nothing but that they failed."""


@cache
def _log_callback(found: Any) -> Any:
    """Everything goes to our log; the library would write it to the terminal."""

    def told(level: int, text: bytes, _: object) -> None:
        line = text.decode(errors="replace").strip(" .\n")
        if level == _ERROR:
            _complaints.append(line)
        if level >= _INFO and line:
            log.debug("%s", line)

    return found.llama_log_callback(told)


def complaint() -> str:
    """The first error since the last time that this was asked, without the function it is from."""
    first = _complaints[0] if _complaints else "it does not say why"
    _complaints.clear()
    return first.rpartition("error loading model: ")[2]


class NativeModel:
    """Weights and vocabulary of one file. Raises EngineError where llama.cpp refuses it."""

    def __init__(self, path: Path) -> None:
        self.library = library()
        _complaints.clear()
        params = self.library.llama_model_default_params()
        self.handle = self.library.llama_model_load_from_file(str(path).encode(), params)
        if not self.handle:
            raise EngineError(f"llama.cpp cannot load the language model {path}: {complaint()}")
        if not self.library.llama_model_has_decoder(self.handle):
            self.close()
            raise EngineError(f"{path} is a model that reads and cannot answer")
        self.vocabulary = self.library.llama_model_get_vocab(self.handle)
        self.words = self.library.llama_vocab_n_tokens(self.vocabulary)
        self._piece = ctypes.create_string_buffer(_PIECE_BYTES)

    @property
    def chat_template(self) -> str:
        """How the model wants a conversation written, in Jinja; empty where it does not say."""
        template = self.library.llama_model_chat_template(self.handle, None)
        return template.decode(errors="replace") if template else ""

    @property
    def bounds(self) -> tuple[str, str]:
        """What the template calls bos_token and eos_token."""
        ends = (self.library.llama_vocab_bos, self.library.llama_vocab_eos)
        return (self._text(ends[0](self.vocabulary)), self._text(ends[1](self.vocabulary)))

    def tokenize(self, text: str, *, begins: bool) -> list[int]:
        """Control tokens count; `begins` puts in front what a prompt of this model begins with."""
        data = text.encode()
        count, tokens = self._tokenized(data, len(data) + 8, begins)
        if count < 0:  # rare words take more tokens than bytes
            count, tokens = self._tokenized(data, -count, begins)
        return list(tokens[:count])

    def _tokenized(self, data: bytes, room: int, begins: bool) -> tuple[int, Any]:
        """(number of tokens, or minus the room wanted; the tokens)."""
        tokens = (self.library.llama_token * room)()
        count: int = self.library.llama_tokenize(
            self.vocabulary, data, len(data), tokens, room, begins, True
        )
        return count, tokens

    def controls(self, text: str) -> bool:
        """Whether the vocabulary takes this very text for a control token."""
        tokens = self.tokenize(text, begins=False)
        return any(self.library.llama_vocab_is_control(self.vocabulary, token) for token in tokens)

    def piece(self, token: int) -> bytes:
        """The bytes of a token in an answer; nothing for a control token."""
        count = self.library.llama_token_to_piece(
            self.vocabulary, token, self._piece, _PIECE_BYTES, 0, False
        )
        return self._piece.raw[: max(0, count)]

    def ends(self, token: int) -> bool:
        """Whether the answer is over with this token."""
        return bool(self.library.llama_vocab_is_eog(self.vocabulary, token))

    def tokens(self, tokens: Sequence[int]) -> Any:
        """As the library takes them."""
        return (self.library.llama_token * len(tokens))(*tokens)

    def close(self) -> None:
        self.library.llama_model_free(self.handle)

    def _text(self, token: int) -> str:
        if token < 0:
            return ""
        text: bytes = self.library.llama_vocab_get_text(self.vocabulary, token)
        return text.decode(errors="replace")
