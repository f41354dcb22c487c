"""The echo path: played blocks meet microphone blocks, whatever the bursts of the sound card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.echo import EchoReference, EchoTap, PlayedSound
from edge.ports import BLOCK_SAMPLES

if TYPE_CHECKING:
    from edge.ports import Samples


class _Output:
    """Plays what the test tells it to."""

    def __init__(self, open_loudspeaker: bool = True) -> None:
        self.open_loudspeaker = open_loudspeaker
        self._blocks: list[Samples] = []

    def plays(self, *levels: int) -> None:
        self._blocks += [np.full(BLOCK_SAMPLES, level, np.int16) for level in levels]

    def take_reference(self) -> list[Samples]:
        taken, self._blocks = self._blocks, []
        return taken


def _levels(tap: EchoTap, count: int) -> list[int]:
    return [int(tap.next()[0]) for _ in range(count)]


def _tap(*outputs: PlayedSound) -> EchoTap:
    return EchoReference(outputs).tap()


def test_bursts_come_out_evenly_and_in_order_once_the_buffer_has_grown_to_them() -> None:
    output = _Output()
    tap = _tap(output)
    heard: list[int] = []
    for burst in range(4):
        output.plays(*range(6 * burst + 1, 6 * burst + 7))
        heard += _levels(tap, 6)
    grown = heard.index(7)
    assert heard[grown:] == list(range(7, 7 + len(heard) - grown))
    assert tap.corrections <= 6


def test_a_block_is_handed_over_before_its_echo_can_arrive() -> None:
    output = _Output()
    tap = _tap(output)
    output.plays(*range(1, 60))  # before the microphone opened
    _levels(tap, 1)
    for level in range(60, 160):
        output.plays(level)
        assert _levels(tap, 1) == [level]
    assert tap.corrections == 0


@pytest.mark.parametrize("late_blocks", [5, 34, 90])
def test_a_loop_that_was_late_loses_no_block(late_blocks: int) -> None:
    output = _Output()
    tap = _tap(output)
    heard: list[int] = []
    for burst in (1, 1, 1, late_blocks, 1, 1, late_blocks, 1):
        output.plays(*range(len(heard) + 1, len(heard) + 1 + burst))
        heard += _levels(tap, burst)
    assert heard == list(range(1, len(heard) + 1))
    assert tap.corrections == 0


def test_what_the_microphone_lost_is_dropped_from_the_reference_too() -> None:
    output = _Output()
    tap = _tap(output)
    output.plays(1)
    _levels(tap, 1)
    output.plays(*range(2, 52))  # half a second that no microphone block came for
    for level in range(52, 252):
        output.plays(level)
        _levels(tap, 1)
    output.plays(252)
    assert _levels(tap, 1)[0] >= 252 - EchoTap.DEPTH
    assert tap.corrections == 50 - EchoTap.DEPTH + 1


def test_an_earpiece_is_not_part_of_the_echo() -> None:
    ear = _Output(open_loudspeaker=False)
    ear.plays(*range(1, 20))
    assert _levels(_tap(ear), 12) == [0] * 12


def test_two_loudspeakers_are_mixed_and_clipped() -> None:
    left, right = _Output(), _Output()
    tap = _tap(left, right)
    left.plays(*[30_000] * 8)
    right.plays(*[10_000] * 8)
    assert _levels(tap, 1) == [32_767]


def test_every_microphone_sees_all_that_is_played() -> None:
    output = _Output()
    reference = EchoReference([output])
    first, second = reference.tap(), reference.tap()
    heard = []
    for level in range(1, 5):
        output.plays(level)
        heard.append((_levels(first, 1), _levels(second, 1)))
    assert heard == [([level], [level]) for level in range(1, 5)]


@pytest.mark.parametrize("played_per_heard", [0.99, 1.01])
def test_clocks_that_drift_are_corrected_by_single_blocks(played_per_heard: float) -> None:
    output = _Output()
    tap = _tap(output)
    played = 0
    for heard in range(4000):
        due = int(heard * played_per_heard)
        output.plays(*[1] * (due - played))
        played = due
        tap.next()
    assert 0 < tap.corrections <= 40 + EchoTap.DEPTH
