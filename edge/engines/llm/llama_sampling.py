"""Which token comes next: drawn at random for talk, the likeliest that fits for a schema."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from edge.errors import EngineError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edge.engines.llm.llama_context import KeptContext
    from edge.engines.llm.llama_native import NativeModel

TOP_K, TOP_P, MIN_P = 40, 0.95, 0.05
LOOKED_BACK, REPEATED = 64, 1.1
"""Small models fall into saying the same again and again."""
_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])
"""As llama_token_data is laid out."""


class Sampler(Protocol):
    """Chooses from the scores of the last token evaluated."""

    def next(self, context: KeptContext) -> int: ...

    def close(self) -> None: ...


class DrawnSampler:
    """At random among the likely ones; at temperature 0 the likeliest that is not said again."""

    def __init__(self, model: NativeModel, temperature: float, seed: int) -> None:
        self._library = library = model.library
        self._chain = library.llama_sampler_chain_init(library.llama_sampler_chain_default_params())
        drawn = (
            library.llama_sampler_init_top_k(TOP_K),  # first, as the others are slow on many
            library.llama_sampler_init_penalties(model.words, LOOKED_BACK, REPEATED, 0.0, 0.0),
            library.llama_sampler_init_top_p(TOP_P, 1),
            library.llama_sampler_init_min_p(MIN_P, 1),
            library.llama_sampler_init_temp(temperature),
            library.llama_sampler_init_dist(seed),
        )
        for step in drawn:
            library.llama_sampler_chain_add(self._chain, step)

    def next(self, context: KeptContext) -> int:
        return int(self._library.llama_sampler_sample(self._chain, context.handle, -1))

    def close(self) -> None:
        self._library.llama_sampler_free(self._chain)


class GrammarSampler:
    """The likeliest token that a grammar allows.

    The likeliest of all is tried alone first, as asking the grammar about a whole vocabulary takes
    as long as a small model needs for a token.
    """

    def __init__(self, model: NativeModel, grammar: str) -> None:
        self._library, self._words = model.library, model.words
        self._grammar = self._library.llama_sampler_init_grammar(
            model.vocabulary, grammar.encode(), b"root"
        )
        if not self._grammar:
            raise EngineError("llama.cpp does not understand the grammar made of a JSON schema")

    def next(self, context: KeptContext) -> int:
        scores = self._library.llama_get_logits_ith(context.handle, -1)
        logits = np.ctypeslib.as_array(scores, (self._words,))
        best = int(logits.argmax())
        if not np.isfinite(self._asked(np.array([best], np.int32), logits)).any():
            allowed = self._asked(np.arange(self._words, dtype=np.int32), logits)
            best = int(allowed.argmax())
            if not np.isfinite(allowed[best]):
                raise EngineError("the language model has no token that fits the JSON schema")
        self._library.llama_sampler_accept(self._grammar, best)
        return best

    def _asked(self, tokens: NDArray[np.int32], logits: NDArray[np.float32]) -> Any:
        """The scores of these tokens, minus infinity for those that the grammar forbids."""
        candidates = np.zeros(len(tokens), _CANDIDATE)
        candidates["id"], candidates["logit"] = tokens, logits[tokens]
        data = candidates.ctypes.data_as(self._library.llama_token_data_p)
        found = self._library.llama_token_data_array(data, len(tokens), -1, False)
        self._library.llama_sampler_apply(self._grammar, ctypes.byref(found))
        return candidates["logit"]

    def close(self) -> None:
        self._library.llama_sampler_free(self._grammar)


def grammar_of(schema: str) -> str:
    """The grammar of texts that fit a JSON schema; raises EngineError for a broken one."""
    from llama_cpp.llama_grammar import json_schema_to_gbnf

    try:
        grammar: str = json_schema_to_gbnf(schema)
    except Exception as error:  # whatever its converter stumbles over
        raise EngineError(f"the JSON schema of an answer is broken: {error}") from error
    return grammar
