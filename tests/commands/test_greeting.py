"""What `edge run` says first is what works here: by mode, by console and by talk key."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from edge.commands.console import PlainConsole, TerminalConsole
from edge.commands.run import greeting
from edge.settings import Settings

if TYPE_CHECKING:
    from edge.commands.console import Console

SETTINGS = Settings()


class _Terminal(TerminalConsole):
    """No screen: only which console it is matters."""

    def __init__(self) -> None:
        """Nothing to open."""


def _greeted(mode: str, console: Console, talk_key: str = "") -> str:
    listening = replace(SETTINGS.listening, mode=mode, talk_key=talk_key)
    settings = replace(SETTINGS, listening=listening)
    return greeting(settings, settings.audio.microphones, console)


@pytest.mark.parametrize(
    ("talk_key", "plain", "terminal"),
    [
        ("", "no key calls it here: name one in listening.talk_key", "tap F2, then speak"),
        (
            "pedal",
            'hold the talk key ("pedal"), then speak',
            'hold the talk key ("pedal") or tap F2, then speak',
        ),
    ],
)
def test_by_key_the_keys_that_work_are_named(talk_key: str, plain: str, terminal: str) -> None:
    assert _greeted("key", PlainConsole(), talk_key).startswith(plain)
    assert _greeted("key", _Terminal(), talk_key).startswith(terminal)


def test_by_wake_word_a_terminals_key_is_named_and_no_other() -> None:
    assert _greeted("wake word", PlainConsole()).startswith('listening: say "okay nabu"')
    assert "F2" not in _greeted("wake word", PlainConsole())
    assert "or tap F2, then speak" in _greeted("wake word", _Terminal())


def test_without_a_microphone_it_asks_to_be_typed_to() -> None:
    assert greeting(SETTINGS, (), PlainConsole()).startswith("no microphone: type a question")
