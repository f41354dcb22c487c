"""The words of a language model file, read from its binary form."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from edge.engines.pocketsphinx.library import package_folder
from edge.engines.pocketsphinx.model import SphinxModel
from edge.engines.pocketsphinx.vocabulary import frequent_words

if TYPE_CHECKING:
    from pathlib import Path


def language_model(words: dict[str, float]) -> bytes:
    """A model of single words with their log probabilities."""
    unigrams = b"".join(struct.pack("<ffI", value, 0.0, 0) for value in words.values())
    text = b"".join(word.encode() + b"\0" for word in words)
    head = b"Trie Language Model" + bytes([1]) + struct.pack("<I", len(words))
    return head + unigrams + struct.pack("<I", len(text)) + text


def test_the_most_frequent_words_come_first(tmp_path: Path) -> None:
    path = tmp_path / "small.lm.bin"
    path.write_bytes(language_model({"rare": -9.0, "the": -1.0, "早": -2.0}))
    assert frequent_words(path, 1) == {"the"}
    assert frequent_words(path, 2) == {"the", "早"}
    assert frequent_words(path, 10) == {"the", "早", "rare"}


def test_the_shipped_model_knows_common_words_before_rare_ones() -> None:
    model = SphinxModel.in_folder(package_folder() / "model" / "en-us")
    common = model.frequent_words(1000)
    assert len(common) == 1000
    assert {"the", "time", "what"} <= common
    assert "zwerdling" not in common
    assert "zwerdling" in model.frequent_words(100_000)


def test_a_dictionary_is_cut_to_words_with_all_their_pronunciations(tmp_path: Path) -> None:
    dictionary = tmp_path / "some.dict"
    dictionary.write_text("read R EH D\nread(2) R IY D\nreads R IY D Z\n")
    model = SphinxModel(tmp_path, dictionary, tmp_path)
    assert model.dictionary_of({"read"}) == "read R EH D\nread(2) R IY D\n"


def test_a_dictionary_may_have_tabs_and_empty_lines(tmp_path: Path) -> None:
    dictionary = tmp_path / "some.dic"
    dictionary.write_text("几点\tj i d ian\n\n几点(2)\tj i d i an\n现在\tx ian z ai\n")
    model = SphinxModel(tmp_path, dictionary, tmp_path)
    assert model.pronunciations({"几点"}) == {"几点": ["j i d ian", "j i d i an"]}
    assert model.dictionary_of({"现在"}) == "现在\tx ian z ai\n"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"something else entirely, long enough", "not a language model in trie format"),
        (language_model({"a": -1.0, "b": -2.0})[:40], "cut off"),
        (language_model({"a": -1.0, "b": -2.0})[:-1], "without its words"),
    ],
)
def test_a_broken_model_is_told_apart(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "broken.lm.bin"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=problem):
        frequent_words(path, 10)
