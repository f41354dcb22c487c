"""What every camera must keep to, as functions for the suite."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from edge.errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from edge.ports.sight import Camera, Frame


def opened(
    camera: Camera, rate: Callable[[], float] = lambda: 20.0
) -> aclosing[AsyncGenerator[Frame, None]]:
    """The camera's frames, closed when the block ends."""
    return aclosing(cast("AsyncGenerator[Frame, None]", camera.frames(rate)))  # all are generators


async def some(camera: Camera, count: int, rate: float = 20.0) -> list[Frame]:
    """Up to `count` frames; the camera is closed afterwards."""
    found: list[Frame] = []
    async with opened(camera, lambda: rate) as frames:
        async for frame in frames:
            found.append(frame)
            if len(found) == count:
                break
    return found


def is_a_picture(frame: Frame) -> bool:
    return (
        frame.picture.ndim == 3
        and frame.picture.shape[2] == 3
        and (frame.picture.dtype == np.uint8)
    )


async def keeps_to_the_camera_port(camera: Camera) -> None:
    """Named pictures of growing number and time, stills beside them, and opened again too."""
    assert camera.name
    with pytest.raises(DeviceError):
        await camera.still()
    for _ in range(2):
        found = await some(camera, 5)
        assert len(found) == 5
        assert all(map(is_a_picture, found))
        assert {frame.source for frame in found} == {camera.name}
        assert (np.diff([frame.number for frame in found]) > 0).all()
        assert (np.diff([frame.at for frame in found]) > 0).all()
    async with opened(camera) as frames:
        first = await anext(frames)
        still = await camera.still()
        assert is_a_picture(still)
        assert still.picture.shape[0] >= first.picture.shape[0]
    with pytest.raises(DeviceError):
        await camera.still()


async def keeps_to_the_rate(camera: Camera, rate: float, seconds: float = 2.0) -> None:
    """No more than was asked for, and not much less, from the first picture on."""
    loop = asyncio.get_running_loop()
    count = 0
    async with opened(camera, lambda: rate) as frames:
        await anext(frames)
        began = loop.time()
        async for _ in frames:
            count += 1
            if loop.time() - began > seconds:
                break
    assert 0.6 * rate * seconds <= count <= rate * seconds + 2


async def gives_the_newest_to_who_comes_late(camera: Camera) -> None:
    """After a pause of the reader the picture is a fresh one; those between are gone."""
    loop = asyncio.get_running_loop()
    async with opened(camera, lambda: 30.0) as frames:
        first = await anext(frames)
        await asyncio.sleep(0.6)
        late = await anext(frames)
        age = loop.time() - late.at  # closing the camera takes time of its own
    assert age < 0.3
    assert late.number > first.number + 4
