"""Who speaks next: ranks, expiry, duplicates, gaps and audiences."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.speaking.arbiter import MOST_WAITING, Arbiter, Outcome
from edge.speaking.items import Item, Priority, again, route


def _item(text: str, rank: Priority = Priority.ANSWER, **more: Any) -> Item:
    return Item(text=text, priority=rank, **more)


HAZARD, ANSWER, NAVIGATION, AMBIENT, CHATTER = Priority


def _all(arbiter: Arbiter, now: float) -> list[str]:
    said = []
    while (item := arbiter.next(now)) is not None:
        said.append(item.text)
        arbiter.playing = None
    return said


def test_the_more_important_goes_first_and_equals_in_order() -> None:
    arbiter = Arbiter()
    for text, rank in (("a", CHATTER), ("n", NAVIGATION), ("1", HAZARD), ("2", HAZARD)):
        arbiter.offer(_item(text, rank), 0.0)
    assert _all(arbiter, 0.0) == ["1", "2", "n", "a"]


def test_an_answer_clears_what_nobody_asked_for() -> None:
    arbiter = Arbiter()
    arbiter.offer(_item("cafe", AMBIENT), 0.0)
    arbiter.offer(_item("turn left", NAVIGATION), 0.0)
    arbiter.offer(_item("step", HAZARD), 0.0)
    arbiter.offer(_item("ten o'clock"), 0.0)
    assert {item.text for item in arbiter.take_dropped()} == {"cafe", "turn left"}
    assert _all(arbiter, 0.0) == ["step", "ten o'clock"]


@pytest.mark.parametrize(
    ("playing", "offered", "outcome"),
    [
        (AMBIENT, HAZARD, Outcome.PREEMPTS),
        (ANSWER, HAZARD, Outcome.PREEMPTS),
        (HAZARD, HAZARD, Outcome.QUEUED),
        (HAZARD, ANSWER, Outcome.QUEUED),
        (ANSWER, ANSWER, Outcome.QUEUED),
        (NAVIGATION, ANSWER, Outcome.CUTS),
        (AMBIENT, NAVIGATION, Outcome.CUTS),
        (AMBIENT, AMBIENT, Outcome.QUEUED),
        (NAVIGATION, CHATTER, Outcome.QUEUED),
    ],
)
def test_an_offer_tells_what_happens_to_what_is_playing(
    playing: Priority, offered: Priority, outcome: Outcome
) -> None:
    arbiter = Arbiter()
    arbiter.offer(_item("old", playing), 0.0)
    arbiter.next(0.0)
    assert arbiter.offer(_item("new", offered), 0.0) is outcome


def test_an_uninterruptible_item_is_cut_by_hazards_only() -> None:
    arbiter = Arbiter()
    arbiter.offer(_item("fire drill", AMBIENT, interruptible=False), 0.0)
    arbiter.next(0.0)
    assert arbiter.offer(_item("ten"), 0.0) is Outcome.QUEUED
    assert arbiter.offer(_item("step", HAZARD), 0.0) is Outcome.PREEMPTS


def test_stale_items_are_dropped_and_asked_again_when_their_turn_comes() -> None:
    arbiter, near = Arbiter(), [True]
    assert arbiter.offer(_item("late", expires_at=1.0), 1.0) is Outcome.STALE
    arbiter.offer(_item("soon late", expires_at=2.0), 1.0)
    arbiter.offer(_item("door", valid=lambda: near[0]), 1.0)
    near[0] = False
    assert arbiter.next(2.5) is None
    assert [item.text for item in arbiter.take_dropped()] == ["soon late", "door"]


def test_a_newer_item_replaces_the_waiting_one_about_the_same() -> None:
    arbiter = Arbiter()
    arbiter.offer(_item("30 metres", NAVIGATION, key="turn"), 0.0)
    assert arbiter.offer(_item("20 metres", NAVIGATION, key="turn"), 0.0) is Outcome.REPLACES
    assert _all(arbiter, 0.0) == ["20 metres"]


def test_what_is_being_said_is_not_queued_again() -> None:
    arbiter = Arbiter()
    arbiter.offer(_item("cafe", AMBIENT, key="cafe"), 0.0)
    arbiter.next(0.0)
    assert arbiter.offer(_item("cafe", AMBIENT, key="cafe"), 0.0) is Outcome.DUPLICATE


@pytest.mark.parametrize(
    ("after", "zone", "outcome"),
    [
        (4.9, 1, Outcome.DUPLICATE),
        (4.9, 0, Outcome.DUPLICATE),
        (0.5, 2, Outcome.QUEUED),
        (5.0, 1, Outcome.QUEUED),
    ],
)
def test_a_hazard_is_told_again_after_five_seconds_or_nearer(
    after: float, zone: int, outcome: Outcome
) -> None:
    arbiter = Arbiter()
    first = _item("wall", HAZARD, key="wall", zone=1)
    arbiter.offer(first, 0.0)
    arbiter.next(0.0)
    arbiter.finished(first, 0.4)
    assert arbiter.offer(_item("wall", HAZARD, key="wall", zone=zone), after) is outcome


def test_automatic_utterances_keep_their_distance() -> None:
    arbiter = Arbiter()
    first = _item("left", NAVIGATION)
    arbiter.offer(first, 0.0)
    arbiter.next(0.0)
    arbiter.finished(first, 2.0)
    arbiter.offer(_item("right", NAVIGATION), 2.1)
    assert arbiter.next(3.1) is None
    assert arbiter.next_at() == pytest.approx(3.2)
    assert arbiter.next(3.2) is not None


def test_remarks_about_the_surroundings_keep_five_seconds() -> None:
    arbiter = Arbiter()
    first = _item("cafe", AMBIENT)
    arbiter.offer(first, 0.0)
    arbiter.next(0.0)
    arbiter.finished(first, 2.0)
    arbiter.offer(_item("bank", AMBIENT), 2.0)
    assert arbiter.next(6.9) is None
    assert arbiter.next(7.0) is not None


def test_answers_and_hazards_wait_for_no_gap() -> None:
    arbiter = Arbiter()
    arbiter.finished(_item("left", NAVIGATION), 2.0)
    arbiter.offer(_item("ten"), 2.0)
    arbiter.offer(_item("step", HAZARD), 2.0)
    assert _all(arbiter, 2.0) == ["step", "ten"]


def test_hush_spares_hazards() -> None:
    arbiter = Arbiter()
    arbiter.offer(_item("ten"), 0.0)
    arbiter.offer(_item("step", HAZARD), 0.0)
    arbiter.hush()
    assert _all(arbiter, 0.0) == ["step"]


def test_the_last_thing_said_can_be_said_again() -> None:
    arbiter = Arbiter()
    said = _item("cafe", AMBIENT, key="cafe", expires_at=1.0)
    arbiter.finished(said, 5.0)
    arbiter.finished(_item("step", HAZARD), 6.0)
    assert arbiter.last is said
    repeated = again(said)
    assert repeated.id != said.id
    assert arbiter.offer(repeated, 9.0) is Outcome.QUEUED


def test_a_flood_loses_the_least_important() -> None:
    arbiter = Arbiter()
    arbiter.offer(_item("cafe", CHATTER), 0.0)
    for number in range(MOST_WAITING):
        arbiter.offer(_item(str(number), NAVIGATION), 0.0)
    assert [item.text for item in arbiter.take_dropped()] == ["cafe"]


@given(st.lists(st.tuples(st.sampled_from(Priority), st.booleans()), max_size=60))
def test_every_item_is_said_dropped_or_waiting_once(offers: list[tuple[Priority, bool]]) -> None:
    arbiter, offered, done = Arbiter(), [], []
    for now, (rank, take) in enumerate(offers):
        offered.append(_item(str(now), rank))
        arbiter.offer(offered[-1], float(now))
        if take and (item := arbiter.next(float(now))):
            done.append(item.id)
            arbiter.finished(item, float(now))
    done += [item.id for item in arbiter.take_dropped()]
    while item := arbiter.next(1e9):
        done.append(item.id)
    assert sorted(done) == [item.id for item in offered]


@pytest.mark.parametrize(
    ("audience", "outputs", "names"),
    [
        ("owner", [("ear", "owner"), ("room", "everyone")], ["ear"]),
        ("owner", [("room", "everyone")], ["room"]),
        ("partner", [("ear", "owner"), ("room", "everyone")], ["room"]),
        ("partner", [("ear", "owner")], []),
        ("partner", [("phone", "partner"), ("room", "everyone")], ["phone"]),
        ("owner", [("phone", "partner")], []),
        ("everyone", [("ear", "owner"), ("room", "everyone")], ["ear", "room"]),
    ],
)
def test_an_audience_finds_its_outputs(
    audience: str, outputs: list[tuple[str, str]], names: list[str]
) -> None:
    assert route(_item("x", audience=audience), outputs) == names
