"""The list of models: what it says is whole, honest and can be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge.errors import InputError
from edge.models import manifest
from edge.models.board import CLASSES, is_for
from edge.models.shapes import of_kind

ROOT = Path(__file__).parents[2]
LIST = manifest.load()

ENTRY = """
[[model]]
name = "ears"
role = "recogniser"
kind = "transducer"
languages = ["en"]
licence = "MIT"
ram_mb = 10
board = "512 MB"
rank = 1
[[model.parts]]
urls = ["https://example.org/a/tokens.txt?download=true"]
bytes = 3
"""


def _load(tmp_path: Path, text: str) -> manifest.Manifest:
    file = tmp_path / "list.toml"
    file.write_text(text, encoding="utf-8")
    return manifest.load(file)


def test_the_packaged_list_is_the_one_of_the_repository() -> None:
    packaged = ROOT / "edge" / "models" / "manifest.toml"
    assert packaged.resolve() == ROOT / "models" / "manifest.toml"


@pytest.mark.parametrize("entry", list(LIST), ids=lambda entry: entry.name)
def test_every_address_is_encrypted_and_every_model_has_a_size_and_a_licence(
    entry: manifest.Entry,
) -> None:
    assert all(url.startswith("https://") for part in entry.parts for url in part.urls)
    assert entry.licence
    assert entry.languages
    assert entry.ram_mb * 1e6 > 0.4 * entry.size, "weights do not fit into the memory it tells"


@pytest.mark.parametrize("entry", list(LIST), ids=lambda entry: entry.name)
def test_what_is_not_packed_has_the_files_of_its_kind(entry: manifest.Entry) -> None:
    if any(part.is_archive for part in entry.parts):
        return
    names = sorted(part.name for part in entry.parts)
    files = of_kind(entry.kind, Path("anywhere"), names)
    assert sorted(path.name for path in files.values()) == names


@pytest.mark.parametrize("size", CLASSES)
@pytest.mark.parametrize(("role", "language"), [("recogniser", "en"), ("recogniser", "zh")])
def test_every_class_of_board_has_ears_for_both_languages(
    size: str, role: str, language: str
) -> None:
    assert [
        entry
        for entry in LIST
        if entry.role == role and entry.speaks(language) and is_for(entry.board, size)
    ]


def test_a_hash_that_is_not_known_leaves_only_a_rough_size() -> None:
    parts = [part for entry in LIST for part in entry.parts]
    assert all(part.sha256 for part in parts if part.bytes)


def test_the_hosts_of_a_model_are_those_of_its_addresses_and_their_known_redirects() -> None:
    hosts = LIST.hosts(LIST.get("qwen3-0.6b"))
    assert hosts[0] == "huggingface.co"
    assert "us.aws.cdn.hf.co" in hosts
    assert not any("github" in host for host in hosts)


def test_a_mirror_is_asked_first_and_the_source_after_it() -> None:
    entry = manifest.mirrored(LIST.get("gtcrn"), "http://nas.local:8000/models/")
    first, second = entry.parts[0].urls
    assert first.startswith("http://nas.local:8000/models/raw.githubusercontent.com/Xiaobin-Rong/")
    assert second.startswith("https://raw.githubusercontent.com/")
    assert entry.parts[0].name == "gtcrn_simple.onnx"


def test_a_name_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r'no model is named "qwen"; did you mean qwen3-'):
        LIST.get("qwen")


def test_the_name_of_a_file_is_the_last_part_of_its_address(tmp_path: Path) -> None:
    assert _load(tmp_path, ENTRY).get("ears").parts[0].name == "tokens.txt"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "transducer"', 'kind = "transducr"', 'kind = "transducr" is not one of'),
        ('role = "recogniser"', 'role = "voice"', 'is not what a "transducer" is for'),
        ("bytes = 3", "", "neither bytes nor about_bytes"),
        ("bytes = 3", 'bytes = "3"', "wants a whole number"),
        ("bytes = 3", 'bytes = 3\nsha256 = "abc"', "not 64 small hexadecimal digits"),
        ("bytes = 3", 'bytes = 3\nfile = "../x"', "is no plain file name"),
        ("https://", "file://", "is no address"),
        ('name = "ears"', 'name = "../ears"', "is no plain name"),
        ('name = "ears"', "", "number 1"),
        ('board = "512 MB"', 'board = "2 GB"', "is not one of 512 MB"),
        ("rank = 1", "rnk = 1", 'unknown setting "rnk"; did you mean "rank"?'),
        ("[[model]]", "[[model]", "is wrong"),
    ],
)
def test_what_is_wrong_with_a_list_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        _load(tmp_path, ENTRY.replace(old, new))
    assert told in str(error.value)
    assert str(tmp_path / "list.toml") in str(error.value)


def test_two_of_a_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="model ears stands there twice"):
        _load(tmp_path, ENTRY * 2)
