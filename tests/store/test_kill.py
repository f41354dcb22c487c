"""Killed at any moment, the store loses nothing that was confirmed."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from edge.store.store import FILE_NAME, Store

if TYPE_CHECKING:
    from pathlib import Path

WRITER = """
import itertools, sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from edge.store.records import Reminder
from edge.store.store import Store
store = Store.open(Path(sys.argv[1]))
now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
for n in itertools.count():
    note = store.notes.add("owner", f"note {n} of this run", now)
    print("note", note.id, flush=True)
    reminder = store.reminders.add(Reminder(name=f"run {n}", due=now))
    print("reminder", reminder.id, flush=True)
    store.reminders.change(replace(reminder, state="done"))
    print("done", reminder.id, flush=True)
"""


def write_until_killed(folder: Path, after: float) -> set[tuple[str, int]]:
    """What the writer confirmed before it was killed, `after` seconds past its first line."""
    command = [sys.executable, "-c", WRITER, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(after)
        writer.kill()
        lines = [first, *writer.stdout]
    whole = [line.split() for line in lines if line.endswith("\n")]
    return {(kind, int(key)) for kind, key in whole}


def kept(folder: Path) -> set[tuple[str, int]]:
    store = Store.open(folder)
    notes = {("note", note.id) for note in store.notes.all("owner")}
    store.close()
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute("SELECT id, state FROM reminders").fetchall()
    done = {("done", key) for key, state in rows if state == "done"}
    return notes | {("reminder", key) for key, _ in rows} | done


@pytest.mark.long
@pytest.mark.timeout(600)
def test_killed_at_any_moment_nothing_confirmed_is_lost(tmp_path: Path, long_run: bool) -> None:
    moments = random.Random(8)
    confirmed: set[tuple[str, int]] = set()
    for _ in range(200 if long_run else 8):
        confirmed |= write_until_killed(tmp_path, moments.uniform(0, 0.05))
        assert confirmed - kept(tmp_path) == set()
    assert not list(tmp_path.glob("*.corrupt-*"))
    assert len(confirmed) > 100 or not long_run
