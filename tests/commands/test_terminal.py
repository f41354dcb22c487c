"""`edge run` on a terminal: typed, answered and ended, plain and with captions."""

from __future__ import annotations

import os
import pty
import select
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.commands.run import command, environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.engines
CTRL_C, CTRL_D, F2 = b"\x03", b"\x04", b"\x1bOQ"
PROMPT = b"\x1b[?2004h"
"""A terminal is told so when a line may be typed."""
OFFER = b"set things up with you"
SECONDS = 20.0


class Terminal:
    """A child on a terminal of its own."""

    def __init__(self, folder: Path, *words: str) -> None:
        self._master, slave = pty.openpty()
        self.child = subprocess.Popen(
            command(*words), env=environment(folder, TERM="xterm"), stdin=slave, stdout=slave,
            stderr=slave, start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self.seen = b""

    def type(self, keys: bytes) -> None:
        os.write(self._master, keys)

    def until(self, wanted: bytes) -> None:
        """Read until it is on the screen."""
        end = time.monotonic() + SECONDS
        while wanted not in self.seen:
            assert time.monotonic() < end, self.seen
            self._read()

    def read_on(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._read()

    def ended(self) -> int:
        end = time.monotonic() + SECONDS
        while self.child.poll() is None:
            assert time.monotonic() < end, self.seen
            self._read()
        return self.child.returncode

    def close(self) -> None:
        self.child.kill()
        self.child.wait()
        os.close(self._master)

    def _read(self) -> None:
        if select.select([self._master], [], [], 0.1)[0]:
            try:
                self.seen += os.read(self._master, 4096)
            except OSError:  # the other side is closed
                time.sleep(0.05)


@contextmanager
def terminal(folder: Path, *words: str) -> Iterator[Terminal]:
    opened = Terminal(folder, *words)
    try:
        yield opened
    finally:
        opened.close()


def test_plain_is_one_line_a_fact_without_any_control_character(tmp_path: Path) -> None:
    with terminal(tmp_path, "run", "--plain", "--fake") as screen:
        screen.until(b"type a question")
        screen.type(b"what is two plus two\n")
        screen.until(b"edge: 4")
        screen.type(CTRL_D)
        assert screen.ended() == 0
    text = screen.seen.decode().replace("\r\n", "\n").replace("^D\b\b", "")
    assert all(letter == "\n" or letter.isprintable() for letter in text), text


@pytest.mark.parametrize(("key", "code"), [(CTRL_D, 0), (CTRL_C, 130)])
def test_captions_stand_above_what_is_typed_and_it_ends_by_key(
    tmp_path: Path, key: bytes, code: int
) -> None:
    with terminal(tmp_path, "run", "--fake") as screen:
        screen.until(PROMPT)
        screen.type(F2)
        screen.type(b"what is two plus two\r")
        screen.until(b"edge: 4")
        screen.read_on(1.0)  # a key pressed while the line is redrawn may be lost
        screen.type(key)
        assert screen.ended() == code
    assert b"Traceback" not in screen.seen
    assert b"ALSA" not in screen.seen


@pytest.mark.parametrize("plain", [(), ("--plain",)])
def test_the_end_of_the_input_lets_an_answer_finish(tmp_path: Path, plain: tuple[str, ...]) -> None:
    with terminal(tmp_path, "run", *plain, "--fake") as screen:
        screen.until(b"type a question")
        screen.type(b"what is two plus two\r")
        screen.until(b"edge: 4")
        screen.type(CTRL_D)
        assert screen.ended() == 0
    with closing(sqlite3.connect(tmp_path / "state" / "edge.db")) as database:
        ((reply, heard),) = database.execute("SELECT reply, heard FROM turns").fetchall()
    assert heard == reply == "4."


def test_a_lost_device_is_on_the_screen(tmp_path: Path) -> None:
    words = ("run", "--input", "no such card", "--output", "null")
    with terminal(tmp_path, *words) as screen:
        _want_no_setup(screen)
        screen.until(b"device lost: ")
        assert b"ALSA" not in screen.seen


def _want_no_setup(screen: Terminal) -> None:
    screen.until(OFFER)
    screen.type(b"no\r")


def test_the_first_start_offers_to_set_things_up_and_the_second_does_not(tmp_path: Path) -> None:
    words = ("run", "--plain", "--output", "null")
    with terminal(tmp_path, *words) as screen:
        _want_no_setup(screen)
        screen.until(b"type a question")
        screen.type(CTRL_D)
        assert screen.ended() == 0
    with terminal(tmp_path, *words) as screen:
        screen.until(b"type a question")
        assert OFFER not in screen.seen
