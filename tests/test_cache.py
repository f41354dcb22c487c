"""What is kept between starts is made once, and again when damaged or made from something else."""

from __future__ import annotations

import os
import shutil
import time
from typing import TYPE_CHECKING

import pytest

from edge.cache import Cache

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {"words": "one two\n", "rules": "now 现在\n"}


class Maker:
    """Makes the same texts, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> dict[str, str]:
        self.times += 1
        return TEXTS


def _read(cache: Cache, make: Maker, mark: str = "1") -> dict[str, str]:
    with cache.files("grammar", mark, make) as folder:
        return {name: (folder / name).read_text(encoding="utf-8") for name in TEXTS}


def test_files_are_made_once_and_then_read(tmp_path: Path) -> None:
    make = Maker()
    assert _read(Cache(tmp_path / "new"), make) == TEXTS
    assert _read(Cache(tmp_path / "new"), make) == TEXTS
    assert make.times == 1


def test_a_single_text_is_kept_the_same_way(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.text("grammar", "1", lambda: "现在") == "现在"
    assert cache.text("grammar", "1", lambda: "another") == "现在"


def test_another_mark_makes_them_again(tmp_path: Path) -> None:
    make = Maker()
    _read(Cache(tmp_path), make)
    _read(Cache(tmp_path), make, mark="2")
    assert make.times == 2


@pytest.mark.parametrize("damage", ["", "one tw", "one two\nthree\n", "\0" * 8])
@pytest.mark.parametrize("file", ["words", "digests"])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: str, file: str) -> None:
    make = Maker()
    _read(Cache(tmp_path), make)
    (tmp_path / "grammar-1" / file).write_text(damage, encoding="utf-8")
    assert _read(Cache(tmp_path), make) == TEXTS
    assert _read(Cache(tmp_path), make) == TEXTS
    assert make.times == 2


@pytest.mark.parametrize("file", ["words", "digests"])
def test_a_missing_file_is_made_again(tmp_path: Path, file: str) -> None:
    make = Maker()
    _read(Cache(tmp_path), make)
    (tmp_path / "grammar-1" / file).unlink()
    assert _read(Cache(tmp_path), make) == TEXTS
    assert make.times == 2


def test_a_file_where_the_folder_should_be_only_costs_the_time(tmp_path: Path) -> None:
    make = Maker()
    (tmp_path / "blocked").touch()
    for cache in (Cache(tmp_path / "blocked"), Cache(tmp_path / "blocked" / "deeper")):
        assert _read(cache, make) == TEXTS
    (tmp_path / "grammar-1").touch()
    assert _read(Cache(tmp_path), make) == TEXTS
    assert make.times == 3


def test_without_a_folder_nothing_is_kept() -> None:
    make = Maker()
    for _ in range(2):
        with Cache().files("grammar", "1", make) as folder:
            assert (folder / "words").read_text(encoding="utf-8") == TEXTS["words"]
        assert not folder.exists()
    assert make.times == 2


def test_what_fails_to_be_made_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> dict[str, str]:
        raise ValueError("no grammar")

    with pytest.raises(ValueError, match="no grammar"), Cache(tmp_path).files("x", "1", broken):
        pass
    assert list(tmp_path.iterdir()) == []


def test_what_was_made_from_something_else_goes_after_a_day(tmp_path: Path) -> None:
    cache, make = Cache(tmp_path), Maker()
    _read(cache, make, mark="old")
    shutil.copytree(tmp_path / "grammar-old", tmp_path / "grammar-recent")
    shutil.copytree(tmp_path / "grammar-old", tmp_path / "other-old")
    for name in ("grammar-old", "other-old"):
        os.utime(tmp_path / name, (0, time.time() - 100_000))
    _read(cache, make, mark="new")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"grammar-recent", "grammar-new", "other-old"}
