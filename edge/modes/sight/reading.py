"""Reading aloud: help with holding the camera, then every word, and the way through a page."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from edge.errors import EngineError
from edge.modes.sight.doubts import all_worded, elsewhere, is_about, worded
from edge.seeing.document import Reading, document
from edge.seeing.framing import Advice, Guidance, measured
from edge.seeing.reading_commands import numbers
from edge.seeing.witnesses import needs_witness, witnessed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from typing import TypeAlias

    from edge.language import Language
    from edge.modes.sight.camera_use import CameraUse
    from edge.modes.sight.question import Answering, Question, Texts
    from edge.ports import Picture, TextLine, TextReader
    from edge.seeing.document import Piece
    from edge.seeing.eyes import Eyes
    from edge.seeing.looker import Looker
    from edge.seeing.witnesses import Witnessed

    Summarise: TypeAlias = Callable[[str, Language], AsyncIterator[str]]
    """What a text is about, clause by clause."""

FRAMING_SECONDS = 12.0
"""Help with holding it for so long; then it is read as it is."""
WORDS: Mapping[Advice, str] = {
    Advice.MORE_LIGHT: "frame.dark",
    Advice.LESS_LIGHT: "frame.bright",
    Advice.FARTHER: "frame.farther",
    Advice.LEFT: "frame.left",
    Advice.RIGHT: "frame.right",
    Advice.UP: "frame.up",
    Advice.DOWN: "frame.down",
    Advice.CLOSER: "frame.closer",
    Advice.HOLD_STILL: "frame.blurred",
}
READ_WHOLE = ("read.start", "read.on", "read.top")
"""Answers of which it is noted how far they were heard."""


class ReadingAloud:
    """One page at a time, and the place in it; used from the loop."""

    def __init__(
        self,
        camera: CameraUse,
        looker: Looker,
        reader: TextReader,
        summarise: Summarise | None = None,
    ) -> None:
        self._camera = camera
        self._summarise = summarise
        self._looker = looker
        self._reader = reader
        self._reading: Reading | None = None
        self._doubts: list[Witnessed] = []
        """What its two readings do not agree on."""

    @property
    def answers(self) -> Mapping[str, Answering]:
        return {
            "read.start": self._start,
            "read.on": self._go_on,
            "read.next": lambda question: self._step(question, 1),
            "read.previous": lambda question: self._step(question, -1),
            "read.top": self._from_top,
            "read.numbers": self._numbers,
            "read.find": self._find,
            "read.summary": self._summary,
        }

    def heard(self, what: str, text: str) -> None:
        """Go on from there the next time."""
        if self._reading is not None and what in READ_WHOLE:
            self._reading.heard(text)

    async def _start(self, question: Question) -> Texts:
        self._reading, self._doubts = None, []
        async with self._camera.using() as eyes:
            async for text in self._framed(eyes, question):
                yield text
            lines = await self._read((await eyes.still()).picture)
            if needs_witness(lines):
                second = await self._read((await eyes.still()).picture)
                self._doubts = [line for line in witnessed(lines, second) if not line.is_agreed]
        self._reading = Reading(document(lines))
        async for text in self._told(question, self._reading.rest()):
            yield text
        if apart := elsewhere(self._doubts, self._reading.document.pieces):
            yield all_worded(question, apart)

    async def _framed(self, eyes: Eyes, question: Question) -> Texts:
        """What to do with the camera, until the page is in the picture."""
        guidance = Guidance()
        clock = asyncio.get_running_loop().time
        until = clock() + FRAMING_SECONDS
        while clock() < until:
            frame = await eyes.look()
            now = await self._looker.ask("framing", partial(measured, frame.picture))
            advice = guidance.step(now, frame.at)
            if advice in (Advice.READY, Advice.NOTHING_THERE):  # a sign is no sheet
                return
            if advice is not None:
                yield question.reply(WORDS[advice])

    async def _read(self, picture: Picture) -> list[TextLine]:
        return await self._looker.ask("reading", lambda: self._reader.read(picture))

    async def _go_on(self, question: Question) -> Texts:
        pieces = self._reading.rest() if self._reading else None
        async for text in self._told(question, pieces, "read.end"):
            yield text

    async def _from_top(self, question: Question) -> Texts:
        pieces = self._reading.from_top() if self._reading else None
        async for text in self._told(question, pieces):
            yield text

    async def _told(
        self, question: Question, pieces: Sequence[Piece] | None, empty: str = "read.none"
    ) -> Texts:
        """The pieces word for word; what is doubtful says so."""
        if pieces is None:
            yield question.reply("read.none_open")
        elif not pieces:
            yield question.reply(empty)
        for piece in pieces or ():
            yield worded(question, piece, self._doubts)

    async def _step(self, question: Question, by: int) -> Texts:
        if self._reading is None:
            yield question.reply("read.none_open")
            return
        piece = self._reading.step(by)
        if piece is None:
            yield question.reply("read.end" if by > 0 else "read.top")
        else:
            yield worded(question, piece, self._doubts)

    async def _numbers(self, question: Question) -> Texts:
        if self._reading is None:
            yield question.reply("read.none_open")
        elif found := numbers(self._reading.document.pieces):
            apart = question.phrases.language.words["join"]["items"].join(found)
            yield all_worded(question, self._doubts) + question.reply("read.numbers", list=apart)
        else:
            yield question.reply("read.no_numbers")

    async def _find(self, question: Question) -> Texts:
        if self._reading is None:
            yield question.reply("read.none_open")
        elif match := self._reading.find(question.about):
            yield question.reply("read.found", text=match.piece.text)
            yield all_worded(question, (one for one in self._doubts if is_about(one, match.piece)))
        else:
            yield question.reply("read.not_found", word=question.about)

    async def _summary(self, question: Question) -> Texts:
        """In the words of a language model; without one how long it is, and how it begins."""
        if self._reading is None or not self._reading.document.pieces:
            yield question.reply("read.none_open")
            return
        said = ""
        if self._summarise is not None:
            text = self._reading.document.text
            with suppress(EngineError, TimeoutError):
                async for clause in self._summarise(text, question.phrases.language):
                    said += clause
                    yield clause
        if not said:
            pieces = self._reading.document.pieces
            yield question.reply("read.summary", count=len(pieces), text=pieces[0].text)
