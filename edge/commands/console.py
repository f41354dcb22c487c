"""The terminal of `edge run`: facts scroll up, words that may change stand in the last line.

With a terminal one can type beside the captions; `--plain`, or a pipe, gives one line a fact and
reads one line a turn, without colour, cursor movement or redrawing.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Protocol, TextIO

from edge.commands.lines import Status, Unasked, bold, coloured, folded, line

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from edge.bus import Subscription

TALK_KEY = "f2"


class Console(Protocol):
    """Shows events and yields typed lines until the input ends."""

    def typed(self) -> AsyncIterator[str]: ...

    async def show(self, events: Subscription) -> None: ...

    def tell(self, text: str) -> None: ...


class PlainConsole:
    """One line a fact on standard output; typed lines from standard input, if there is any."""

    def tell(self, text: str) -> None:
        print(text, flush=True)

    async def show(self, events: Subscription) -> None:
        unasked = Unasked()
        async for event in events:
            said = unasked.line(event)
            text = said or line(event)
            if text is not None:
                self.tell(text)

    async def typed(self) -> AsyncIterator[str]:
        """Lines as they come; ends with the input (a closed or absent one ends at once)."""
        if sys.stdin is None or sys.stdin.closed:
            return
        if not _is_waited_for(sys.stdin):
            for text in await asyncio.to_thread(sys.stdin.readlines):
                yield text.strip()
            return
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await loop.connect_read_pipe(lambda: protocol, sys.stdin)
        try:
            while text := await reader.readline():
                yield text.decode(errors="replace").strip()
        finally:
            transport.close()


def _is_waited_for(file: TextIO) -> bool:
    """A pipe, a socket or a terminal; /dev/null and plain files always have an answer ready."""
    mode = os.fstat(file.fileno()).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or file.isatty()


class TerminalConsole:
    """Typing with history and editing below the captions, by prompt_toolkit."""

    def __init__(self, on_talk_key: Callable[[], None]) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.formatted_text import ANSI
        from prompt_toolkit.input import create_input
        from prompt_toolkit.key_binding import KeyBindings

        self._ansi = ANSI
        self._status = Status()
        keys = KeyBindings()
        keys.add(TALK_KEY)(lambda _: on_talk_key())
        keyboard = create_input()
        # a cooked terminal, as is usual while a fact is printed, swallows Ctrl-D
        keyboard.cooked_mode = nullcontext  # type: ignore[method-assign]  # of this one only
        self._session: PromptSession[str] = PromptSession(
            "> ",
            bottom_toolbar=lambda: self._status.text,
            key_bindings=keys,
            erase_when_done=True,
            input=keyboard,
        )

    def tell(self, text: str) -> None:
        self._print(folded(text, _columns()))

    async def show(self, events: Subscription) -> None:
        unasked = Unasked()
        async for event in events:
            said = unasked.line(event)
            text = bold(said, _columns()) if said else coloured(event, _columns())
            if text is not None:
                self._print(text)
            if self._status.note(event):
                self._session.app.invalidate()

    def _print(self, text: str) -> None:
        from prompt_toolkit import print_formatted_text

        print_formatted_text(self._ansi(text))

    async def typed(self) -> AsyncIterator[str]:
        from prompt_toolkit.patch_stdout import patch_stdout

        with patch_stdout(raw=True), self._session.input.raw_mode():  # and between prompts
            while True:
                try:
                    yield (await self._session.prompt_async()).strip()
                except EOFError:
                    return


def _columns() -> int:
    return shutil.get_terminal_size().columns
