"""What is where in one picture."""

from __future__ import annotations

import numpy as np
import pytest

from edge.ports.sight import Box, Thing
from edge.seeing.scene import scene_of

SIZE = (640, 480)


def thing(label: str, left: float, top: float, right: float, bottom: float) -> Thing:
    return Thing(label, 0.9, Box(left, top, right, bottom))


NEAR = thing("chair", 300, 250, 420, 470)
FAR = thing("person", 290, 100, 340, 300)
SIDE = thing("dog", 10, 300, 90, 400)


def test_things_come_the_nearest_first_with_their_directions() -> None:
    scene = scene_of([FAR, SIDE, NEAR], SIZE, 66)
    assert [(one.label, one.rank, one.hour, one.side) for one in scene.placed] == [
        ("chair", 1, 12, "ahead"),
        ("dog", 2, 11, "left"),
        ("person", 3, 12, "ahead"),
    ]
    assert [one.label for one in scene.in_front] == ["chair", "person"]
    assert scene.placed[0].share == pytest.approx(120 * 220 / 640 / 480)


def test_something_wide_is_in_front_where_it_reaches_there() -> None:
    bus = scene_of([thing("bus", 0, 100, 300, 400)], SIZE, 66)
    assert bus.placed[0].hour == 11
    assert bus.in_front == bus.placed


def test_a_depth_network_tells_the_order_where_there_is_one() -> None:
    depth = np.full((480, 640), 5.0, np.float32)
    depth[100:300, 290:340] = 1.0  # the person is before the chair
    scene = scene_of([FAR, SIDE, NEAR], SIZE, 66, depth)
    assert scene.placed[0].label == "person"


def test_a_box_at_the_edge_has_a_place_in_any_depth() -> None:
    depth = np.ones((480, 640), np.float32)
    edge = thing("cup", 639, 479, 640, 480)
    assert scene_of([edge, thing("cup", 0, 0, 0, 0)], SIZE, 66, depth).placed


def test_people_are_bodies_and_faces_without_one() -> None:
    face = thing("face", 305, 110, 325, 140)
    lonely = thing("face", 500, 50, 540, 100)
    scene = scene_of([FAR, NEAR], SIZE, 66, faces=[face, lonely])
    assert scene.people == 2
    assert scene_of([NEAR], SIZE, 66).people == 0


def test_things_are_counted_in_the_order_of_the_nearest() -> None:
    cups = [thing("cup", left, 200, left + 20, 220) for left in (10, 50, 90)]
    assert scene_of([*cups, NEAR], SIZE, 66).counts == (("chair", 1), ("cup", 3))
