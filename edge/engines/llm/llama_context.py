"""What a language model has evaluated, and how it is told to give up.

The evaluated tokens of a prompt stay, and the next prompt is evaluated from where it differs. The
native code looks at a byte of ours between two steps of the network, some ten times in a token: so
it returns within milliseconds of being stopped, however long the prompt is.
"""

from __future__ import annotations

import ctypes
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from edge.engines.llm.llama_native import complaint
from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from edge.engines.llm.llama_native import NativeModel
    from edge.engines.runtime import Stopped

LOOK_SECONDS = 0.01
"""How often `stopped` is asked while the native code works."""
_DONE, _NO_ROOM, _ABORTED = 0, 1, 2
_SEQUENCE = 0


class AbortFlag:
    """Whether the native code shall give up.

    Its callback is the C library's `strlen` on a text of ours that is empty or not, so that the
    network's hundreds of calls in every token need no interpreter and its lock.
    """

    def __init__(self, library: Any) -> None:
        strlen = ctypes.cast(ctypes.CDLL(None).strlen, ctypes.c_void_p)
        self._text = ctypes.create_string_buffer(2)
        self.callback = library.ggml_abort_callback(strlen.value)
        self.data = ctypes.addressof(self._text)

    @contextmanager
    def following(self, stopped: Stopped) -> Iterator[None]:
        """Inside, it is up from the moment that `stopped` is true."""
        self._text.value = b""
        done = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(stopped, done), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()

    def _watch(self, stopped: Stopped, done: threading.Event) -> None:
        while not done.wait(LOOK_SECONDS):
            if stopped():
                self._text.value = b"!"
                return


class KeptContext:
    """The model's memory of one text: `size` tokens, evaluated `batch` at a time."""

    def __init__(self, model: NativeModel, size: int, batch: int, threads: int) -> None:
        self._model = model
        self._library = library = model.library
        self.size, self._batch = size, min(batch, size)
        self.abort = AbortFlag(library)
        params = library.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = size, self._batch, self._batch
        params.n_outputs_max = 1  # only the last token's scores are looked at
        params.n_threads = params.n_threads_batch = threads
        params.abort_callback = self.abort.callback
        params.abort_callback_data = self.abort.data
        self.handle = library.llama_init_from_model(model.handle, params)
        if not self.handle:
            raise EngineError(f"llama.cpp has no room for {size} tokens: {complaint()}")
        self._memory = library.llama_get_memory(self.handle)
        self.evaluated: list[int] = []
        """Tokens that the model remembers."""
        self._scored = False
        """The library's scores are those after the last of them."""
        self.decoded = 0
        """Tokens that were ever evaluated here."""

    def in_common(self, tokens: Sequence[int]) -> int:
        """Tokens that a prompt begins with, and that are evaluated."""
        pairs = zip(self.evaluated, tokens, strict=False)
        differing = (at for at, (ours, theirs) in enumerate(pairs) if ours != theirs)
        return next(differing, min(len(self.evaluated), len(tokens)))

    def holds(self, tokens: list[int]) -> bool:
        """It remembers exactly these, and the scores of what may follow the last one."""
        return self._scored and self.evaluated == tokens

    def evaluate(self, tokens: list[int]) -> Iterator[None]:
        """Go on, batch by batch, until it holds these or was stopped.

        What was evaluated until then is kept.
        """
        if self.holds(tokens):
            return
        self._cut(min(self.in_common(tokens), len(tokens) - 1))
        while (done := len(self.evaluated)) < len(tokens):
            if not self.append(tokens[done : done + self._batch]):
                return
            yield

    def append(self, tokens: Sequence[int]) -> bool:
        """Evaluate at most a batch more; False where it was stopped."""
        self._scored = False
        data = self._model.tokens(tokens)  # the batch does not keep it alive
        batch = self._library.llama_batch_get_one(data, len(tokens))
        outcome: int = self._library.llama_decode(self.handle, batch)
        if outcome == _DONE:
            self.evaluated += tokens
            self.decoded += len(tokens)
            self._scored = True
        elif outcome != _ABORTED:
            self._cut(len(self.evaluated))
            why = "there is no room" if outcome == _NO_ROOM else complaint()
            raise EngineError(f"llama.cpp could not evaluate {len(tokens)} tokens: {why}")
        return outcome == _DONE

    def _cut(self, length: int) -> None:
        """Forget what follows the first `length` tokens; or all, where a model cannot do that."""
        if not self._library.llama_memory_seq_rm(self._memory, _SEQUENCE, length, -1):
            self._library.llama_memory_clear(self._memory, True)
            length = 0
        self._scored = self._scored and length == len(self.evaluated)
        del self.evaluated[length:]

    @property
    def saved_bytes(self) -> int:
        """Of the file that `save` writes, but for a few."""
        return int(self._library.llama_state_seq_get_size(self.handle, _SEQUENCE))

    def save(self, path: Path) -> bool:
        """Write what is evaluated."""
        tokens = self._model.tokens(self.evaluated)
        return bool(
            self._library.llama_state_seq_save_file(
                self.handle, str(path).encode(), _SEQUENCE, tokens, len(tokens)
            )
        )

    def load(self, path: Path, tokens: Sequence[int]) -> bool:
        """Hold what was written, where it is these tokens; else nothing."""
        self._cut(0)
        found = self._model.tokens([0] * len(tokens))
        count = ctypes.c_size_t()
        read = self._library.llama_state_seq_load_file(
            self.handle, str(path).encode(), _SEQUENCE, found, len(tokens), ctypes.byref(count)
        )
        if not read or list(found[: count.value]) != list(tokens):
            self._cut(0)
            return False
        self.evaluated = list(tokens)
        return True

    def close(self) -> None:
        self._library.llama_free(self.handle)
