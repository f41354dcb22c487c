"""The kinds of model there are, and how each is known by its files: one table.

The kinds are those of the engines that run them (edge/engines); a test keeps both together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

TAIL_BYTES = 16_384
"""An ONNX file ends with its metadata."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A kind of model as files in one folder."""

    kind: str
    role: str
    files: Mapping[str, Sequence[str]]
    """Patterns by the part that a file plays; every one is needed, earlier patterns win.
    `{stem}` is the name of the first file without its last ending."""
    also: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Those that need not be there; a folder may be one."""
    told: Sequence[Sequence[str]] = ()
    """Where files are not enough to tell kinds apart: of each group one word must stand in the
    name of the folder or the first file, or in that file's metadata."""
    each: bool = False
    """A folder may hold several; each is a model of its own, named after its first file."""
    lacks: str = ""
    """The name of a file that is missing where this shape is all there is; `{stem}` as above."""


_ENCODER = ("*encode*.int8.onnx", "*encode*.onnx")
_DECODER = ("*decode*.int8.onnx", "*decode*.onnx")
_JOINER = ("*joiner*.int8.onnx", "*joiner*.onnx")
_TOKENS = ("tokens.txt", "*tokens.txt")
_TRANSDUCER = {"encoder": _ENCODER, "decoder": _DECODER, "joiner": _JOINER, "tokens": _TOKENS}
_ATTENDING = {"encoder": _ENCODER, "decoder": _DECODER, "tokens": _TOKENS}
_HEARING = {
    "model": ("*ctc*.int8.onnx", "*ctc*.onnx", "model*.int8.onnx", "model*.onnx"),
    "tokens": _TOKENS,
}
_SAYING = {"model": ("model*.int8.onnx", "model*.onnx", "*.onnx"), "tokens": _TOKENS}
_SPELLING = {"bpe": ("bpe.vocab", "bpe.model")}
_PRONOUNCING = {
    "lexicon": ("lexicon-us-en.txt", "lexicon*.txt"),
    "data_dir": ("espeak-ng-data",),
    "dict_dir": ("dict",),
}
_STREAMS = ("streaming", "decode_chunk_len", "cache_last_channel")
_NEMO = ("nemo", "parakeet", "pred_rnn_layers", "encdec")
_CONFIG = "{stem}.onnx.json"
_PIPER_INPUTS = (("input_lengths",), ("scales",))
"""Their names stand near the end of a voice's file."""
_PARAFORMER = ("paraformer", "lfr_window_size")

RECOGNISER, VOICE = "recogniser", "voice"


def _recogniser(kind: str, files: Mapping[str, Sequence[str]], *told: Sequence[str]) -> Shape:
    return Shape(kind=kind, role=RECOGNISER, files=files, also=_SPELLING, told=told)


