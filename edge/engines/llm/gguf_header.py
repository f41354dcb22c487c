"""What the head of a GGUF file says, read before anything is loaded.

The layout is that of versions 2 and 3: magic, version, counts, then keys with values, then a line
for each tensor; all numbers are little-endian.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from edge.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

Value: TypeAlias = "int | float | bool | str | None"

MAGIC = b"GGUF"
VERSIONS = (2, 3)
MOST_ENTRIES = 100_000
"""Keys or tensors; more stand in no model, but in a file whose head is damaged."""
LONGEST_TEXT = 16_000_000
_NUMBERS = dict(zip((0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12), "BbHhIif?Qqd", strict=True))
"""How `struct` calls each kind of value."""
_TEXT, _ARRAY = 8, 9
_F16_BYTES = 2
"""Keys and values of the context are kept with so many bytes a number."""


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """A model as its file describes it."""

    bytes: int
    """Length of the file."""
    values: dict[str, Value]
    """By key; None for a list."""
    lists: dict[str, int]
    """How long each list is."""

    @property
    def architecture(self) -> str:
        """The model's family, "llama" or "qwen2"; empty where the file is no model."""
        return str(self.values.get("general.architecture", ""))

    def number(self, key: str, otherwise: int = 0) -> int:
        """Of this architecture, as "block_count"."""
        value = self.values.get(f"{self.architecture}.{key}")
        return int(value) if isinstance(value, int | float) else otherwise

    def bytes_per_token(self) -> int:
        """Memory that each token of the context takes."""
        heads = self.number("attention.head_count", 1)
        size = self.number("embedding_length") // max(heads, 1)
        shared = self.number("attention.head_count_kv", heads)
        key = self.number("attention.key_length", size)
        value = self.number("attention.value_length", size)
        return self.number("block_count") * shared * (key + value) * _F16_BYTES

    def bytes_needed(self, context: int, batch: int) -> int:
        """An estimate from above of the memory for weights, context and the work on a batch."""
        words = self.lists.get("tokenizer.ggml.tokens", 0)
        wide = max(self.number("feed_forward_length"), self.number("embedding_length"))
        work = 4 * (words + batch * 6 * wide + batch * context)
        return self.bytes + context * self.bytes_per_token() + work


def read_header(path: Path) -> GgufHeader:
    """Raises EngineError in one sentence: missing, of another kind or version, or cut."""
    try:
        with path.open("rb") as file:
            return _read(file, path)
    except OSError as error:
        raise EngineError(f"the language model {path} cannot be read: {error.strerror}") from error
    except (struct.error, EOFError, ValueError) as error:
        raise EngineError(f"the language model {path} is cut or damaged") from error


def _read(file: BinaryIO, path: Path) -> GgufHeader:
    if file.read(4) != MAGIC:
        raise EngineError(f"{path} is no language model in GGUF format")
    version = _number(file, "I")
    if version not in VERSIONS:
        raise EngineError(f"{path} has version {version} of GGUF, and only 2 and 3 can be read")
    tensors, keys = _count(file, MOST_ENTRIES), _count(file, MOST_ENTRIES)
    values: dict[str, Value] = {}
    lists: dict[str, int] = {}
    for _ in range(keys):
        key, kind = _text(file), _number(file, "I")
        if kind == _ARRAY:
            values[key], lists[key] = None, _skip_list(file)
        else:
            values[key] = _value(file, kind)
    last = max((_offset(file) for _ in range(tensors)), default=0)
    size = file.seek(0, 2)
    if size <= last:
        raise EOFError
    return GgufHeader(size, values, lists)


def _offset(file: BinaryIO) -> int:
    """Of one tensor in the data, past its name, shape and kind."""
    _text(file)
    for _ in range(_number(file, "I")):
        _number(file, "Q")
    _number(file, "I")
    return _number(file, "Q")


def _skip_list(file: BinaryIO) -> int:
    """Its length; what stands in it is passed over."""
    kind, count = _number(file, "I"), _count(file, LONGEST_TEXT)
    if kind == _TEXT:
        for _ in range(count):
            file.read(_count(file, LONGEST_TEXT))  # faster than seeking so often
    else:
        file.seek(count * struct.calcsize(_format(kind)), 1)
    return count


def _value(file: BinaryIO, kind: int) -> Value:
    return _text(file) if kind == _TEXT else _plain(file, _format(kind))


def _plain(file: BinaryIO, form: str) -> int | float | bool:
    data = file.read(struct.calcsize(form))
    number: int | float | bool = struct.unpack("<" + form, data)[0]
    return number


def _format(kind: int) -> str:
    if kind not in _NUMBERS:
        raise ValueError(kind)
    return _NUMBERS[kind]


def _number(file: BinaryIO, form: str) -> int:
    return int(_plain(file, form))


def _count(file: BinaryIO, limit: int) -> int:
    count = _number(file, "Q")
    if count > limit:
        raise ValueError(count)
    return count


def _text(file: BinaryIO) -> str:
    length = _count(file, LONGEST_TEXT)
    data = file.read(length)
    if len(data) < length:
        raise EOFError
    return data.decode("utf-8", "replace")
