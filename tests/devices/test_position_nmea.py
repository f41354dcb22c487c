"""A receiver at a pair of pseudo terminals: damaged streams, silence, unplugging."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest

from edge.devices import position_nmea
from edge.devices.position_nmea import BAUD, NmeaPosition
from edge.errors import DeviceError
from tests.devices.nmea_lines import GGA, NO_FIX_GGA, RMC, sentence, stream
from tests.devices.serial_line import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edge.ports.sight import Fix

pytest.importorskip("serial", reason="opens the serial line")
pytest.importorskip("pynmeagps", reason="reads the sentences")
pytestmark = pytest.mark.engines  # real threads


@pytest.fixture
def line() -> Iterator[Line]:
    opened = Line()
    yield opened
    opened.unplug()


OPENED_SECONDS = 0.3
"""pyserial throws away what came before it opened the line."""


async def _take(sensor: NmeaPosition, count: int) -> list[Fix | None]:
    taken: list[Fix | None] = []
    async with aclosing(sensor.fixes()) as fixes:  # type: ignore[type-var]  # a generator
        async for fix in fixes:
            taken.append(fix)
            if len(taken) == count:
                break
    return taken


async def _taken(line: Line, count: int, data: bytes, baud: int = BAUD) -> list[Fix | None]:
    """The first positions of a receiver that sends `data` once it is listened to."""
    taking = asyncio.ensure_future(_take(NmeaPosition(line.path, baud), count))
    await asyncio.sleep(OPENED_SECONDS)
    line.send(data)
    return await asyncio.wait_for(taking, 5)


async def test_positions_come_through_a_damaged_stream(line: Line) -> None:
    damage = sentence(GGA)[:30] + bytes(range(128, 256)) + b"\r\n"
    data = stream(GGA) + damage + sentence(NO_FIX_GGA) + sentence(GGA)
    first, none, second = await _taken(line, 3, data)
    assert none is None
    assert first is not None
    assert second is not None
    assert first.latitude == second.latitude == pytest.approx(52.52)


async def test_a_silent_receiver_is_told(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(position_nmea, "SILENT_SECONDS", 0.5)
    with pytest.raises(DeviceError, match="sends nothing any more"):
        await _taken(line, 2, stream(GGA))


async def test_noise_alone_is_told_apart_from_silence(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(position_nmea, "SILENT_SECONDS", 0.5)
    with pytest.raises(DeviceError, match="nothing that is NMEA at 4800 baud"):
        await _taken(line, 1, bytes(range(256)) * 4, 4800)


async def test_an_unplugged_receiver_is_told_and_works_again_plugged_in(line: Line) -> None:
    taking = asyncio.ensure_future(_take(NmeaPosition(line.path), 2))
    await asyncio.sleep(OPENED_SECONDS)
    line.send(stream(RMC))
    line.unplug()
    with pytest.raises(DeviceError, match="unplugged"):
        await asyncio.wait_for(taking, 5)
    again = Line()
    assert len(await _taken(again, 1, stream(GGA))) == 1
    again.unplug()


async def test_a_line_that_is_not_there_is_named() -> None:
    with pytest.raises(DeviceError, match="/dev/no-such-line"):
        await _take(NmeaPosition("/dev/no-such-line"), 1)
