"""Small models to be fetched: real archives, random weights, and the list that names them."""

from __future__ import annotations

import hashlib
import io
import random
import tarfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edge.models.manifest import Entry, Part
from tests.models.server import FaultyServer, Page

if TYPE_CHECKING:
    from pathlib import Path

EARS = "nemo-streaming-en"
FILES = ("encoder.int8.onnx", "decoder.int8.onnx", "joiner.int8.onnx", "tokens.txt")


def weights(name: str, size: int = 60_000) -> bytes:
    """The same for the same name."""
    return random.Random(name).randbytes(size)


def packed(contents: dict[str, bytes], top: str = EARS, mode: str = "bz2") -> bytes:
    """A tar archive with everything in one folder."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=f"w:{mode}") as archive:  # type: ignore[call-overload]  # one of its modes
        for name, data in contents.items():
            info = tarfile.TarInfo(f"{top}/{name}" if top else name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def ears() -> bytes:
    """An archive that holds a whole transducer."""
    return packed({name: weights(name) for name in FILES} | {"test_wavs/a.wav": b"sound"})


@dataclass
class Goods:
    """Pages of a server, and the entries that name them."""

    host: str = "https://files.example"
    pages: dict[str, Page] = field(default_factory=dict)

    def part(self, name: str, body: bytes, *, known: bool = True, **page: object) -> Part:
        """Put a file on the server."""
        self.pages[name] = Page(body, **page)  # type: ignore[arg-type]  # its fields
        stated = {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        rough = {"about_bytes": len(body)}
        return Part(urls=(f"{self.host}/{name}",), **(stated if known else rough))

    def server(self) -> FaultyServer:
        return FaultyServer(**self.pages)


def mind(*parts: Part, name: str = "mind") -> Entry:
    """A language model."""
    return _entry(name, "language model", "gguf", parts)


def listener(*parts: Part, name: str = "ears") -> Entry:
    """A recogniser."""
    return _entry(name, "recogniser", "streaming NeMo transducer", parts)


def _entry(name: str, role: str, kind: str, parts: tuple[Part, ...]) -> Entry:
    return Entry(
        name=name, role=role, kind=kind, languages=("en",), licence="MIT", ram_mb=10,
        board="512 MB", rank=1, parts=parts,
    )  # fmt: skip


def as_toml(entry: Entry) -> str:
    """As a list of the owner's own holds it."""
    texts = ("name", "role", "kind", "licence", "board")
    lines = ["[[model]]", *(f'{key} = "{getattr(entry, key)}"' for key in texts)]
    lines += ['languages = ["en"]', f"ram_mb = {entry.ram_mb}", f"rank = {entry.rank}"]
    for part in entry.parts:
        lines += ["[[model.parts]]", f'urls = ["{part.urls[0]}"]']
        lines += [f"bytes = {part.bytes}"] if part.bytes else [f"about_bytes = {part.about_bytes}"]
        lines += [f'sha256 = "{part.sha256}"'] if part.sha256 else []
    return "\n".join([*lines, ""])


def everything(folder: Path) -> dict[str, bytes]:
    """All plain files below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
