"""A floor under recognition: a slice of what `python -m tests.quality` measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.quality.measure import Heard, Spoken, english, hear
from tests.quality.sentences import COMMANDS, EVERYDAY
from tests.quality.sound import speak

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.engines, pytest.mark.timeout(240)]  # a minute of sound, searched


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> list[Heard]:
    """Every third command and every fourth other sentence, clean, by one voice."""
    folder: Path = tmp_path_factory.mktemp("spoken")
    searches = english()
    chosen = [("command", text) for text in COMMANDS[::3]]
    chosen += [("other", text) for text in EVERYDAY[::4]]
    found = [hear(searches, Spoken(text, kind, speak(text, folder))) for kind, text in chosen]
    searches.close()
    return found


def test_spoken_commands_reach_their_skill(heard: list[Heard]) -> None:
    commands = [one for one in heard if one.spoken.kind == "command"]
    wrong = [(h.spoken.text, h.evidence.command) for h in commands if not h.right]
    assert len(wrong) <= 0.06 * len(commands), wrong


def test_most_commands_are_trusted_and_hardly_anything_else(heard: list[Heard]) -> None:
    commands = [h for h in heard if h.spoken.kind == "command" and h.right]
    doubted = [(h.spoken.text, round(h.trust, 2)) for h in commands if not h.accepted]
    assert len(doubted) <= 0.12 * len(commands), doubted
    believed = [(h.spoken.text, h.evidence.command) for h in heard if h.false_accept]
    assert len(believed) <= 1, believed
