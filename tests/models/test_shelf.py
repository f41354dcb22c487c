"""The models folder: everything is known by its record or by the shape of its files."""

from __future__ import annotations

import json
from time import perf_counter
from typing import TYPE_CHECKING

import pytest

from edge.errors import InputError
from edge.models.record import RECORD_FILE, Record, RecordedFile, written
from edge.models.shelf import Shelf, hashed

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = {
    "sherpa-onnx-streaming-zipformer-en-20M": (
        "streaming transducer",
        ["encoder-1.int8.onnx", "decoder-1.onnx", "joiner-1.int8.onnx", "tokens.txt"],
    ),
    "sherpa-onnx-zipformer-gigaspeech-en": (
        "transducer",
        ["encoder-1.onnx", "decoder-1.onnx", "joiner-1.onnx", "tokens.txt"],
    ),
    "sherpa-onnx-nemo-parakeet-tdt-v2-en": (
        "NeMo transducer",
        ["encoder.int8.onnx", "decoder.int8.onnx", "joiner.int8.onnx", "tokens.txt"],
    ),
    "sherpa-onnx-kws-zipformer-zh-en-3M": (
        "keyword spotter",
        ["encoder-1.onnx", "decoder-1.onnx", "joiner-1.onnx", "tokens.txt"],
    ),
    "sherpa-onnx-sense-voice-zh-en": ("SenseVoice", ["model.int8.onnx", "tokens.txt"]),
    "sherpa-onnx-whisper-tiny.en": (
        "Whisper",
        ["tiny.en-encoder.int8.onnx", "tiny.en-decoder.int8.onnx", "tiny.en-tokens.txt"],
    ),
    "moonshine-en": (
        "Moonshine",
        ["preprocess.onnx", "encode.int8.onnx", "uncached_decode.int8.onnx",
         "cached_decode.int8.onnx", "tokens.txt"],
    ),
    "sherpa-onnx-nemo-canary-180m-en": (
        "Canary", ["encoder.int8.onnx", "decoder.int8.onnx", "tokens.txt"],
    ),
    "sherpa-onnx-streaming-paraformer-zh": (
        "streaming paraformer", ["encoder.onnx", "decoder.onnx", "tokens.txt"],
    ),
    "sherpa-onnx-streaming-zipformer-ctc-en": (
        "streaming Zipformer CTC", ["ctc-epoch-20.onnx", "tokens.txt"],
    ),
    "kokoro-en-v0_19": ("kokoro", ["model.onnx", "voices.bin", "tokens.txt"]),
    "matcha-icefall-en": ("matcha", ["model-steps-3.onnx", "vocos-22khz.onnx", "tokens.txt"]),
    "vits-melo-tts-zh_en": ("vits", ["model.onnx", "lexicon.txt", "tokens.txt"]),
}  # fmt: skip


