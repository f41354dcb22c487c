"""What model files say of themselves, read without a runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge.engines.onnx.description import read_description
from edge.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path


def test_metadata_inputs_and_outputs_are_read(shared: Path) -> None:
    path = shared / "models/speech/denoise/gtcrn/gtcrn_simple_sherpa.onnx"
    found = read_description(path)
    assert found.metadata["model_type"] == "gtcrn"
    assert found.inputs["mix"] == (1, 257, 1, 2)
    assert next(iter(found.outputs)) == "enh"


def test_a_size_that_varies_is_0(shared: Path) -> None:
    found = read_description(shared / "models/speech/denoise/dtln/model_2.onnx")
    assert found.outputs["conv1d_3"] == (0, 1, 512)
    assert found.metadata == {}


@pytest.mark.parametrize("content", [b"", b"\x08", b"not a model at all", b"\xff" * 40])
def test_a_file_that_is_no_model_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.onnx"
    path.write_bytes(content)
    with pytest.raises(EngineError, match=r"broken\.onnx cannot be read"):
        read_description(path)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99, 0.999])
def test_a_model_that_was_cut_off_is_named(tmp_path: Path, shared: Path, kept: float) -> None:
    whole = (shared / "models/speech/denoise/gtcrn/gtcrn_simple.onnx").read_bytes()
    path = tmp_path / "cut.onnx"
    path.write_bytes(whole[: round(kept * len(whole))])
    with pytest.raises(EngineError, match=r"cut\.onnx cannot be read"):
        read_description(path)


def test_a_folder_or_a_missing_file_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.onnx"):
        with pytest.raises(EngineError, match="cannot be read"):
            read_description(path)
