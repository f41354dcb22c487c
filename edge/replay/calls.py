"""Calls of a port as they are kept: each result, and how it ended, at moments of their own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar, cast

from edge.errors import EdgeError
from edge.replay import tape
from edge.replay.loop import moment

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable

    from edge.replay.recorder import Recorder

T = TypeVar("T")


class Call:
    """Keeps the steps of one call of a port."""

    def __init__(self, recorder: Recorder, name: str) -> None:
        self._recorder = recorder
        self._name = name
        self._over = False

    def __enter__(self) -> Call:
        self.step("open")
        return self

    def __exit__(self, *_: object) -> None:
        if not self._over:
            self.step("closed")

    def step(self, step: str, value: Any = None) -> None:
        self._recorder.note("call", name=self._name, step=step, value=value)

    async def end(self, step: str = "end", value: Any = None) -> None:
        """Wait for the moment at which it is over."""
        await moment()
        self._over = True
        self.step(step, value)


async def stream(
    recorder: Recorder, name: str, source: AsyncIterator[T], plain: Callable[[T], Any]
) -> AsyncGenerator[T, None]:
    """The same values; kept with their moments, and how it ended."""
    with Call(recorder, name) as call:
        try:
            async for result in source:
                await moment()
                call.step("give", plain(result))
                yield result
            await call.end()
        except EdgeError as error:
            await call.end("error", tape.plain_error(error))
            raise
        except (asyncio.CancelledError, GeneratorExit):
            await cast("AsyncGenerator[T, None]", source).aclose()
            await moment()
            raise


async def once(recorder: Recorder, port: str, work: Awaitable[T], plain: Callable[[T], Any]) -> T:
    """The same result, kept with its moment."""
    with Call(recorder, recorder.call(port)) as call:
        try:
            result = await work
            await call.end("give", plain(result))
        except EdgeError as error:
            await call.end("error", tape.plain_error(error))
            raise
        except asyncio.CancelledError:
            await moment()
            raise
    return result


def nothing(_: object) -> None:
    """Only when it was done matters: what a skill answered is found by asking it again."""
