"""How far a fetch has come, as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge.commands import progress
from edge.commands.progress import BarProgress, PlainProgress, megabytes, minutes
from edge.models.fetch import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

TOTAL = 50_000_000


def _told(show: Callable[[Progress], None]) -> None:
    for done in range(0, TOTAL + 1, TOTAL // 200):
        show(Progress("kokoro", "fetching a", done, TOTAL))
    show(Progress("kokoro", "unpacking and checking"))


def test_plain_progress_is_a_line_each_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    _told(PlainProgress())
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        *(f"kokoro: {share} % of 50 MB" for share in range(0, 101, 10)),
        "kokoro: unpacking and checking",
    ]


def test_a_bar_stays_on_one_line_that_fits(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr(progress, "SHOWN_EVERY", 0.0)
    _told(BarProgress())
    told = capsys.readouterr().out
    assert told.count("\n") == 1
    drawn = [line for line in told.split("\r") if line]
    assert {len(line.rstrip("\n")) for line in drawn} == {59}
    assert "[############............]  50%  25 MB of 50 MB" in told


def test_nothing_is_shown_to_programs(capsys: pytest.CaptureFixture[str]) -> None:
    _told(progress.shown(plain=False, quiet=True))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("size", "told", "time"),
    [(535_190, "0.5 MB", "0 s"), (71_053_214, "71 MB", "28 s"), (3.3e9, "3300 MB", "22 min")],
)
def test_sizes_and_times_are_told_as_people_say_them(size: float, told: str, time: str) -> None:
    assert (megabytes(size), minutes(size)) == (told, time)
