"""What is kept is there again after the store was closed and opened."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from blockbuster import BlockingError

from edge.errors import StoreError
from edge.store.records import EgressEntry, LoopDelay, Profile, Reminder, Turn
from edge.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


def again(store: Store, folder: Path) -> Store:
    store.close()
    return Store.open(folder)


def test_a_reminder_comes_back_with_every_field(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    kept = store.reminders.add(
        Reminder(
            kind="alarm", name="茶", due=NOW, duration_seconds=90.5, repeat="weekdays",
            state="paused", remaining_seconds=12.25, created=NOW, profile="ann",
        )
    )  # fmt: skip
    store = again(store, tmp_path)
    assert store.reminders.get(kept.id) == kept
    store.close()


def test_due_reminders_are_pending_ones_whose_time_has_come(store: Store) -> None:
    late = store.reminders.add(Reminder(name="late", due=NOW - timedelta(hours=1)))
    now = store.reminders.add(Reminder(name="now", due=NOW))
    store.reminders.add(Reminder(name="paused", due=NOW, state="paused"))
    later = store.reminders.add(Reminder(name="later", due=NOW + timedelta(microseconds=1)))
    gone = store.reminders.add(Reminder(name="gone", due=NOW))
    store.reminders.delete(gone.id)
    assert store.reminders.due(NOW) == [late, now]
    assert store.reminders.next_due() == late.due
    for row in (late, now):
        store.reminders.change(replace(row, state="done"))
    assert store.reminders.next_due() == later.due
    assert [row.name for row in store.reminders.active()] == ["paused", "later"]


def test_times_of_other_zones_are_kept_as_the_same_moment(store: Store) -> None:
    from zoneinfo import ZoneInfo

    there = NOW.astimezone(ZoneInfo("Asia/Shanghai"))
    row = store.reminders.add(Reminder(due=there))
    kept = store.reminders.get(row.id)
    assert kept is not None
    assert kept.due == NOW
    assert store.reminders.due(NOW) == [kept]


def test_a_reminder_of_an_unknown_state_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="could not be written"):
        store.reminders.add(Reminder(state="asleep"))


def test_changing_a_reminder_that_is_not_there_says_so(store: Store) -> None:
    with pytest.raises(StoreError, match="no reminder 7"):
        store.reminders.change(Reminder(id=7))


def test_deleted_notes_and_facts_can_be_restored(store: Store) -> None:
    note = store.notes.add("owner", "buy milk", NOW)
    fact = store.facts.add("owner", "locker", "42", NOW)
    assert store.notes.delete(note.id)
    assert store.facts.delete(fact.id)
    assert store.notes.all("owner") == []
    assert store.facts.about("owner", "locker") is None
    assert store.notes.restore(note.id)
    assert store.facts.restore(fact.id)
    assert store.notes.find("owner", "MILK") == [note]
    assert store.facts.about("owner", " Locker") == fact
    assert not store.notes.delete(99)


def test_the_newest_fact_about_a_subject_wins(store: Store) -> None:
    store.facts.add("owner", "locker", "42", NOW)
    newer = store.facts.add("owner", "Locker", "43", NOW)
    assert store.facts.about("owner", "locker") == newer


def test_notes_and_history_belong_to_one_profile(store: Store) -> None:
    store.notes.add("ann", "hers", NOW)
    store.turns.add(Turn(profile="ann", text="hers"))
    store.reminders.add(Reminder(profile="ann", due=NOW))
    assert store.notes.all("bob") == []
    assert store.turns.last("bob", 5) == []
    assert store.reminders.active("bob") == []
    assert len(store.reminders.active()) == 1


def test_a_turn_learns_later_what_was_heard(store: Store) -> None:
    first = store.turns.add(
        Turn(text="what time is it", slots={"zone": "北京"}, reply="It is nine")
    )
    store.turns.add(Turn(text="hush"))
    assert store.turns.heard(first.id, "It is")
    assert [turn.heard for turn in store.turns.last("owner", 2)] == ["It is", ""]
    assert store.turns.last("owner", 2)[0].slots == {"zone": "北京"}
    assert [turn.text for turn in store.turns.last("owner", 1)] == ["hush"]


def test_a_profile_is_made_once_and_then_changed(store: Store) -> None:
    made = store.profiles.keep(Profile(name="ann", pauses={"mean": 0.8}, rights=("reversible",)))
    changed = store.profiles.keep(replace(made, language="zh"))
    assert store.profiles.all() == [changed]
    assert store.profiles.get("ann") == replace(made, language="zh")
    assert store.profiles.get("bob") is None


def test_settings_changed_by_voice_are_kept_by_profile(store: Store) -> None:
    store.kept_settings.keep("ann", "volume", 40)
    store.kept_settings.keep("ann", "volume", 60)
    assert store.kept_settings.get("ann", "volume") == 60
    assert store.kept_settings.get("bob", "volume", 80) == 80
    store.kept_settings.forget("ann", "volume")
    assert store.kept_settings.get("ann", "volume") is None


def test_a_loop_delay_is_kept_by_output(store: Store) -> None:
    assert store.loop_delays.get("room") is None
    store.loop_delays.keep(LoopDelay(output="room", seconds=0.085, measured=NOW))
    store.loop_delays.keep(LoopDelay(output="room", seconds=0.09, measured=NOW))
    assert store.loop_delays.get("room") == 0.09


def test_the_ledger_counts_what_was_sent(store: Store) -> None:
    line = store.ledger.add(EgressEntry(kind="speech", host="a.example", allowed=True, at=NOW))
    store.ledger.sent(line.id, 512)
    assert store.ledger.last(3) == [replace(line, bytes=512)]


@pytest.mark.engines
async def test_writing_on_the_loop_is_a_mistake_that_the_guard_finds(tmp_path: Path) -> None:
    store = await asyncio.to_thread(Store.open, tmp_path)
    with pytest.raises(BlockingError):
        store.notes.add("owner", "buy milk", NOW)
    await asyncio.to_thread(store.close)


async def test_a_store_in_memory_runs_at_once() -> None:
    store = Store.in_memory()
    note = await store.run(store.notes.add, "owner", "buy milk", NOW)
    assert store.notes.all("owner") == [note]
    assert not store.is_kept
    store.close()


@pytest.mark.engines
async def test_a_coroutine_writes_through_the_store_thread(tmp_path: Path) -> None:
    store = await asyncio.to_thread(Store.open, tmp_path)
    note = await store.run(store.notes.add, "owner", "buy milk", NOW)
    assert store.notes.all("owner") == [note]
    await asyncio.to_thread(store.close)
