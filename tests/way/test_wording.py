"""What a distance may be said as."""

from __future__ import annotations

import pytest

from edge.way.wording import SpokenDistance, rounded_metres, spoken_distance


@pytest.mark.parametrize(
    ("metres", "accuracy", "precision"),
    [
        (15, 40, "close by"),
        (16, 10, "exact"),
        (30, 10.1, "about"),
        (30, 20, "about"),
        (30, 20.1, "around"),
        (3, 3, "close by"),
    ],
)
def test_the_accuracy_is_in_the_wording(metres: float, accuracy: float, precision: str) -> None:
    assert spoken_distance(metres, accuracy).precision == precision


@pytest.mark.parametrize(
    ("metres", "said"), [(0, 0), (32, 30), (33, 35), (998, 1000), (1020, 1000), (1030, 1050)]
)
def test_distances_are_rounded_as_people_say_them(metres: float, said: int) -> None:
    assert rounded_metres(metres) == said


def test_steps_are_said_where_the_step_and_the_place_are_known() -> None:
    assert spoken_distance(21, 4, 0.7) == SpokenDistance("exact", 20, 30)
    assert spoken_distance(1, 4, 0.7).steps == 5
    assert spoken_distance(21, 4).steps is None


@pytest.mark.parametrize(("metres", "accuracy"), [(21, 12), (60, 4)])
def test_no_steps_are_pretended(metres: float, accuracy: float) -> None:
    assert spoken_distance(metres, accuracy, 0.7).steps is None
