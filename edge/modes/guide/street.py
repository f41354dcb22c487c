"""Warnings as loud as the street asks for, by what a microphone hears between our own words."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from edge.audio.street import StreetLevel

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Sequence

    from edge.audio.output import Output
    from edge.ports import Block


async def over_the_street(
    blocks: AsyncIterator[Block], outputs: Sequence[Output]
) -> AsyncIterator[Block]:
    """The same blocks; every output's warnings follow their level from now on."""
    street = StreetLevel()
    async with aclosing(cast("AsyncGenerator[Block, None]", blocks)) as source:
        async for block in source:
            street.hear(block.samples)
            for output in outputs:
                output.set_urgent_gain(street.urgent_gain)
            yield block
