"""Damaged databases, unusable folders, full disks: one sentence each, nothing confirmed lost."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from edge.errors import StoreError
from edge.store.records import Reminder
from edge.store.store import FILE_NAME, HEADS, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PAGE = 4096


def filled(folder: Path, notes: int = 600) -> list[str]:
    """A state folder with a reminder and so many notes, most of its pages; returns their texts."""
    store = Store.open(folder)
    store.reminders.add(Reminder(name="tea", due=NOW))
    texts = [f"note number {n}: {'milk ' * 40}" for n in range(notes)]
    for text in texts:
        store.notes.add("owner", text, NOW)
    store.close()
    return texts


def damage(path: Path, start: int, length: int) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xa5" * length)


def test_the_folder_and_its_files_are_private(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "state"
    store = Store.open(folder)
    store.notes.add("owner", "x", NOW)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    store.close()


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    filled(tmp_path, 1)
    (tmp_path / FILE_NAME).chmod(0o644)
    Store.open(tmp_path).close()
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_rows_around_a_damaged_page_are_saved(tmp_path: Path) -> None:
    texts = filled(tmp_path)
    file = tmp_path / FILE_NAME
    damage(file, file.stat().st_size // PAGE // 2 * PAGE, PAGE)
    store = Store.open(tmp_path)
    saved = [note.text for note in store.notes.all("owner")]
    assert len(texts) - 40 < len(saved) < len(texts)
    assert set(saved) < set(texts)
    assert [row.name for row in store.reminders.active()] == ["tea"]
    (notice,) = store.notices
    (aside,) = tmp_path.glob("edge.db.corrupt-*[0-9]")
    assert str(aside) in notice
    assert f"{len(saved) + 1} rows were saved; lost, in part or whole: notes." in notice
    store.close()
    Store.open(tmp_path).close()


def test_a_file_that_is_no_database_is_moved_aside(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database" * 1000)
    store = Store.open(tmp_path)
    assert "nothing in it could be read" in store.notices[0]
    store.notes.add("owner", "goes on", NOW)
    store.close()
    reopened = Store.open(tmp_path)
    assert reopened.notices == ()
    assert len(reopened.notes.all("owner")) == 1
    reopened.close()


def test_a_database_that_was_cut_off_gives_what_is_left(tmp_path: Path) -> None:
    filled(tmp_path)
    file = tmp_path / FILE_NAME
    os.truncate(file, file.stat().st_size // PAGE // 2 * PAGE)
    store = Store.open(tmp_path)
    assert "notes" in store.notices[0]
    assert store.notes.all("owner")
    store.close()


def test_a_repair_that_was_stopped_between_its_renames_is_finished(tmp_path: Path) -> None:
    filled(tmp_path, 3)
    (tmp_path / FILE_NAME).rename(tmp_path / f"{FILE_NAME}.salvaged")
    store = Store.open(tmp_path)
    assert len(store.notes.all("owner")) == 3
    store.close()


def test_damage_on_a_full_disk_leaves_the_damaged_file_in_its_place(small_disk: Path) -> None:
    texts = filled(small_disk)
    file = small_disk / FILE_NAME
    damage(file, file.stat().st_size // PAGE // 2 * PAGE, PAGE)
    before = file.read_bytes()
    ballast = small_disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as rest:
        while rest.write(bytes(PAGE)):
            pass
    store = Store.open_or_in_memory(small_disk)
    assert not store.is_kept
    assert len(texts) - 40 < len(store.notes.all("owner")) < len(texts)
    store.close()
    assert file.read_bytes() == before
    ballast.unlink()
    repaired = Store.open(small_disk)
    assert repaired.is_kept
    assert len(texts) - 40 < len(repaired.notes.all("owner")) < len(texts)
    repaired.close()


def test_a_row_whose_value_means_nothing_is_left_out(tmp_path: Path) -> None:
    filled(tmp_path, 2)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE notes SET created = 'yesterda' WHERE id = 1")
    store = Store.open(tmp_path)
    assert [note.id for note in store.notes.all("owner")] == [2]
    store.close()


def test_a_newer_schema_is_refused_by_name(tmp_path: Path) -> None:
    filled(tmp_path, 1)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        connection.execute("PRAGMA user_version = 999")
    with pytest.raises(StoreError, match=r"newer edge \(schema 999, this one knows \d+\)"):
        Store.open(tmp_path)


def test_a_folder_that_is_a_file_is_refused_and_the_assistant_goes_on(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match=r"state folder .*state cannot be used"):
        Store.open(tmp_path / "state")
    store = Store.open_or_in_memory(tmp_path / "state")
    assert not store.is_kept
    assert "Nothing new will be remembered" in store.notices[0]
    store.notes.add("owner", "for now", NOW)
    store.close()


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write everywhere; the test must not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_in_a_read_only_folder_what_was_kept_is_still_known() -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others
        folder = Path(name)
        filled(folder, 3)
        (folder / FILE_NAME).chmod(0o644)
        folder.chmod(0o555)
        with as_nobody():
            with pytest.raises(StoreError, match="cannot be used: Permission denied"):
                Store.open(folder)
            store = Store.open_or_in_memory(folder)
        assert len(store.notes.all("owner")) == 3
        assert not store.is_kept
        store.close()
        folder.chmod(0o755)


def test_a_folder_that_may_not_be_entered_is_refused_and_the_assistant_goes_on() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        filled(folder, 1)
        with as_nobody() if os.geteuid() == 0 else closed(folder):
            store = Store.open_or_in_memory(folder)
        assert "Permission denied" in store.notices[0]
        assert store.notes.all("owner") == []
        store.notes.add("owner", "for now", NOW)
        store.close()


@contextmanager
def closed(folder: Path) -> Iterator[None]:
    folder.chmod(0)
    yield
    folder.chmod(0o700)


FILL = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from edge.errors import StoreError
from edge.store.store import Store
store = Store.open(Path(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
if sys.argv[2:]:
    limit = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
kept = 0
try:
    while kept < 100_000:
        store.notes.add("owner", "x" * 2000, datetime.now(UTC))
        kept += 1
        print(kept, flush=True)
except StoreError as error:
    print(error)
    print(len(store.notes.all("owner")))
    store.turns.last("owner", 1)
"""


