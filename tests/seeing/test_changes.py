"""What comes, goes and moves is told once."""

from __future__ import annotations

from edge.ports import Box
from edge.ports.sight import Thing
from edge.seeing.changes import Changes
from edge.seeing.scene import Placed, scene_of

SIZE = (600, 400)


def cup(left: float) -> Placed:
    """A cup in a picture of 66 degrees; its hour is 11 from 0, and 12 from 270."""
    thing = Thing("cup", 0.9, Box(left, 100, left + 60, 200))
    return scene_of([thing], SIZE, 66.0).placed[0]


def test_a_thing_is_told_when_it_comes_and_when_it_goes() -> None:
    changes = Changes()
    assert [change.kind for change in changes.step({1: cup(270)}, 0.0)] == ["came"]
    assert list(changes.step({1: cup(270)}, 0.2)) == []
    gone = list(changes.step({}, 0.4))
    assert [(change.kind, change.thing.hour) for change in gone] == [("gone", 12)]
    assert list(changes.step({}, 0.6)) == []


def test_a_move_is_told_when_it_has_lasted() -> None:
    changes = Changes()
    list(changes.step({1: cup(270)}, 0.0))
    assert list(changes.step({1: cup(0)}, 0.5)) == []
    assert list(changes.step({1: cup(270)}, 1.0)) == []  # it was a moment's
    assert list(changes.step({1: cup(0)}, 1.5)) == []
    moved = list(changes.step({1: cup(0)}, 2.0))
    assert [(change.kind, change.thing.hour) for change in moved] == [("moved", 11)]
    assert list(changes.step({1: cup(0)}, 9.0)) == []


def test_another_thing_of_the_same_kind_is_another_thing() -> None:
    changes = Changes()
    list(changes.step({1: cup(270)}, 0.0))
    assert [change.kind for change in changes.step({2: cup(270)}, 1.0)] == ["gone", "came"]
