"""Every kind of recogniser that sherpa-onnx runs here: its files, and what they must say.

The library ends the whole process where a metadata key is missing, so each part names those that
it reads; they also tell the kinds apart, as files of different kinds have the same names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Types: TypeAlias = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a model."""

    argument: str
    """Of the factory; also what the part is called in messages."""
    patterns: tuple[str, ...]
    """Names that it can have, the best first."""
    metadata: tuple[str, ...] = ()
    """Keys that it must have."""
    types: Types = field(default_factory=dict)
    """The type it must have, each with the further keys that this type must have."""
    type_key: str = "model_type"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Where a model says how many tokens it knows."""

    part: str
    key: str = ""
    """Of the metadata; without one it is the last size of the first output."""
    blanks: int = 0
    """Tokens that this number may leave out."""
    written: str = ""
    """Key of the number of tokens that are text, where the tokens file may end with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How models of one kind are found, checked and loaded."""

    name: str
    factory: str
    """A class method of the library's recogniser."""
    parts: tuple[Part, ...]
    vocabulary: Vocabulary | None = None
    """None where the files say nothing of it."""
    options: Mapping[str, str | int | bool] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    """Arguments of the factory that take a language's code."""
    detects: bool = False
    """It tells which language it heard, where it is told none."""
    settable: str = ""
    """Part of the configuration whose language can change without loading anew."""
    codes: tuple[str, ...] = ()
    """Languages that it takes; a model may name more in its metadata."""
    blank: bool = False
    """Its tokens must have one for "nothing"."""
    hotwords: bool = False
    """It can be led towards given words."""


def _files(name: str) -> tuple[str, ...]:
    """Eight-bit weights first: half the memory, and faster on every board."""
    return f"*{name}*.int8.onnx", f"*{name}*.onnx"


_ZIPFORMER = ("encoder_dims", "num_encoder_layers", "cnn_module_kernels", "left_context_len")
_ZIPFORMER_2 = (*_ZIPFORMER, "query_head_dims", "value_head_dims", "num_heads")
_CHUNKS = ("T", "decode_chunk_len")
_CONFORMER = (
    "num_encoder_layers",
    "left_context",
    "encoder_dim",
    "pad_length",
    "cnn_module_kernel",
)
_STREAMING_TYPES: Types = {
    "zipformer2": _ZIPFORMER_2,
    "zipformer": (*_ZIPFORMER, "attention_dims"),
    "lstm": ("num_encoder_layers", "rnn_hidden_size", "d_model"),
    "conformer": _CONFORMER,
}
_STATELESS = Part("decoder", _files("decoder"), ("vocab_size", "context_size"))
_JOINER = Part("joiner", _files("joiner"))
_NEMO = ("vocab_size", "subsampling_factor")
_NEMO_RNN = (*_NEMO, "pred_rnn_layers", "pred_hidden")
_NEMO_CHUNKS = (
    "window_size", "chunk_shift",
    *(f"cache_last_{what}_dim{number}" for what in ("channel", "time") for number in (1, 2, 3)),
)  # fmt: skip
_NEMO_CTC_TYPES: Types = dict.fromkeys(
    ("EncDecCTCModelBPE", "EncDecCTCModel", "EncDecHybridRNNTCTCBPEModel"), ()
)
_FRAMES = ("lfr_window_size", "lfr_window_shift", "neg_mean", "inv_stddev")
_WENET_CHUNKS = ("head", "num_blocks", "output_size", "cnn_module_kernel", "right_context")
_WHISPER = (
    "n_mels", "n_text_layer", "n_text_ctx", "n_text_state", "n_vocab", "sot", "eot", "blank_id",
    "translate", "transcribe", "is_multilingual", "no_timestamps", "no_speech", "sot_sequence",
)  # fmt: skip
_SENSE_CODES = ("zh", "en", "ja", "ko", "yue")

_SPEAKER = ("output_dim", "sample_rate", "normalize_samples")
SPEAKER = Part(
    "model",
    ("*.onnx",),
    ("language",),
    {
        "wespeaker": _SPEAKER,
        "3d-speaker": _SPEAKER,
        "nemo": ("output_dim", "sample_rate", "feature_normalize_type", "window_size_ms",
                 "window_stride_ms", "window_type", "feat_dim"),
    },
    type_key="framework",
)  # fmt: skip
"""What tells voices apart."""

