"""Bars are found where they cannot be read yet, and the beeps lead to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.ports import Box
from edge.seeing.code_guidance import beep, candidate
from tests.pictures import blurred, code_picture, lines_of_print, rotated

if TYPE_CHECKING:
    from edge.ports import Picture


def table(with_code: Picture, across: int, down: int) -> Picture:
    """A brown table with the code lying somewhere."""
    brown = np.random.default_rng(1).normal(110, 6, (480, 640, 3)).clip(0, 255).astype(np.uint8)
    height, width = with_code.shape[:2]
    brown[down : down + height, across : across + width] = with_code
    return brown


@pytest.mark.parametrize("turned", [0, 20, 45, 90])
def test_bars_are_found_at_any_angle_where_they_are(turned: int) -> None:
    bars = rotated(blurred(code_picture("EAN13", "7310865004703", scale=2, margin=8), 1.0), turned)
    found = candidate(table(bars, 300, 160))
    assert found is not None
    across, down = found.centre
    assert abs(across - 300 - bars.shape[1] / 2) < 30
    assert abs(down - 160 - bars.shape[0] / 2) < 30


def test_bars_too_blurred_to_be_read_are_found() -> None:
    bars = blurred(code_picture("EAN13", "7310865004703", scale=2, margin=8), 2.0)
    assert candidate(table(bars, 50, 40)) is not None


def test_print_and_a_bare_table_are_no_bars() -> None:
    page = lines_of_print([f"Line {n} of the letter that" for n in range(9)])[:480, :640]
    assert candidate(page) is None
    assert candidate(table(np.zeros((1, 1, 3), np.uint8), 0, 0)) is None
    assert candidate(np.zeros((1, 1, 3), np.uint8)) is None


def test_the_sound_comes_from_where_the_code_is_and_rises_with_it() -> None:
    upper_left = beep(Box(0, 0, 100, 60), 640, 480)
    lower_right = beep(Box(540, 420, 640, 480), 640, 480)
    assert upper_left.across < -0.8
    assert lower_right.across > 0.8
    assert upper_left.hertz > 1_200
    assert lower_right.hertz < 500


def test_beeps_come_faster_towards_the_middle() -> None:
    gaps = [beep(Box(left, 200, left + 80, 280), 640, 480).seconds for left in range(0, 281, 40)]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < 0.2


def test_a_small_code_wants_the_camera_closer() -> None:
    assert beep(Box(300, 220, 360, 260), 640, 480).is_small
    assert not beep(Box(150, 100, 500, 380), 640, 480).is_small
