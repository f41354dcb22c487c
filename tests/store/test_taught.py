"""What the camera was taught is there after a start, is one person's, and goes for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.seeing.taught_things import from_bytes, to_bytes
from edge.store.records import BoxCheck, KnownBox, KnownThing, Reminder
from edge.store.store import Store

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 2, 19, 30, tzinfo=UTC)
LOOKS = np.eye(3, 8, dtype=np.float32)
CUP = KnownThing(name="cup", looks=to_bytes([*LOOKS]), count=3, created=NOW)
EVENING = KnownBox(name="evening pills", codes=("123",), words=("evening", "20"), created=NOW)


def test_things_and_boxes_come_back_with_every_field(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    cup, box = store.things.keep(CUP), store.boxes.keep(EVENING)
    check = store.box_checks.add(BoxCheck(at=NOW, answer="right", box="evening pills"))
    store.close()
    store = Store.open(tmp_path)
    assert store.things.all("owner") == [cup]
    assert store.boxes.named("owner", " Evening Pills") == box
    assert store.box_checks.since("owner", NOW) == [check]
    assert store.box_checks.since("owner", NOW + timedelta(seconds=1)) == []
    assert np.array_equal(from_bytes(cup.looks, cup.count), LOOKS)
    store.close()


def test_teaching_a_name_again_replaces_what_it_meant() -> None:
    store = Store.in_memory()
    store.boxes.keep(EVENING)
    newer = store.boxes.keep(KnownBox(name="Evening pills", codes=("456",)))
    assert store.boxes.all("owner") == [newer]


def test_what_is_forgotten_is_gone_and_nobody_elses_is() -> None:
    store = Store.in_memory()
    store.things.keep(CUP)
    hers = store.things.keep(KnownThing(profile="ann", name="cup", looks=CUP.looks, count=3))
    assert store.things.forget("owner", "CUP")
    assert not store.things.forget("owner", "cup")
    assert store.things.all("ann") == [hers]


def test_delete_everything_takes_what_was_taught() -> None:
    store = Store.in_memory()
    store.things.keep(CUP)
    store.boxes.keep(EVENING)
    store.box_checks.add(BoxCheck(at=NOW))
    store.delete_everything("owner")
    assert store.things.all("owner") == []
    assert store.boxes.all("owner") == []
    assert store.box_checks.since("owner", NOW) == []


@pytest.mark.parametrize(
    ("reminder", "is_near"),
    [
        (Reminder(kind="reminder", name="pills", due=NOW + timedelta(hours=1)), True),
        (Reminder(kind="reminder", name="pills", due=NOW, state="done"), True),
        (Reminder(kind="reminder", name="pills", due=NOW + timedelta(hours=9)), False),
        (Reminder(kind="alarm", name="pills", due=NOW + timedelta(hours=23), repeat="day"), True),
        (Reminder(kind="reminder", name="pills", due=NOW, state="cancelled"), False),
        (Reminder(kind="timer", name="pills", due=NOW), False),
        (Reminder(kind="reminder", name="", due=NOW), False),
        (Reminder(kind="reminder", name="pills", due=NOW, profile="ann"), False),
    ],
)
def test_reminders_around_a_moment(reminder: Reminder, is_near: bool) -> None:
    store = Store.in_memory()
    kept = store.reminders.add(reminder)
    near = store.reminders.around("owner", NOW, timedelta(hours=2))
    assert near == ([kept] if is_near else [])


def test_the_nearest_reminder_comes_first() -> None:
    store = Store.in_memory()
    for hours in (1.5, 0.5, -1.0):
        due = NOW + timedelta(hours=hours)
        store.reminders.add(Reminder(kind="reminder", name=f"{hours}", due=due))
    near = store.reminders.around("owner", NOW, timedelta(hours=2))
    assert [row.name for row in near] == ["0.5", "-1.0", "1.5"]