def _fill(folder: Path, names: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(b"weights of " + name.encode())


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_known_by_the_shape_of_its_files(tmp_path: Path, name: str) -> None:
    kind, files = FOLDERS[name]
    _fill(tmp_path / name, files)
    (model,) = Shelf(tmp_path).models()
    assert (model.name, model.kind) == (name, kind)
    assert sorted(path.name for path in model.files.values()) == sorted(files)
    assert model.languages[-1:] in (("en",), ("zh",))


def test_eight_bit_files_are_taken_where_there_are_both(tmp_path: Path) -> None:
    parts = ("encoder-1", "decoder-1", "joiner-1")
    _fill(
        tmp_path / "streaming-en",
        [*(f"{p}.onnx" for p in parts), *(f"{p}.int8.onnx" for p in parts), "tokens.txt"],
    )
    (model,) = Shelf(tmp_path).models()
    assert model.files["encoder"].name == "encoder-1.int8.onnx"


@pytest.mark.parametrize("missing", ["joiner-1.onnx", "tokens.txt", "encoder-1.onnx"])
def test_a_folder_that_lacks_a_file_is_no_model(tmp_path: Path, missing: str) -> None:
    files = {"encoder-1.onnx", "decoder-1.onnx", "joiner-1.onnx", "tokens.txt"} - {missing}
    _fill(tmp_path / "zipformer-en", sorted(files))
    assert Shelf(tmp_path).models() == []


def test_the_metadata_tells_a_streaming_model_where_its_name_does_not(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    _fill(folder, ["encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt"])
    (folder / "encoder.onnx").write_bytes(b"\0" * 50_000 + b"r\x14\n\x10decode_chunk_len\x12\x0232")
    (model,) = Shelf(tmp_path).models()
    assert model.kind == "streaming transducer"


def test_several_voices_in_one_folder_are_several_models(tmp_path: Path) -> None:
    _fill(tmp_path / "voices", ["en_US-a-low.onnx", "zh_CN-b-low.onnx", "alone.onnx"])
    for name, code in (("en_US-a-low", "en_US"), ("zh_CN-b-low", "zh_CN")):
        config = {"language": {"code": code}, "espeak": {"voice": "x"}}
        file = tmp_path / "voices" / f"{name}.onnx.json"
        file.write_text(json.dumps(config), encoding="utf-8")
    models = Shelf(tmp_path).models()
    assert [(m.name, m.kind, m.languages) for m in models] == [
        ("en_US-a-low", "piper", ("en",)),
        ("zh_CN-b-low", "piper", ("zh",)),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [("en_US-amy-low.onnx", b"cut"), ("mine.onnx", b"Z\x0d\n\x0binput_lengths Z\x08\n\x06scales")],
)
def test_a_voice_without_its_config_is_named_as_not_whole(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    (model,) = Shelf(tmp_path).models()
    assert (model.role, model.kind, model.files) == ("voice", "piper", {})
    assert model.not_whole == f"is not whole: {name}.json is missing in {tmp_path}"


def test_a_picture_model_is_one_with_its_projector(tmp_path: Path) -> None:
    _fill(tmp_path / "smol", ["SmolVLM.gguf", "mmproj-SmolVLM.gguf"])
    _fill(tmp_path / "chat", ["a.gguf", "b.gguf"])
    found = [(m.kind, m.name, sorted(m.files)) for m in Shelf(tmp_path).models()]
    assert found == [
        ("gguf", "a", ["model"]),
        ("gguf", "b", ["model"]),
        ("vision gguf", "smol", ["model", "projector"]),
    ]


def test_hidden_folders_and_very_deep_ones_are_not_looked_into(tmp_path: Path) -> None:
    _fill(tmp_path / ".fetching-x", ["x.gguf"])
    _fill(tmp_path / "1/2/3/4/5", ["y.gguf"])
    _fill(tmp_path / "1/2/3/4", ["z.gguf"])
    assert [model.name for model in Shelf(tmp_path).models()] == ["z"]


def test_a_folder_that_is_not_there_is_an_empty_shelf(tmp_path: Path) -> None:
    assert Shelf(tmp_path / "nowhere").models() == []


def _installed(folder: Path, **changes: object) -> Record:
    _fill(folder, ["m.gguf"])
    file = RecordedFile(path="m.gguf", bytes=17, sha256=hashed(folder / "m.gguf"))
    record = Record(
        name="mine", role="language model", kind="gguf", languages=("en",), licence="MIT",
        ram_mb=5, source="here", at="2026-03-02T09:00:00+00:00", files=(file,),
    )  # fmt: skip
    (folder / RECORD_FILE).write_text(written(record), encoding="utf-8")
    return record


def test_a_record_tells_what_files_cannot(tmp_path: Path) -> None:
    record = _installed(tmp_path / "folder")
    (model,) = Shelf(tmp_path).models()
    assert (model.name, model.languages, model.licence, model.ram_mb) == ("mine", ("en",), "MIT", 5)
    assert model.files["model"] == tmp_path / "folder" / "m.gguf"
    assert model.record == record
    assert Shelf(tmp_path).verify(model) == []


def test_a_changed_a_cut_and_a_missing_file_are_named(tmp_path: Path) -> None:
    _installed(tmp_path / "folder")
    file = tmp_path / "folder" / "m.gguf"
    shelf = Shelf(tmp_path)
    (model,) = shelf.models()
    file.write_bytes(b"weights of M.gguf")
    assert shelf.verify(model) == [f"{file} has other contents than when it was fetched"]
    file.write_bytes(b"weights")
    assert shelf.verify(model) == [f"{file} has 7 bytes instead of 17"]
    file.unlink()
    assert shelf.verify(model) == [f"{file} cannot be read: No such file or directory"]
    (hollow,) = shelf.models()
    assert hollow.files == {}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"name": 1}', '{"name": "x"}'])
def test_a_record_that_is_none_leaves_the_model_to_its_shape(tmp_path: Path, text: str) -> None:
    _fill(tmp_path / "folder", ["m.gguf"])
    (tmp_path / "folder" / RECORD_FILE).write_text(text, encoding="utf-8")
    (model,) = Shelf(tmp_path).models()
    assert (model.name, model.record) == ("m", None)


def test_removing_deletes_what_was_fetched_and_nothing_else(tmp_path: Path) -> None:
    _installed(tmp_path / "folder")
    _fill(tmp_path / "own", ["own.gguf"])
    shelf = Shelf(tmp_path)
    shelf.remove("mine")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own"]
    with pytest.raises(InputError, match="was not put there by edge"):
        shelf.remove("own")
    with pytest.raises(InputError, match=r'"mine" is not in .*; there is own'):
        shelf.remove("mine")


def test_the_shared_models_are_named_rightly_and_quickly(shared: Path) -> None:
    began = perf_counter()
    models = Shelf(shared / "models").models()
    assert perf_counter() - began < 1.0
    found = {model.folder.name: model.kind for model in models}
    assert found == {
        **found,
        "stories260K": "gguf",
        "pocketsphinx-en-us": "pocketsphinx",
        "pocketsphinx-zh-cn": "pocketsphinx",
        "smart-turn-v3.2": "smart-turn",
        "gtcrn": "gtcrn",
        "dtln": "dtln",
        "silero-vad": "silero",
        "microwakeword": "micro wake word",
        "yolox-nano": "yolox",
        "yunet": "yunet",
        "ultraface-rfb-320": "ultraface",
        "meter-depth-nyu": "meter",
        "meter-depth-kitti": "meter",
        "mobilenet-v2-imagenet": "mobilenet",
    }
    assert "moonshine-spelling-cnn-en" not in found
    languages = {model.name: model.languages for model in models}
    assert languages["pocketsphinx-zh-cn"] == ("zh",)
