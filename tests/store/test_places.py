"""Saved places and breadcrumbs are there again after a start, and go when they are told to."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from edge.store.database import migrations
from edge.store.records import Breadcrumb, SavedPlace
from edge.store.store import FILE_NAME, Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
HOME = SavedPlace(name="Home", latitude=52.52, longitude=13.405, accuracy=4.5, created=NOW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


def crumb(walk: datetime, seconds: float, profile: str = "owner") -> Breadcrumb:
    at = walk + timedelta(seconds=seconds)
    return Breadcrumb(profile=profile, walk=walk, at=at, latitude=52.5, longitude=13.4, accuracy=6)


def test_a_saved_place_comes_back_with_every_field(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    kept = store.places.add(HOME)
    store.close()
    store = Store.open(tmp_path)
    assert store.places.named("owner", " home") == kept
    store.close()


def test_the_newest_place_of_a_name_wins(store: Store) -> None:
    store.places.add(HOME)
    newer = store.places.add(HOME)
    assert store.places.named("owner", "HOME") == newer
    assert store.places.named("ann", "home") is None


def test_a_deleted_place_can_be_restored(store: Store) -> None:
    kept = store.places.add(HOME)
    assert store.places.delete(kept.id)
    assert store.places.all("owner") == []
    assert store.places.restore(kept.id)
    assert store.places.all("owner") == [kept]


def test_the_last_walk_is_read_back_in_its_order(store: Store) -> None:
    store.breadcrumbs.add(crumb(NOW - timedelta(hours=1), 0))
    second = [store.breadcrumbs.add(crumb(NOW, seconds)) for seconds in (0, 5, 10)]
    store.breadcrumbs.add(crumb(NOW + timedelta(hours=1), 0, "ann"))
    assert store.breadcrumbs.last_walk("owner") == second
    assert store.breadcrumbs.last_walk("bob") == []


def test_old_walks_are_forgotten(store: Store) -> None:
    store.breadcrumbs.add(crumb(NOW, 0, "ann"))
    store.breadcrumbs.add(crumb(NOW - timedelta(days=1), 0))
    store.breadcrumbs.forget_walks("owner", NOW)
    assert store.breadcrumbs.last_walk("owner") == []
    assert len(store.breadcrumbs.last_walk("ann")) == 1


def test_delete_everything_takes_places_and_walks(store: Store) -> None:
    for name in ("owner", "ann"):
        store.places.add(SavedPlace(profile=name, name="Home", created=NOW))
        store.breadcrumbs.add(crumb(NOW, 0, name))
    store.delete_everything("owner")
    assert store.places.all("owner") == []
    assert store.breadcrumbs.last_walk("owner") == []
    assert len(store.places.all("ann")) == len(store.breadcrumbs.last_walk("ann")) == 1


def test_a_database_of_the_version_before_gets_the_tables(tmp_path: Path) -> None:
    (_, first), *_ = migrations()
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        connection.executescript(first + "PRAGMA user_version = 1;")
        connection.execute(
            "INSERT INTO notes (profile, text, created) VALUES ('owner', 'milk', ?)",
            (NOW.isoformat(),),
        )
        connection.commit()
    store = Store.open(tmp_path)
    assert store.places.add(HOME).id == 1
    assert [note.text for note in store.notes.all("owner")] == ["milk"]
    store.close()
