"""What was dropped or cut off can be asked for, for a minute."""

from __future__ import annotations

from edge.bus import Bus
from edge.events import ItemDropped, PlaybackFinished, PlaybackStarted
from edge.modes.guide.missed import KEPT_SECONDS, Missed


def dropped(at: float, item: int, text: str, key: str = "") -> ItemDropped:
    return ItemDropped(at=at, output="ear", item=item, text=text, priority="ambient", key=key)


def said(missed: Missed, item: int, text: str, *, completed: bool, rank: str = "ambient") -> None:
    missed.note(
        PlaybackStarted(at=1.0, output="ear", item=item, text=text, language="en", priority=rank)
    )
    missed.note(
        PlaybackFinished(at=2.0, output="ear", item=item, text=text, heard="", completed=completed)
    )


def test_what_was_dropped_and_what_was_cut_off_is_told_once_in_order() -> None:
    missed = Missed(Bus())
    said(missed, 1, "Cafe, 2 o'clock.", completed=False)
    missed.note(dropped(3.0, 2, "Bus stop, 9 o'clock."))
    assert missed.take(10.0) == ["Cafe, 2 o'clock.", "Bus stop, 9 o'clock."]
    assert missed.take(10.0) == []


def test_what_was_heard_and_what_somebody_asked_for_is_not_missed() -> None:
    missed = Missed(Bus())
    said(missed, 1, "Cafe.", completed=True)
    said(missed, 2, "It's nine.", completed=False, rank="answer")
    assert missed.take(10.0) == []


def test_only_the_newest_about_a_thing_is_told_and_nothing_older_than_a_minute() -> None:
    missed = Missed(Bus())
    missed.note(dropped(1.0, 1, "90 metres to go.", key="way"))
    missed.note(dropped(9.0, 2, "60 metres to go.", key="way"))
    missed.note(dropped(9.0, 2, "60 metres to go.", key="way"))
    missed.note(dropped(2.0, 3, "Crust."))
    assert missed.take(3.0 + KEPT_SECONDS) == ["60 metres to go."]
