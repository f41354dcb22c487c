"""Language models with random weights: they talk nonsense, but load and work for real."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CONTROL, BYTE, NORMAL = 3, 6, 1
SPECIAL = ("<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>")
CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


@dataclass(frozen=True)
class Shape:
    """Of a model; the default is tiny."""

    layers: int = 2
    width: int = 64
    heads: int = 4
    hidden: int = 128
    template: str = CHATML
    architecture: str = "llama"


def write_gguf(path: Path, shape: Shape | None = None) -> Path:
    """A model whose tokens are the bytes, a blank, and the marks of a chat."""
    gguf = pytest.importorskip("gguf")
    shape = shape or Shape()
    writer = gguf.GGUFWriter(str(path), shape.architecture)
    writer.add_context_length(4096)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(shape.width // shape.heads)
    tokens = [*SPECIAL, *(f"<0x{byte:02X}>" for byte in range(256)), "\u2581"]  # the blank
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types([CONTROL] * len(SPECIAL) + [BYTE] * 256 + [NORMAL])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(4)
    writer.add_add_space_prefix(False)
    if shape.template:
        writer.add_chat_template(shape.template)
    for name, tensor in _weights(shape, len(tokens)).items():
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _weights(shape: Shape, words: int) -> dict[str, NDArray[np.float32]]:
    random = np.random.default_rng(1)

    def drawn(*size: int) -> NDArray[np.float32]:
        return random.standard_normal(size, np.float32) / np.float32(np.sqrt(size[-1]))

    width, hidden = shape.width, shape.hidden
    ones = np.ones(width, np.float32)
    weights = {
        "token_embd.weight": drawn(words, width),
        "output.weight": drawn(words, width),
        "output_norm.weight": ones,
    }
    for layer in range(shape.layers):
        square = {f"attn_{part}": drawn(width, width) for part in ("q", "k", "v", "output")}
        wide = {"ffn_gate": drawn(hidden, width), "ffn_up": drawn(hidden, width)}
        parts = square | wide | {"ffn_down": drawn(width, hidden)}
        weights |= {f"blk.{layer}.{name}.weight": tensor for name, tensor in parts.items()}
        weights |= {f"blk.{layer}.{name}_norm.weight": ones for name in ("attn", "ffn")}
    return weights
