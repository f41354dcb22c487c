"""What `python -m tests.own_voice --unhurried` measures: our own voice in a room.

Real engines and real sound in a room whose time stands still while the machine is busy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import edge.modes.conversation  # noqa: F401 - loaded before any loop runs
from edge.fakes.time import run_unhurried
from tests.own_voice.material import REPLIES
from tests.own_voice.measure import cuts, in_time, own_voice, percentile

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.engines, pytest.mark.long, pytest.mark.timeout(900)]

IN_TIME = 16
OPEN_SECONDS = 0.6
EAR_SECONDS = 0.15


@pytest.fixture(autouse=True)
def _only_in_full(long_run: bool) -> None:
    if not long_run:
        pytest.skip("twenty replies in three rooms: run by `make long`")


@pytest.mark.parametrize("room", ["rir1", "rir2", "rir4"])
def test_no_reply_is_lost_to_our_own_voice(shared: Path, room: str) -> None:
    found = run_unhurried(own_voice(shared, room, REPLIES))
    assert found.lost == []
    assert len(found.pauses) <= max(1.0, found.seconds / 60)


@pytest.mark.parametrize("room", ["rir1", "rir2", "rir4"])
def test_people_stop_a_reply_over_its_own_echo(shared: Path, tmp_path: Path, room: str) -> None:
    found = run_unhurried(cuts(shared, tmp_path, room, REPLIES))
    assert in_time(found, OPEN_SECONDS) >= IN_TIME, found


def test_people_silence_the_voice_in_their_ear(shared: Path, tmp_path: Path) -> None:
    found = run_unhurried(cuts(shared, tmp_path, "rir1", REPLIES, open_loudspeaker=False))
    assert percentile(found, 0.95) <= EAR_SECONDS, found
