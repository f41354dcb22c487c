"""A share of what `python -m tests.own_voice` measures: our own voice in a room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import edge.modes.conversation  # noqa: F401 - loaded before any loop runs
from tests.own_voice.material import REPLIES
from tests.own_voice.measure import cuts, in_time, own_voice

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.engines, pytest.mark.long, pytest.mark.timeout(600)]


@pytest.fixture(autouse=True)
def _only_where_the_machine_is_ours(long_run: bool) -> None:
    if not long_run:
        pytest.skip("real people over real sound, in real time: run by `make long`")


FEW = 4
SHARE = 0.6
"""Of so few a smaller share than of twenty, and the machine may be busy."""
OPEN_SECONDS = 0.6


async def test_no_reply_is_lost_to_our_own_voice(shared: Path, long_run: bool) -> None:
    found = await own_voice(shared, "rir1", REPLIES if long_run else REPLIES[:FEW])
    too_long = [reason for reason in found.lost if reason.startswith("paused for")]
    assert [reason for reason in found.lost if reason not in too_long] == []
    assert len(found.pauses) <= max(1.0, found.seconds / 60)
    assert len(too_long) <= (0 if long_run else 1)  # a busy machine resumes late


async def test_people_stop_a_reply_over_its_own_echo(
    shared: Path, tmp_path: Path, long_run: bool
) -> None:
    replies = REPLIES if long_run else REPLIES[:FEW]
    found = await cuts(shared, tmp_path, "rir1", replies)
    assert in_time(found, OPEN_SECONDS) >= SHARE * len(found), found
