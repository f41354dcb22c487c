"""Where an engine works: a thread or a process of its own, one call at a time.

An engine is a plain synchronous class. Its constructor loads the model; its methods are generators
whose first argument is `stopped`. docs/engines.md draws the whole.
"""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    Stopped: TypeAlias = Callable[[], bool]
    """True from the moment when nobody wants the rest of a call."""


class Runtime(Protocol):
    """Runs the methods of one engine away from the loop, in the order of asking."""

    async def open(self) -> None:
        """Load the engine unless it is; raises EngineError with the engine's own sentence."""
        ...

    def stream(self, method: str, *args: object) -> AsyncGenerator[Any, None]:
        """The items of `engine.method(stopped, *args)`, each made when it is asked for.

        Closing it early tells the engine, and waits for nothing: the next call begins as soon as
        the engine returns. Loads the engine where needed. Raises EdgeError.
        """
        ...

    async def close(self) -> None:
        """Free the engine as soon as the item is done that it works on."""
        ...


async def only(stream: AsyncGenerator[Any, None]) -> Any:
    """The first item of a stream, which is closed then; None where there is none."""
    async with aclosing(stream) as items:
        async for item in items:
            return item
    return None
