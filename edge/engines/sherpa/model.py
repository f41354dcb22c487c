"""A recogniser's folder: which kind of model it is, and whether its files belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edge.engines.onnx.description import OnnxDescription, read_description
from edge.engines.sherpa.tokens import Tokens, read_tokens
from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from edge.engines.sherpa.kinds import Kind, Part, Vocabulary

_BLANKS = ("<blk>", "<blank>", "<eps>")
_CHUNK_FRAMES = ("T", "window_size")
_USUAL_CHUNK_FRAMES = 67
"""Of the models that do not say it: WeNet's and the streaming paraformer's 61."""
_FRAME_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class SherpaModel:
    """The files of one model, looked through."""

    kind: Kind
    folder: Path
    files: Mapping[str, Path]
    """By the argument of the factory that takes them, "tokens" among them."""
    tokens: Tokens
    described: Mapping[str, OnnxDescription]
    """By part; those that are ONNX files."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes that the model can be told; its own list where it has one."""
        lists = (one.metadata.get("all_language_codes", "") for one in self.described.values())
        own = next(filter(None, lists), "")
        return tuple(own.split(",")) if own else self.kind.codes

    @property
    def chunk_seconds(self) -> float:
        """How much sound a streaming model looks at at once."""
        told = (
            one.metadata.get(key, "") for one in self.described.values() for key in _CHUNK_FRAMES
        )
        frames = next((int(number) for number in told if number.isdecimal()), _USUAL_CHUNK_FRAMES)
        return frames * _FRAME_SECONDS

    def load(self, library: Any, **arguments: object) -> Any:
        """The library's recogniser. Raises EngineError."""
        files = {argument: str(path) for argument, path in self.files.items()}
        try:
            make = getattr(library, self.kind.factory)
            return make(**files, **self.kind.options, **arguments)
        except Exception as error:
            raise EngineError(
                f"{self.folder} cannot be loaded as a {self.kind.name}: {error}"
            ) from error


def find_model(folder: Path, kinds: Sequence[Kind], name: str = "") -> SherpaModel:
    """The model in a folder, of the kind of that name or of the first that fits.

    Raises EngineError naming the file and what is wrong with it.
    """
    if not folder.is_dir():
        raise EngineError(f"there is no folder of a model at {folder}")
    wanted = [kind for kind in kinds if name in ("", kind.name)]
    if not wanted:
        known = ", ".join(kind.name for kind in kinds)
        raise EngineError(f'no kind of model is called "{name}" here, but {known}')
    if len(wanted) == 1:
        return _looked_through(folder, wanted[0])
    faults = []
    for kind in wanted:
        if _missing(folder, kind) is None:
            try:
                return _looked_through(folder, kind)
            except EngineError as error:
                faults.append(error)
    raise faults[0] if faults else EngineError(f"{folder} holds no model of a known kind")


def _missing(folder: Path, kind: Kind) -> Part | None:
    return next((part for part in kind.parts if _file(folder, part.patterns) is None), None)


def _looked_through(folder: Path, kind: Kind) -> SherpaModel:
    missing = _missing(folder, kind)
    if missing is not None:
        names = " or ".join(missing.patterns)
        raise EngineError(f"{folder} has no {missing.argument} of a {kind.name} ({names})")
    files = {part.argument: _existing(folder, part.patterns) for part in kind.parts}
    described = {
        part.argument: describe(files[part.argument], part, kind.name)
        for part in kind.parts
        if files[part.argument].suffix == ".onnx"
    }
    tokens = read_tokens(_existing(folder, ("tokens.txt", "*tokens.txt")))
    _compare(tokens, described, kind, files)
    return SherpaModel(kind, folder, files | {"tokens": tokens.path}, tokens, described)


def _file(folder: Path, patterns: Sequence[str]) -> Path | None:
    for pattern in patterns:
        for path in sorted(folder.glob(pattern)):
            return path
    return None


def _existing(folder: Path, patterns: Sequence[str]) -> Path:
    """One that is missing is named by the usual name, and found to be missing when it is read."""
    return _file(folder, patterns) or folder / patterns[0]


def describe(path: Path, part: Part, kind: str) -> OnnxDescription:
    """What the file says of itself; raises EngineError where it is not that part of that kind."""
    description = read_description(path)
    metadata = description.metadata
    of_kind = f"{path} is not the {part.argument} of a {kind}"
    found_type = metadata.get(part.type_key, "")
    if part.types and found_type not in part.types:
        raise EngineError(f'{of_kind}: its {part.type_key} is "{found_type}"')
    wanted = (*part.metadata, *part.types.get(found_type, ()))
    lacking = [key for key in wanted if not metadata.get(key)]
    if lacking:
        raise EngineError(f"{of_kind}: its metadata has no {', '.join(lacking)}")
    return description


def _compare(
    tokens: Tokens,
    described: Mapping[str, OnnxDescription],
    kind: Kind,
    files: Mapping[str, Path],
) -> None:
    """Raises EngineError where the tokens are not those of the model."""
    if kind.blank and not any(blank in tokens.numbers for blank in _BLANKS):
        raise EngineError(f"the tokens file {tokens.path} has none of {', '.join(_BLANKS)}")
    if kind.vocabulary is None:
        return
    fewest, most = _sizes(described[kind.vocabulary.part], kind.vocabulary)
    if most and not fewest <= tokens.size <= most:
        model = files[kind.vocabulary.part].name
        raise EngineError(f"{tokens.path} has {tokens.size} tokens, but {model} writes {most}")


def _sizes(description: OnnxDescription, vocabulary: Vocabulary) -> tuple[int, int]:
    """The smallest and the largest number of tokens that fit; 0, 0 where the model does not say."""
    if not vocabulary.key:
        shape = next(iter(description.outputs.values()), ())
        most = shape[-1] if shape else 0
        return most, most
    known = _number(description, vocabulary.key)
    fewest = _number(description, vocabulary.written) if vocabulary.written else known
    return fewest, known + vocabulary.blanks


def _number(description: OnnxDescription, key: str) -> int:
    text = description.metadata.get(key, "0")
    return int(text) if text.isdecimal() else 0
