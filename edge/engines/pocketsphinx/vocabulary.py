"""The words of a PocketSphinx language model in its binary trie format, and how frequent each is.

The file: the title, the order (one byte), the count of n-grams of each order, tables of quantised
values, the unigrams (log probability, back-off, a pointer), the trie, and at the end, after their
length, the words, each closed by a zero byte.
"""

from __future__ import annotations

import mmap
import struct
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_TITLE = b"Trie Language Model"
_TABLE_BYTES = 4 * 65_536
_UNIGRAM = np.dtype([("probability", "<f4"), ("back_off", "<f4"), ("next", "<u4")])
_LONGEST_WORD = 64
"""Bytes on average, at most: bounds where the words begin."""


def frequent_words(language_model: Path, count: int) -> frozenset[str]:
    """The `count` most frequent words (all where there are fewer).

    Raises ValueError for a file of another format, OSError for one that cannot be read.
    """
    with (
        language_model.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        probabilities = _probabilities(data)
        words = _words(data, len(probabilities))
    order = np.argsort(-probabilities, kind="stable")[:count]
    return frozenset(words[number].decode() for number in order)


def _probabilities(data: mmap.mmap) -> NDArray[np.float32]:
    """Log probabilities of the unigrams, in the order of the words."""
    if data[: len(_TITLE)] != _TITLE or len(data) < len(_TITLE) + 5:
        raise ValueError("not a language model in trie format")
    order = data[len(_TITLE)]
    counts_at = len(_TITLE) + 1
    (count,) = struct.unpack_from("<I", data, counts_at)
    tables = 2 * (order - 2) + 1 if order > 1 else 0
    start = counts_at + 4 * order + (4 + tables * _TABLE_BYTES if tables else 0)
    end = start + count * _UNIGRAM.itemsize
    if end > len(data):
        raise ValueError("a language model that was cut off")
    values: NDArray[np.float32] = np.frombuffer(data[start:end], _UNIGRAM)["probability"].copy()
    return values


def _words(data: mmap.mmap, count: int) -> list[bytes]:
    """The last part of the file: it begins where a length equals what is left."""
    tail = data[-min(len(data), count * _LONGEST_WORD) :]
    for shift in range(4):
        lengths = np.frombuffer(tail, "<u4", (len(tail) - shift) // 4, shift)
        left = len(tail) - shift - 4 * np.arange(1, len(lengths) + 1)
        for place in np.flatnonzero(lengths == left):
            words = tail[len(tail) - int(left[place]) :].split(b"\0")
            if len(words) == count + 1:
                return words[:-1]
    raise ValueError("a language model without its words")
