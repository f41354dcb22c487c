"""Every subscriber hears every fact in order; a slow one loses the oldest and it is counted."""

from __future__ import annotations

from edge.bus import Bus
from edge.events import DeviceFound, DeviceLost, Event


def _found(name: str) -> DeviceFound:
    return DeviceFound(at=0.0, device=name)


async def _read(bus: Bus, *kinds: type[Event], size: int = 256) -> list[Event]:
    subscription = bus.subscribe(*kinds, size=size)
    for name in "abc":
        bus.publish(_found(name))
    bus.publish(DeviceLost(at=1.0, device="d", message="unplugged"))
    bus.close()
    return [event async for event in subscription]


async def test_events_come_in_order_and_the_end_comes_after_the_last() -> None:
    assert [event.device for event in await _read(Bus())] == list("abcd")  # type: ignore[union-attr]  # both have it


async def test_only_the_kinds_that_were_asked_for_come() -> None:
    assert [type(event) for event in await _read(Bus(), DeviceLost)] == [DeviceLost]


async def test_a_slow_reader_loses_the_oldest_and_a_counter_says_so() -> None:
    bus = Bus()
    assert len(await _read(bus, size=2)) == 2
    assert bus.lost == 2
