"""The models folder: what lies in it, whether that is still as it was fetched, and taking it out.

A model is known by the record that `edge models` left in its folder, or else by the shape of its
files; so a folder that somebody copied here, or a USB stick, is a shelf as well.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from typing import TYPE_CHECKING

from edge.errors import InputError, StoreError
from edge.models.record import Model, Record, recorded
from edge.models.shapes import SHAPES, filled_in, matches, of_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from edge.models.shapes import Shape

DEEPEST = 4
"""Folders below the models folder that are looked into."""
_NOT_MODELS = ("espeak-ng-data", "test_wavs", "dict", "__pycache__")
_ANY_LANGUAGE = ("end of turn", "denoising", "echo cancelling", "speaker", "voice activity",
                 "language model", "vision", "things", "faces", "depth", "features")  # fmt: skip
_LANGUAGES = frozenset({
    "ar", "bn", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu",
    "id", "it", "ja", "ka", "kk", "ko", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr",
    "sv", "sw", "th", "tr", "uk", "ur", "vi", "yue", "zh",
})  # fmt: skip
"""Codes that are looked for in names."""
_RESIDENT = {".gguf": 1.15, ".onnx": 1.3}
"""Memory by what lies on the disk: a GGUF is mapped as it is and has a context beside it; ONNX
Runtime repacks weights and keeps an arena."""
_RUNTIME_MB = 30


class Shelf:
    """The models below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def models(self) -> list[Model]:
        """Everything that is known, by name; a folder that cannot be read counts as empty."""
        found = [model for folder in _folders(self.folder) for model in _models_in(folder)]
        return sorted(found, key=lambda model: (model.name, str(model.folder)))

    def get(self, name: str) -> Model:
        """Raises InputError naming what there is."""
        models = self.models()
        for model in models:
            if model.name == name:
                return model
        there = ", ".join(model.name for model in models) or "nothing"
        raise InputError(f'"{name}" is not in {self.folder}; there is {there}')

    def verify(self, model: Model) -> list[str]:
        """What is not as it was when it was fetched, a sentence each. Reads every byte."""
        if model.record is None:
            return []
        return [
            trouble
            for file in model.record.files
            if (trouble := _changed(model.folder / file.path, file.bytes, file.sha256))
        ]

    def remove(self, name: str) -> Model:
        """Delete a model that was fetched; another's folder is never touched. Raises InputError."""
        model = self.get(name)
        if model.record is None:
            raise InputError(
                f"{model.folder} was not put there by edge, so edge does not delete it either"
            )
        discard(model.folder)
        return model


def discard(folder: Path) -> None:
    """Delete a folder so that it is gone at once, or not at all, whenever the power fails."""
    for left in folder.parent.glob(".removed-*"):  # by a program that ended in the midst of it
        shutil.rmtree(left, ignore_errors=True)
    aside = folder.with_name(f".removed-{folder.name}")
    try:
        folder.rename(aside)
        shutil.rmtree(aside)
    except OSError as error:
        raise StoreError(f"{folder} cannot be removed: {error.strerror}") from error


def _changed(file: Path, size: int, sha256: str) -> str:
    """Empty where the file is as it was."""
    try:
        now = file.stat().st_size
        if now != size:
            return f"{file} has {now} bytes instead of {size}"
        if hashed(file) != sha256:
            return f"{file} has other contents than when it was fetched"
    except OSError as error:
        return f"{file} cannot be read: {error.strerror}"
    return ""


def hashed(file: Path) -> str:
    """Its SHA-256; raises OSError."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _folders(top: Path) -> Iterator[Path]:
    """The folder and those below it, near ones first; hidden ones and data of models left out."""
    level = [top]
    for _ in range(DEEPEST + 1):
        yield from level
        level = [below for folder in level for below in _below(folder)]


def _below(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return sorted(
            folder / entry.name
            for entry in entries
            if not entry.name.startswith(".") and entry.name not in _NOT_MODELS and entry.is_dir()
        )
    return []


def _models_in(folder: Path) -> list[Model]:
    record = recorded(folder)
    names = _names(folder)
    if record is not None:
        return [_of_record(folder, record, names)]
    found: list[Model] = []
    for shape in SHAPES:
        for files in matches(shape, folder, names):
            found.append(_of_shape(shape, folder, files))
            taken = {path.relative_to(folder).as_posix() for path in files.values()}
            names = [name for name in names if name not in taken]
    return found


def _names(folder: Path) -> list[str]:
    """What a folder holds, in order; of its folders also whether one is an acoustic model."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries)
        inner = [f"{name}/mdef" for name in names if (folder / name / "mdef").is_file()]
        return [*names, *inner]
    return []


def _of_record(folder: Path, record: Record, names: list[str]) -> Model:
    """Its files found anew by the shape of its kind: a record of a folder that was emptied lies."""
    return Model(
        name=record.name,
        role=record.role,
        kind=record.kind,
        folder=folder,
        files=of_kind(record.kind, folder, names),
        languages=record.languages,
        ram_mb=record.ram_mb,
        bytes=sum(file.bytes for file in record.files),
        licence=record.licence,
        record=record,
    )


def _of_shape(shape: Shape, folder: Path, files: Mapping[str, Path]) -> Model:
    main = files[next(iter(shape.files))]
    name = main.stem if shape.each else folder.name
    size = sum(path.stat().st_size for path in files.values() if path.is_file())
    return Model(
        name=name,
        role=shape.role,
        kind=shape.kind,
        folder=folder,
        files={} if shape.lacks else files,
        lacks=filled_in(shape.lacks, main.name),
        languages=_languages(shape, name, files),
        ram_mb=_resident_mb(files),
        bytes=size,
    )


def _resident_mb(files: Mapping[str, Path]) -> int:
    """Estimated from what lies on the disk."""
    parts = [
        path.stat().st_size * _RESIDENT.get(path.suffix, 1.0)
        for path in files.values()
        if path.is_file()
    ]
    return _RUNTIME_MB + round(sum(parts) / 1e6)


def _languages(shape: Shape, name: str, files: Mapping[str, Path]) -> tuple[str, ...]:
    """As a voice's own file tells, or the codes in a name such as "zipformer-zh-en-2023"."""
    if shape.role in _ANY_LANGUAGE:
        return ("any",)
    told = _told_by(files["config"]) if "config" in files else ()
    if told:
        return told
    acoustic = [files["acoustic"].parent.name] if "acoustic" in files else []
    words = "-".join([name, *acoustic]).lower().replace("_", "-").replace(".", "-").split("-")
    return tuple(dict.fromkeys(word for word in words if word in _LANGUAGES))


def _told_by(config: Path) -> tuple[str, ...]:
    """Of a Piper voice or a wake word."""
    try:
        table = json.loads(config.read_text(encoding="utf-8"))
        if "trained_languages" in table:
            return tuple(map(str, table["trained_languages"]))
        code = str(table.get("language", {}).get("code") or table["espeak"]["voice"])
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return ()
    return (code.replace("_", "-").partition("-")[0].lower(),)
