"""A tone rises with the light until it is stopped."""

from __future__ import annotations

import asyncio

import numpy as np

from tests.modes.sight.room import room


async def test_the_brighter_the_higher_until_it_is_stopped() -> None:
    async with room() as here:
        began = asyncio.get_running_loop().time()
        here.camera.film(
            lambda now: np.full((480, 640, 3), min(250, 20 + 40 * (now - began)), np.uint8)
        )
        assert (await here.ask("look.light_tone")).startswith("The higher the tone")
        await asyncio.sleep(6)
        pitches = [hertz for hertz, _ in here.heard.notes]
        assert len(pitches) > 20
        assert pitches == sorted(pitches)
        assert pitches[-1] > 2 * pitches[0]
        assert await here.ask("look.stop") == "I stopped looking."
        await asyncio.sleep(2)
        assert len(here.heard.notes) <= len(pitches) + 1
