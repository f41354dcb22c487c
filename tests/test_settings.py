"""The owner's file: read strictly, refused in one sentence that names what and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge.errors import SettingsError
from edge.settings import ModelSettings, Settings, load, models_folder

if TYPE_CHECKING:
    from pathlib import Path


def _loaded(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "edge.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)


def test_without_a_file_the_defaults_hold() -> None:
    assert load() == Settings()


def test_named_microphones_and_outputs_are_read_in_order(tmp_path: Path) -> None:
    read = _loaded(
        tmp_path,
        '[[audio.outputs]]\nname = "ear"\naudience = "owner"\nopen_loudspeaker = false\n'
        '[[audio.outputs]]\nname = "room"\n',
    )
    assert [output.name for output in read.audio.outputs] == ["ear", "room"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[listening]\nmod = 'key'", 'unknown setting "listening.mod"; did you mean "mode"?'),
        ("[listening]\nmode = 'loud'", 'mode = "loud" is not one of wake word, key, continuous'),
        ("[speaking]\nwords_per_minute = 900", "words_per_minute = 900 is outside 80 to 400"),
        ("[speaking]\nwords_per_minute = 'fast'", "wants a whole number, not text in quotes"),
        ("[speaking]\ncues = 1", '"speaking.cues" wants true or false, not a whole number (1)'),
        ("[audio]\noutputs = 'room'", '"audio.outputs" is a list, not text in quotes'),
        ("[[audio.outputs]]\n[[audio.outputs]]", "outputs: two have the same name"),
        ("[engines]\nserver = 'here'", 'server = "here" is not HOST:PORT'),
        ("[profile", "is not valid TOML"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        _loaded(tmp_path, text)
    assert said in str(caught.value)
    assert "edge.toml" in str(caught.value)


def test_a_file_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        load(tmp_path / "nowhere.toml")


def test_models_in_a_file_are_told_by_who_named_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "voice.onnx"
    file.touch()
    with pytest.raises(SettingsError, match=r"models\.path names .*voice\.onnx, which is a file"):
        models_folder(ModelSettings(path=str(file)))
    monkeypatch.setenv("EDGE_MODELS", str(file))
    with pytest.raises(SettingsError, match=r"EDGE_MODELS names .*voice\.onnx, which is a file"):
        models_folder(ModelSettings())