STREAMING: tuple[Kind, ...] = (
    Kind(
        name="streaming transducer",
        factory="from_transducer",
        parts=(Part("encoder", _files("encoder"), _CHUNKS, _STREAMING_TYPES), _STATELESS, _JOINER),
        vocabulary=Vocabulary("decoder", "vocab_size"),
        hotwords=True,
    ),
    Kind(
        name="streaming NeMo transducer",
        factory="from_transducer",
        parts=(
            Part("encoder", _files("encoder"), (*_NEMO_RNN, *_NEMO_CHUNKS)),
            Part("decoder", _files("decoder")),
            _JOINER,
        ),
        vocabulary=Vocabulary("encoder", "vocab_size", blanks=1),
    ),
    Kind(
        name="streaming paraformer",
        factory="from_paraformer",
        parts=(
            Part(
                "encoder",
                _files("encoder"),
                (*_FRAMES, "encoder_output_size", "decoder_num_blocks", "decoder_kernel_size"),
            ),
            Part("decoder", _files("decoder")),
        ),
        vocabulary=Vocabulary("encoder", "vocab_size"),
    ),
    Kind(
        name="streaming Zipformer CTC",
        factory="from_zipformer2_ctc",
        parts=(
            Part(
                "model", (*_files("ctc"), *_files("model")), _CHUNKS, {"zipformer2": _ZIPFORMER_2}
            ),
        ),
        vocabulary=Vocabulary("model"),
        blank=True,
    ),
    Kind(
        name="streaming NeMo CTC",
        factory="from_nemo_ctc",
        parts=(Part("model", _files("model"), (*_NEMO, *_NEMO_CHUNKS)),),
        vocabulary=Vocabulary("model", "vocab_size", blanks=1),
        blank=True,
    ),
    Kind(
        name="streaming WeNet CTC",
        factory="from_wenet_ctc",
        parts=(Part("model", _files("model"), (*_NEMO, *_WENET_CHUNKS)),),
        vocabulary=Vocabulary("model", "vocab_size"),
        blank=True,
    ),
)
OFFLINE: tuple[Kind, ...] = (
    Kind(
        name="SenseVoice",
        factory="from_sense_voice",
        parts=(
            Part(
                "model",
                _files("model"),
                (
                    "vocab_size",
                    *_FRAMES,
                    "normalize_samples",
                    "with_itn",
                    "without_itn",
                    "lang_auto",
                    *(f"lang_{code}" for code in _SENSE_CODES),
                ),
            ),
        ),
        vocabulary=Vocabulary("model", "vocab_size"),
        options={"use_itn": True},
        languages=("language",),
        detects=True,
        codes=_SENSE_CODES,
    ),
    Kind(
        name="Whisper",
        factory="from_whisper",
        parts=(Part("encoder", _files("encoder"), _WHISPER), Part("decoder", _files("decoder"))),
        vocabulary=Vocabulary("encoder", "n_vocab", written="eot"),
        options={"task": "transcribe"},
        languages=("language",),
        detects=True,
        settable="whisper",
        codes=("en",),
    ),
    Kind(
        name="Canary",
        factory="from_nemo_canary",
        parts=(
            Part(
                "encoder",
                _files("encoder"),
                (*_NEMO, "feat_dim"),
                {"EncDecMultiTaskModel": ()},
            ),
            Part("decoder", _files("decoder")),
        ),
        vocabulary=Vocabulary("encoder", "vocab_size"),
        languages=("src_lang", "tgt_lang"),
        codes=("en", "de", "es", "fr"),
    ),
    Kind(
        name="Moonshine",
        factory="from_moonshine",
        parts=(
            Part("preprocessor", _files("preprocess")),
            Part("encoder", ("encode.int8.onnx", "encode.onnx")),
            Part("uncached_decoder", _files("uncached_decode")),
            Part("cached_decoder", ("cached_decode.int8.onnx", "cached_decode.onnx")),
        ),
    ),
    Kind(
        name="Moonshine 2",
        factory="from_moonshine_v2",
        parts=(
            Part("encoder", ("encoder_model*.ort", "encoder_model*.onnx")),
            Part("decoder", ("decoder_model_merged*.ort", "decoder_model_merged*.onnx")),
        ),
    ),
    Kind(
        name="NeMo transducer",  # Parakeet
        factory="from_transducer",
        parts=(
            Part("encoder", _files("encoder"), _NEMO_RNN),
            Part("decoder", _files("decoder")),
            _JOINER,
        ),
        vocabulary=Vocabulary("encoder", "vocab_size", blanks=1),
        options={"model_type": "nemo_transducer"},
    ),
    Kind(
        name="transducer",
        factory="from_transducer",
        parts=(Part("encoder", _files("encoder")), _STATELESS, _JOINER),
        vocabulary=Vocabulary("decoder", "vocab_size"),
        options={"model_type": "transducer"},
        hotwords=True,
    ),
    Kind(
        name="paraformer",
        factory="from_paraformer",
        parts=(Part("paraformer", _files("model"), ("vocab_size", *_FRAMES)),),
        vocabulary=Vocabulary("paraformer", "vocab_size"),
    ),
    Kind(
        name="NeMo CTC",
        factory="from_nemo_ctc",
        parts=(Part("model", _files("model"), _NEMO, _NEMO_CTC_TYPES),),
        vocabulary=Vocabulary("model", "vocab_size", blanks=1),
        blank=True,
    ),
    Kind(
        name="WeNet CTC",
        factory="from_wenet_ctc",
        parts=(Part("model", _files("model"), _NEMO, {"wenet_ctc": ()}),),
        vocabulary=Vocabulary("model", "vocab_size"),
        blank=True,
    ),
    Kind(
        name="Zipformer CTC",
        factory="from_zipformer_ctc",
        parts=(Part("model", (*_files("ctc"), *_files("model")), (), {"zipformer2_ctc": ()}),),
        vocabulary=Vocabulary("model"),
        blank=True,
    ),
)
