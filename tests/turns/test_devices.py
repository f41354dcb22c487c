"""Outputs that go while they speak, and voices that may not stop what they cannot hear."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.bus import Bus
from edge.events import (
    DeviceFound,
    DeviceLost,
    PlaybackFinished,
    PlaybackStarted,
    SkillAnswered,
    TurnFailed,
    WordSpoken,
)
from edge.modes.assistant import Assistant
from edge.modes.body import Body, Manners
from edge.modes.governor import Governor
from edge.modes.model_use import ModelUse
from edge.modes.mouth import Mouths
from edge.modes.replying import Replies
from edge.modes.telling import Telling
from edge.modes.wording import words_for
from edge.tasks import Tasks
from edge.thinking.answer import Answer
from tests.turns.conftest import stage

if TYPE_CHECKING:
    from edge.thinking.said import Said


def _text(started: list[PlaybackStarted], output: str) -> list[str]:
    return [event.text for event in started if event.output == output]


async def test_what_was_cut_off_on_a_lost_output_is_said_on_another() -> None:
    async with stage(outputs=("ear", "room")) as world:
        world.conversation.assistant.typed("what can you do")
        began = await world.until(PlaybackStarted)
        assert began.output == "ear"
        await asyncio.sleep(1.2)
        world.conversation.bus.publish(DeviceLost(at=0.0, device="ear", message="unplugged"))
        await world.until(PlaybackFinished, 2)
        first, second = world.happened(PlaybackFinished)
        assert not first.completed
        assert second.completed
        assert second.output == "room"
        assert second.heard == first.text
        said = [word for word in world.happened(WordSpoken) if word.output == "room"]
        assert said[0].start == len(first.heard) + 1


async def test_a_lost_camera_is_no_lost_output() -> None:
    async with stage(outputs=("ear", "room")) as world:
        bus = world.conversation.bus
        bus.publish(DeviceLost(at=0.0, device="camera", message="unplugged"))
        world.conversation.assistant.typed("what can you do")
        await world.until(PlaybackStarted)
        bus.publish(DeviceLost(at=0.0, device="ear", message="unplugged"))
        await world.until(PlaybackFinished, 2)
        assert world.happened(PlaybackFinished)[1].output == "room"


async def test_an_output_that_came_back_is_used_again() -> None:
    async with stage(outputs=("ear", "room")) as world:
        bus = world.conversation.bus
        bus.publish(DeviceLost(at=0.0, device="ear", message="unplugged"))
        world.conversation.assistant.typed("what is 2 + 2")
        await world.until(PlaybackFinished)
        bus.publish(DeviceFound(at=0.0, device="ear"))
        world.conversation.assistant.typed("what is 3 + 3")
        await world.until(PlaybackFinished, 2)
        outputs = [event.output for event in world.happened(PlaybackFinished)]
        assert outputs == ["room", "ear"]


async def test_with_every_output_lost_the_turn_still_ends() -> None:
    async with stage() as world:
        world.speaker.stall()
        bus = world.conversation.bus
        bus.publish(DeviceLost(at=0.0, device="room", message="unplugged"))
        world.conversation.assistant.typed("what is 2 + 2")
        done = await world.until(PlaybackFinished)
        assert done.heard == ""
        assert world.happened(SkillAnswered)[0].reply


async def test_an_answer_for_the_owner_stays_in_the_owners_ear() -> None:
    async with stage(outputs=("ear", "room")) as world:
        world.conversation.assistant.typed("what is 2 + 2")
        await world.until(PlaybackFinished)
        assert _text(world.happened(PlaybackStarted), "room") == []


async def test_a_timer_rings_for_everyone() -> None:
    async with stage(outputs=("ear", "room")) as world:
        world.conversation.assistant.typed("set a timer for 3 seconds")
        await world.until(PlaybackStarted, 3)
        started = world.happened(PlaybackStarted)
        assert _text(started, "room") == _text(started, "ear")[1:]


async def test_a_store_that_breaks_costs_its_turn_and_not_the_conversation() -> None:
    async with stage() as world:
        world.conversation.store.close()
        world.conversation.assistant.typed("take a note buy milk")
        failed = await world.until(TurnFailed)
        assert failed.code == "store"
        await asyncio.sleep(120)
        world.conversation.assistant.typed("take a note buy bread")
        await world.until(TurnFailed, len(world.happened(TurnFailed)) + 1)


async def test_a_bug_in_a_skill_costs_its_turn_and_not_the_conversation() -> None:
    clock = asyncio.get_running_loop().time
    bus, mouths = Bus(), Mouths([], clock)
    body = Body(Manners("en", 175), {}, mouths, words_for, lambda _: None)
    told = bus.subscribe(TurnFailed)

    async def breaks(said: Said) -> Answer:
        return Answer(str(1 // (len(said.text) - 4)))

    replies = Replies(breaks, ModelUse(None, Governor(), {}), Telling(bus, clock), mouths, body)
    assistant = Assistant(bus, clock, {}, mouths, replies, body)
    async with Tasks() as tasks:
        tasks.start(assistant.run())
        assistant.typed("oops")
        async for event in told:
            assert isinstance(event, TurnFailed)
            assert event.code == "bug"
            break
        assistant.typed("this is fine")
        await assistant.answered()