SHAPES = (
    Shape(
        kind="keyword spotter",
        role="wake word",
        files=_TRANSDUCER,
        also={"keywords": ("keywords.txt",), **_SPELLING},
        told=(("kws", "keyword"),),
    ),
    _recogniser("streaming NeMo transducer", _TRANSDUCER, _NEMO, _STREAMS),
    _recogniser("streaming transducer", _TRANSDUCER, _STREAMS),
    _recogniser("NeMo transducer", _TRANSDUCER, _NEMO),
    _recogniser("transducer", _TRANSDUCER),
    _recogniser(
        "Moonshine",
        {
            "preprocessor": ("preprocess*.onnx",),
            "encoder": ("encode.int8.onnx", "encode.onnx"),
            "uncached_decoder": ("uncached_decode*.int8.onnx", "uncached_decode*.onnx"),
            "cached_decoder": ("cached_decode*.int8.onnx", "cached_decode*.onnx"),
            "tokens": _TOKENS,
        },
    ),
    _recogniser(
        "Moonshine 2",
        {
            "encoder": ("encoder_model*.ort", "encoder_model*.onnx"),
            "decoder": ("decoder_model_merged*.ort", "decoder_model_merged*.onnx"),
            "tokens": _TOKENS,
        },
    ),
    _recogniser("streaming paraformer", _ATTENDING, _PARAFORMER),
    _recogniser("Canary", _ATTENDING, ("canary", "encdecmultitaskmodel")),
    _recogniser("Whisper", _ATTENDING, ("whisper", "n_text_layer")),
    _recogniser("SenseVoice", _HEARING, ("sense-voice", "sensevoice", "lang_auto")),
    _recogniser("paraformer", _HEARING, _PARAFORMER),
    Shape(
        kind="kitten",
        role=VOICE,
        files={**_SAYING, "voices": ("voices*.bin",)},
        also=_PRONOUNCING,
        told=(("kitten",),),
    ),
    Shape(
        kind="kokoro",
        role=VOICE,
        files={**_SAYING, "voices": ("voices*.bin",)},
        also=_PRONOUNCING,
    ),
    Shape(
        kind="matcha",
        role=VOICE,
        files={
            "acoustic_model": ("model-steps-*.onnx", "model*.onnx"),
            "vocoder": ("vocos*.onnx", "hifigan*.onnx"),
            "tokens": _TOKENS,
        },
        also=_PRONOUNCING,
    ),
    Shape(
        kind="piper",
        role=VOICE,
        files={"model": ("*.onnx",), "config": (_CONFIG,)},
        each=True,
    ),
    Shape(
        kind="vits", role=VOICE, files={**_SAYING, "lexicon": ("lexicon*.txt",)}, also=_PRONOUNCING
    ),
    Shape(
        kind="vits",
        role=VOICE,
        files={**_SAYING, "data_dir": ("espeak-ng-data",)},
        also=_PRONOUNCING,
    ),
    _recogniser("streaming Zipformer CTC", _HEARING, ("zipformer",), _STREAMS),
    _recogniser("streaming WeNet CTC", _HEARING, ("wenet",), _STREAMS),
    _recogniser("streaming NeMo CTC", _HEARING, _NEMO, _STREAMS),
    _recogniser("Zipformer CTC", _HEARING, ("zipformer",)),
    _recogniser("WeNet CTC", _HEARING, ("wenet",)),
    _recogniser("NeMo CTC", _HEARING, _NEMO),
    Shape(
        kind="smart-turn",
        role="end of turn",
        files={"model": ("smart-turn*-cpu.onnx", "smart-turn*.onnx")},
    ),
    Shape(kind="gtcrn", role="denoising", files={"model": ("gtcrn*sherpa*.onnx", "gtcrn*.onnx")}),
    Shape(
        kind="dtln",
        role="denoising",
        files={"model_1": ("model_1.onnx",), "model_2": ("model_2.onnx",)},
    ),
    Shape(
        kind="dtln echo canceller",
        role="echo cancelling",
        files={"model_1": ("dtln_aec*_1.tflite",), "model_2": ("dtln_aec*_2.tflite",)},
    ),
    Shape(
        kind="speaker embedding",
        role="speaker",
        files={"model": ("3dspeaker*.onnx", "wespeaker*.onnx", "nemo_*speaker*.onnx")},
        each=True,
    ),
    Shape(kind="silero", role="voice activity", files={"model": ("silero_vad*.onnx",)}),
    Shape(
        kind="micro wake word",
        role="wake word",
        files={"model": ("*.tflite",), "config": ("{stem}.json",)},
        each=True,
    ),
    Shape(
        kind="pocketsphinx",
        role=RECOGNISER,
        files={
            "acoustic": ("*/mdef",),
            "dictionary": ("*.dict", "*.dic"),
            "language_model": ("*.lm.bin",),
        },
    ),
    Shape(
        kind="vision gguf",
        role="vision",
        files={"projector": ("mmproj*.gguf",), "model": ("*.gguf",)},
    ),
    Shape(kind="gguf", role="language model", files={"model": ("*.gguf",)}, each=True),
    Shape(kind="yolox", role="things", files={"model": ("yolox*.onnx",)}, each=True),
    Shape(kind="fastestdet", role="things", files={"model": ("FastestDet*.onnx",)}),
    Shape(kind="yunet", role="faces", files={"model": ("face_detection_yunet*.onnx",)}),
    Shape(kind="ultraface", role="faces", files={"model": ("version-RFB-*.onnx",)}, each=True),
    Shape(kind="meter", role="depth", files={"model": ("meter_*.onnx",)}, each=True),
    Shape(kind="mobilenet", role="features", files={"model": ("*mobilenet_v2_1*.onnx",)}),
    Shape(kind="tesseract", role="reading", files={"model": ("*.traineddata",)}, each=True),
    *(
        Shape(
            kind="piper", role=VOICE, files={"model": (name,)}, told=told, each=True, lacks=_CONFIG
        )
        for name, told in (("[a-z][a-z]_[A-Z][A-Z]-*.onnx", ()), ("*.onnx", _PIPER_INPUTS))
    ),
)


