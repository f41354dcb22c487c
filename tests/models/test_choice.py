"""Which model does a job: the best on the shelf that fits, with a sentence why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from edge.models import manifest
from edge.models.choice import CHOSEN_ROLES, Chooser, budget_mb
from edge.models.record import Model
from tests.models.test_board import a_board

if TYPE_CHECKING:
    from edge.models.board import Board

LIST = manifest.load()
BOARDS = {
    "Zero 2 W": a_board(426),
    "Pi 3": a_board(909),
    "Pi 4, 2 GB": a_board(1846),
    "Pi 4, 4 GB": a_board(3791),
    "Pi 5, 8 GB": a_board(8_060),
    "laptop": a_board(15_800, "x86_64", ""),
}


def on_shelf(entry_name: str, **changes: Any) -> Model:
    """A model of the list as if it had been fetched."""
    entry = LIST.get(entry_name)
    values = {
        "name": entry.name, "role": entry.role, "kind": entry.kind,
        "folder": Path("/models") / entry.name,
        "files": {"model": Path("/models") / entry.name / "model"}, "languages": entry.languages,
        "ram_mb": entry.ram_mb, "bytes": entry.size,
    }  # fmt: skip
    return Model(**{**values, **changes})


EVERYTHING = [on_shelf(entry.name) for entry in LIST]


def chooser(board: Board, models: list[Model] = EVERYTHING, **refused: str) -> Chooser:
    return Chooser(models=models, manifest=LIST, board=board, refused=refused)


@pytest.mark.parametrize(
    ("board", "ears", "voice", "mind"),
    [
        ("Zero 2 W", "zipformer-en-20M", None, None),
        ("Pi 3", "zipformer-en-kroko", "piper-en-ljspeech-int8", None),
        ("Pi 4, 2 GB", "zipformer-en-kroko", "piper-en-ljspeech", "qwen3-0.6b"),
        ("Pi 4, 4 GB", "zipformer-en-kroko", "piper-en-ljspeech", "qwen3-1.7b"),
        ("Pi 5, 8 GB", "zipformer-en-kroko", "matcha-en-ljspeech", "qwen3-4b"),
        ("laptop", "nemotron-en-160ms", "kokoro", "qwen3-4b"),
    ],
)
def test_with_everything_on_the_shelf_each_board_takes_what_fits_it(
    board: str, ears: str | None, voice: str | None, mind: str | None
) -> None:
    rule = chooser(BOARDS[board])
    chosen = [rule.choose(role, "en").model for role in ("recogniser", "voice", "language model")]
    assert [model.name if model else None for model in chosen] == [ears, voice, mind]


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_chosen_fits_side_by_side_and_everything_else_has_a_reason(
    board: str, language: str
) -> None:
    rule = chooser(BOARDS[board])
    choices = [rule.choose(role, language) for role in CHOSEN_ROLES]
    taken = [choice.model.ram_mb for choice in choices if choice.model]
    assert sum(taken) <= BOARDS[board].memory_mb
    for choice in choices:
        others = [model for model in EVERYTHING if model.role == choice.role]
        assert len(choice.passed) == len(others) - (choice.model is not None)


def test_an_empty_shelf_leaves_what_is_embedded() -> None:
    choice = chooser(BOARDS["laptop"], []).choose("voice", "en")
    assert choice.model is None
    assert choice.why == 'no voice for "en" is here that fits: eSpeak NG speaks'


def test_what_the_owner_asked_for_wins_over_size_and_speed() -> None:
    choice = chooser(BOARDS["Pi 4, 4 GB"]).choose("language model", "en", "qwen3-4b")
    assert choice.model is not None
    assert (choice.model.name, choice.why) == ("qwen3-4b", "the owner asked for it")


def test_what_the_owner_asked_for_and_cannot_be_used_is_told() -> None:
    rule = chooser(BOARDS["laptop"], kokoro="needs sherpa-onnx, which is not installed")
    choice = rule.choose("voice", "en", "kokoro")
    assert choice.model is not None
    assert choice.model.name == "matcha-en-ljspeech"
    assert "kokoro needs sherpa-onnx, which is not installed" in choice.passed
    assert '"kokoro", which was asked for, cannot be used' in choice.why
    assert choice.lost


def test_the_owner_may_ask_for_none() -> None:
    choice = chooser(BOARDS["laptop"]).choose("voice", "en", "espeak")
    assert choice.model is None
    assert choice.why == "the owner asked for none: eSpeak NG speaks"


def test_another_language_is_a_reason() -> None:
    choice = chooser(BOARDS["laptop"]).choose("recogniser", "zh")
    assert choice.model is not None
    assert choice.model.name == "zipformer-zh-int8"
    assert 'nemotron-en-160ms speaks en, not "zh"' in choice.passed


def test_a_model_that_no_list_knows_is_judged_by_its_size() -> None:
    small = on_shelf("qwen3-0.6b", name="own-small", ram_mb=700, bytes=600_000_000)
    large = on_shelf("qwen3-0.6b", name="own-large", ram_mb=1500, bytes=1_400_000_000)
    huge = on_shelf("qwen3-0.6b", name="own-huge", ram_mb=9000, bytes=8_000_000_000)
    choice = chooser(BOARDS["Pi 4, 4 GB"], [small, large, huge]).choose("language model", "en")
    assert choice.model is large
    assert "the best of 2 that fit" in choice.why
    room = budget_mb(BOARDS["Pi 4, 4 GB"], "language model")
    assert choice.passed == (
        f"own-huge needs about 9000 MB where a language model may take {room}",
        "own-small comes after it",
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"files": {}}, "is not whole: files are missing in /models/piper-en-lessac"),
        ({"languages": ()}, "tells no language"),
    ],
)
def test_a_model_that_is_not_whole_or_tells_no_language_is_passed(
    changes: dict[str, Any], told: str
) -> None:
    broken = on_shelf("piper-en-lessac", **changes)
    choice = chooser(BOARDS["laptop"], [broken]).choose("voice", "en")
    assert choice.passed == (f"piper-en-lessac {told}",)
