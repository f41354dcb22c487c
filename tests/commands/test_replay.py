"""`edge run --record` and `edge replay` as a person uses them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.commands.run import edge
from tests.engines.random_gguf import write_gguf

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pulse import PulseBench


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short conversation by keyboard."""
    folder = tmp_path_factory.mktemp("person")
    typed = "set a timer for two minutes\nwhat time is it\n"
    done = edge(folder, "run", "--fake", "--plain", "--record", folder / "kept", typed=typed)
    assert done.returncode == 0, done.stderr
    assert "which only you can read" in done.stderr
    return folder / "kept"


def test_a_recorded_conversation_is_identical_on_another_day(tmp_path: Path, kept: Path) -> None:
    done = edge(tmp_path, "replay", kept, TZ="Asia/Tokyo")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip().endswith("identical")


def test_what_differs_is_told_to_programs_too(tmp_path: Path, kept: Path) -> None:
    tape = kept / "tape.jsonl"
    other = tmp_path / "other"
    other.mkdir()
    for file in kept.iterdir():
        (other / file.name).write_bytes(file.read_bytes())
    text = tape.read_text(encoding="utf-8").replace('"reply": "It', '"reply": "Now it')
    (other / tape.name).write_text(text, encoding="utf-8")
    done = edge(tmp_path, "replay", other, "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["identical"] is False
    assert told["difference"]["expected"]["reply"].startswith("Now it")
    assert not told["difference"]["got"]["reply"].startswith("Now it")


def test_a_folder_that_was_used_before_is_refused(tmp_path: Path, kept: Path) -> None:
    done = edge(tmp_path, "run", "--fake", "--record", kept)
    assert done.returncode == 5
    assert "is not empty: name a new folder" in done.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(["nowhere"], "nowhere is no recording"), (["x", "--until", "0"], "nothing before the start")],
)
def test_what_cannot_be_replayed_is_one_sentence(
    tmp_path: Path, words: list[str], sentence: str
) -> None:
    done = edge(tmp_path, "replay", *words)
    assert done.returncode == 5
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_engines_of_this_machine_answer_the_same_by_keyboard(
    tmp_path: Path, kept: Path
) -> None:
    done = edge(tmp_path, "replay", kept, "--engines")
    assert done.stderr == ""
    told = done.stdout.splitlines()
    assert {"  you: what time is it", "  edge: Timer set for 2 minutes."} <= set(told)
    assert done.returncode == int(any(text[0] in "+-" for text in told))


@pytest.mark.engines
def test_a_conversation_with_a_language_model_of_the_shelf_comes_out_identical(
    tmp_path: Path,
) -> None:
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    (tmp_path / "models/chat").mkdir(parents=True)
    write_gguf(tmp_path / "models/chat/chat.gguf")
    person = {"EDGE_MODELS": str(tmp_path / "models")}
    words = ("run", "--fake", "--plain", "--record", tmp_path / "kept")
    done = edge(tmp_path, *words, typed="why does it rain so much here\n", **person)
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "kept/manifest.json").read_bytes())
    assert [model["name"] for model in manifest["models"]] == ["chat"]
    assert b'"language model 1"' in (tmp_path / "kept/tape.jsonl").read_bytes()
    again = edge(tmp_path, "replay", tmp_path / "kept", "--json")
    told = json.loads(again.stdout)
    assert told["identical"], told["difference"]


def test_without_a_microphone_there_is_nothing_to_play(tmp_path: Path, kept: Path) -> None:
    done = edge(tmp_path, "replay", kept, "--play")
    assert done.returncode == 5
    assert "nobody used a microphone" in done.stderr


@pytest.mark.pulse
def test_a_conversation_through_a_sound_card_comes_out_identical(
    tmp_path: Path, pulse: PulseBench
) -> None:
    """Its answer comes back through the microphone; the card's thread has its own mind."""
    sound = ("--input", "pulse:room.monitor", "--output", "pulse:room")
    words = ("run", "--plain", "--mode", "continuous", "--for", "12", *sound)
    folder = tmp_path / "kept"
    typed = "what can you do\n"
    done = edge(tmp_path, *words, "--record", folder, typed=typed, **pulse.environment)
    assert done.returncode == 0, done.stderr
    again = edge(tmp_path, "replay", folder, "--json")
    told = json.loads(again.stdout)
    assert told["identical"], told["difference"]
    assert told["events"] > 10