def roles() -> tuple[str, ...]:
    return tuple(dict.fromkeys(shape.role for shape in SHAPES))


def of_kind(kind: str, folder: Path, names: Sequence[str]) -> dict[str, Path]:
    """The files, by part, of a model whose kind is known; empty where one is missing."""
    shapes = [shape for shape in SHAPES if shape.kind == kind and not shape.lacks]
    found = [files for shape in shapes for files in _matches(shape, folder, names)]
    return found[0] if found else {}


def matches(shape: Shape, folder: Path, names: Sequence[str]) -> list[dict[str, Path]]:
    """The models of this shape in a folder that holds `names`; each as its files by part."""
    return [files for files in _matches(shape, folder, names) if _is(shape, files)]


def _matches(shape: Shape, folder: Path, names: Sequence[str]) -> list[dict[str, Path]]:
    first = next(iter(shape.files))
    starts = _matching(shape.files[first], names)
    found = [_files(shape, start, names) for start in (starts if shape.each else starts[:1])]
    return [{part: folder / name for part, name in files.items()} for files in found if files]


def _files(shape: Shape, start: str, names: Sequence[str]) -> dict[str, str]:
    """A name for every part of the model that begins with `start`; empty where one is missing."""
    files: dict[str, str] = {}
    for part, patterns in shape.files.items():
        filled = [filled_in(pattern, start) for pattern in patterns]
        free = [start] if not files else [name for name in names if name not in files.values()]
        hits = _matching(filled, free)
        if not hits:
            return {}
        files[part] = hits[0]
    also = {part: _matching(patterns, names) for part, patterns in shape.also.items()}
    return {**{part: hits[0] for part, hits in also.items() if hits}, **files}


def filled_in(pattern: str, start: str) -> str:
    """With the name of the first file in the place of `{stem}`."""
    return pattern.replace("{stem}", start.rpartition(".")[0])


def _matching(patterns: Sequence[str], names: Sequence[str]) -> list[str]:
    """In the order of the patterns; a name counts once."""
    hits = [name for pattern in patterns for name in names if fnmatchcase(name, pattern)]
    return list(dict.fromkeys(hits))


def _is(shape: Shape, files: Mapping[str, Path]) -> bool:
    """Whether names, and what the first file tells of itself, agree with the shape."""
    if not shape.told:
        return True
    main = files[next(iter(shape.files))]
    text = f"{main.parent.name} {main.name} {_tail(main)}".lower()
    return all(any(word in text for word in words) for words in shape.told)


def _tail(file: Path) -> str:
    """The end of a file, as far as it is text; empty where it cannot be read."""
    try:
        with file.open("rb") as opened:
            opened.seek(max(0, file.stat().st_size - TAIL_BYTES))
            return opened.read().decode("latin-1")
    except OSError:
        return ""
