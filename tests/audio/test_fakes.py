"""The shipped fakes of sound do what the world's side tells them."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from edge.errors import DeviceError
from edge.fakes.sound import FakeMicrophone


async def test_a_sound_is_heard_when_it_is_made_and_silence_around_it() -> None:
    microphone = FakeMicrophone()
    microphone.hear(np.full(240, 900, np.int16), at=0.105)
    asyncio.get_running_loop().call_later(0.2, microphone.end)
    heard = [block async for block in microphone.blocks()]
    sound = np.concatenate([block.samples for block in heard])
    loud = np.flatnonzero(sound)
    assert loud[0] == round(0.105 * 16_000)
    assert len(loud) == 240
    assert heard[0].at == pytest.approx(0.01)


async def test_two_sounds_at_once_are_added_and_clipped() -> None:
    microphone = FakeMicrophone()
    for _ in range(2):
        microphone.hear(np.full(160, 30_000, np.int16), at=0.0)
    source = microphone.blocks()
    assert (await anext(aiter(source))).samples.max() == 32_767


async def test_a_sound_without_a_time_is_heard_from_now_on() -> None:
    microphone = FakeMicrophone()
    source = microphone.blocks()
    for _ in range(5):
        await anext(aiter(source))
    microphone.hear(np.full(320, 900, np.int16))
    following = [(await anext(aiter(source))).samples.max() for _ in range(4)]
    assert following == [900, 900, 0, 0]


async def test_an_unplugged_microphone_cannot_be_opened_until_it_is_back() -> None:
    microphone = FakeMicrophone()
    microphone.unplug()
    with pytest.raises(DeviceError, match="was unplugged"):
        await anext(aiter(microphone.blocks()))
    microphone.plug_in()
    assert len((await anext(aiter(microphone.blocks()))).samples) == 160