def fill(folder: Path, *limit: str) -> list[str]:
    command = [sys.executable, "-c", FILL, str(folder), *limit]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_a_file_that_may_not_grow_keeps_what_was_confirmed(tmp_path: Path) -> None:
    *_, confirmed, sentence, there = fill(tmp_path, str(300_000))
    assert sentence.endswith("could not be written: the disk cannot be read or written")
    assert there == confirmed
    store = Store.open(tmp_path)
    assert len(store.notes.all("owner")) == int(confirmed)
    store.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 8 MB."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(tmp_path)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_full_disk_keeps_what_was_confirmed(small_disk: Path) -> None:
    *_, confirmed, sentence, there = fill(small_disk)
    assert sentence.endswith("could not be written: the disk is full")
    assert there == confirmed
    store = Store.open_or_in_memory(small_disk)
    assert len(store.notes.all("owner")) == int(confirmed)
    store.close()


def test_two_programs_share_one_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FILL.replace("100_000", "50"), str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
    ends = [process.communicate()[0].splitlines()[-1] for process in running]
    assert ends == [b"50"] * 3
    store = Store.open(tmp_path)
    assert len(store.notes.all("owner")) == 150
    store.close()


def test_delete_everything_leaves_no_trace_in_any_file(tmp_path: Path) -> None:
    secret = "the safe opens with 7391"
    store = Store.open(tmp_path)
    store.notes.add("bob", "his own", NOW)
    for _ in range(50):
        note = store.notes.add("ann", secret, NOW)
        store.facts.add("ann", "safe", secret, NOW)
    store.notes.delete(note.id)
    store.kept_settings.keep("ann", "voice", secret)
    (tmp_path / "edge.db.corrupt-20260101-000000").write_text(secret, encoding="utf-8")
    (tmp_path / HEADS).mkdir(parents=True)
    (tmp_path / HEADS / "1.2.head").write_text(secret, encoding="utf-8")
    assert _holds(tmp_path, secret)
    store.delete_everything("ann")
    assert not _holds(tmp_path, secret)
    assert len(store.notes.all("bob")) == 1
    store.close()


def _holds(folder: Path, text: str) -> bool:
    files = (path for path in folder.rglob("*") if path.is_file())
    return any(text.encode() in file.read_bytes() for file in files)


def test_what_was_deleted_a_day_ago_is_erased_at_the_next_start(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    note = store.notes.add("ann", "long gone", NOW)
    fresh = store.notes.add("ann", "just gone", NOW)
    store.notes.delete(note.id)
    store.notes.delete(fresh.id)
    store.close()
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE notes SET deleted = ? WHERE id = ?", (NOW.isoformat(), note.id))
    store = Store.open(tmp_path)
    assert not store.notes.restore(note.id)
    assert store.notes.restore(fresh.id)
    store.close()
