"""Minutes of hazards, answers and remarks at set times: what comes out of one loudspeaker, when."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from edge.events import ItemDropped, PlaybackFinished, PlaybackStarted
from edge.speaking.arbiter import AMBIENT_GAP_SECONDS, AUTOMATIC_GAP_SECONDS, Outcome
from edge.speaking.items import Item, Priority
from tests.speaking.stage import stage

if TYPE_CHECKING:
    from tests.speaking.stage import Room

SEEDS = range(5)
MINUTES = 3
PROMPT_SECONDS = 0.05
"""From an offer to the block handed over, for whatever waits for nothing."""
BLOCK = 0.02
"""Two blocks of the loudspeaker: events are told by whole ones."""
RATES = {Priority.HAZARD: 6, Priority.ANSWER: 6, Priority.NAVIGATION: 12, Priority.AMBIENT: 20}
"""Offers a minute: more of what is automatic than can be said."""
LASTS = {Priority.NAVIGATION: 3.0, Priority.AMBIENT: 8.0}
"""Seconds after which they are stale."""


@dataclass
class Trace:
    """What was offered, and what became of it."""

    room: Room
    offered: dict[int, tuple[float, Item, Outcome]] = field(default_factory=dict)

    def offer(self, item: Item) -> None:
        now = asyncio.get_running_loop().time()
        self.offered[item.id] = (now, item, self.room.voice.say(item))

    def started(self) -> dict[int, float]:
        """When each first began."""
        first: dict[int, float] = {}
        for event in self.room.told(PlaybackStarted):
            first.setdefault(event.item, event.at)
        return first

    def ended(self) -> dict[int, float]:
        return {event.item: event.at for event in self.room.told(PlaybackFinished)}

    def of(self, *ranks: Priority) -> list[tuple[float, Item, Outcome]]:
        return [one for one in self.offered.values() if one[1].priority in ranks]


def _item(rank: Priority, number: int, chance: random.Random, now: float) -> Item:
    words = " ".join(["word"] * chance.randint(2, 8))
    key, zone = "", 0
    if rank is Priority.HAZARD:
        key, zone = chance.choice(("wall", "step")), chance.randint(0, 3)
    elif rank is not Priority.ANSWER:
        key = f"{rank.name} {chance.randint(1, 5)}"
    return Item(
        text=f"{words} {number}",
        priority=rank,
        key=key,
        zone=zone,
        expires_at=now + LASTS.get(rank, float("inf")),
    )


_traces: dict[int, Trace] = {}
"""Each is played once, for all tests."""


async def _traced(seed: int) -> Trace:
    """A busy walk; then a minute in which all that waits is said or becomes stale."""
    if seed not in _traces:
        _traces[seed] = await _played(seed)
    return _traces[seed]


async def _played(seed: int) -> Trace:
    chance = random.Random(seed)
    moments = [
        (chance.uniform(0, 60 * MINUTES), rank)
        for rank, rate in RATES.items()
        for _ in range(rate * MINUTES)
    ]
    async with stage() as room:
        trace = Trace(room)
        for number, (due, rank) in enumerate(sorted(moments)):
            now = asyncio.get_running_loop().time()
            await asyncio.sleep(max(0.0, due - now))
            trace.offer(_item(rank, number, chance, due))
        await asyncio.sleep(60)
        return trace


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_hazard_goes_before_everything_within_50_ms(seed: int) -> None:
    trace = await _traced(seed)
    started, ended = trace.started(), trace.ended()
    hazards = [one for one in trace.of(Priority.HAZARD) if one[2] is not Outcome.DUPLICATE]
    assert len(hazards) >= 5
    for at, item, outcome in hazards:
        others = [end for key, end in ended.items() if trace.offered[key][1].priority == 0]
        free = max([at, *(end for end in others if end <= started.get(item.id, at))])
        if item.id in started:
            assert started[item.id] - free <= PROMPT_SECONDS
        else:
            assert outcome in (Outcome.QUEUED, Outcome.REPLACES)  # a nearer one took its place


@pytest.mark.parametrize("seed", SEEDS)
async def test_nothing_stale_is_begun_and_nothing_is_lost(seed: int) -> None:
    trace = await _traced(seed)
    started = trace.started()
    dropped = {event.item for event in trace.room.told(ItemDropped)}
    automatic = trace.of(Priority.NAVIGATION, Priority.AMBIENT)
    assert dropped
    for _, item, outcome in automatic:
        if item.id in started:
            assert started[item.id] <= item.expires_at + BLOCK
        assert (item.id in started) + (item.id in dropped) == (outcome is not Outcome.DUPLICATE)


@pytest.mark.parametrize("seed", SEEDS)
async def test_one_thing_is_said_at_a_time(seed: int) -> None:
    trace = await _traced(seed)
    playing: list[int] = []
    for event in trace.room.events:
        if isinstance(event, PlaybackStarted):
            if event.item in playing:  # it goes on after a hazard
                playing.remove(event.item)
            below = [trace.offered[item][1].priority for item in playing]
            rank = trace.offered[event.item][1].priority
            assert not below or rank is Priority.HAZARD
            playing.append(event.item)
        elif isinstance(event, PlaybackFinished) and event.item in playing:
            playing.remove(event.item)
    assert playing == []


@pytest.mark.parametrize("seed", SEEDS)
async def test_what_nobody_asked_for_keeps_its_gaps(seed: int) -> None:
    trace = await _traced(seed)
    started, ended = trace.started(), trace.ended()
    automatic = [
        (started[item.id], ended[item.id], item.priority)
        for _, item, _ in trace.of(Priority.NAVIGATION, Priority.AMBIENT)
        if item.id in started
    ]
    for begun, _, rank in automatic:
        ends = [(end, other) for start, end, other in automatic if start < begun]
        assert all(begun - end >= AUTOMATIC_GAP_SECONDS - BLOCK for end, _ in ends)
        ambient = [end for end, other in ends if other is Priority.AMBIENT]
        if rank is Priority.AMBIENT:
            assert all(begun - end >= AMBIENT_GAP_SECONDS - BLOCK for end in ambient)


@pytest.mark.parametrize("seed", SEEDS)
async def test_an_answer_waits_for_hazards_and_answers_only(seed: int) -> None:
    trace = await _traced(seed)
    started, ended = trace.started(), trace.ended()
    before = (Priority.HAZARD, Priority.ANSWER)
    for at, item, _ in trace.of(Priority.ANSWER):
        begun = started[item.id]
        ends = [
            end
            for key, end in ended.items()
            if trace.offered[key][1].priority in before and end <= begun
        ]
        assert begun - max([at, *ends]) <= PROMPT_SECONDS
