"""Tasks that live exactly as long as a block of code; work that nobody waits for at the end."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

T = TypeVar("T")


class Tasks:
    """A task group whose tasks are cancelled when its block ends; one that fails ends the block."""

    async def __aenter__(self) -> Tasks:
        self._started: list[asyncio.Task[None]] = []
        self._group = await asyncio.TaskGroup().__aenter__()
        return self

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        self._started.append(self._group.create_task(work))

    async def __aexit__(self, *error: Any) -> None:
        for task in self._started:
            task.cancel()
        await self._group.__aexit__(*error)


async def apart(function: Callable[[], T]) -> T:
    """Like asyncio.to_thread, for work that takes seconds: the program may end in the midst of it.

    It must not leave anything half done when it is cut off.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def work() -> None:
        result, error = None, None
        try:
            result = function()
        except Exception as raised:
            error = raised
        with suppress(RuntimeError):  # the loop was closed meanwhile
            loop.call_soon_threadsafe(_settle, done, result, error)

    threading.Thread(target=work, name="apart", daemon=True).start()
    return await done


def _settle(done: asyncio.Future[Any], result: object, error: Exception | None) -> None:
    if done.done():  # whoever waited has gone
        return
    if error is None:
        done.set_result(result)
    else:
        done.set_exception(error)
