"""What of a text a voice has handed out, and with which word another one must go on. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edge.ports import Mark, SpeechChunk


class Unsaid:
    """Follows the chunks of one text. Marks wait until the sound they speak of was handed out."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.finished = False
        """The mark "end" was handed out."""
        self._samples = 0
        self._marks: list[Mark] = []
        self._handed = 0

    def said(self, chunk: SpeechChunk) -> SpeechChunk:
        """The chunk as it may be handed out: a voice may break before the marks of later sound."""
        self._marks += chunk.marks
        self._samples += len(chunk.samples)
        self.finished = any(mark.kind == "end" for mark in chunk.marks)
        waiting = self._marks[self._handed :]
        due = [mark for mark in waiting if self.finished or mark.sample < self._samples]
        self._handed += len(due)
        return replace(chunk, marks=tuple(due))

    def due(self) -> int:
        """Where in the text the first word begins of which something is unsaid; its end if none."""
        words = [number for number, mark in enumerate(self._marks) if mark.kind == "word"]
        for number in words:
            if self._end(number) > self._samples:
                return self._marks[number].start
        if not words:
            return 0
        last = self._marks[words[-1]]
        after = last.start + last.length
        return after if any(map(str.isalnum, self.text[after:])) else len(self.text)

    def continued(self, chunk: SpeechChunk, start: int) -> SpeechChunk:
        """A chunk of another voice, which says the text from `start` on."""
        marks = tuple(
            replace(
                mark,
                sample=mark.sample + self._samples,
                start=mark.start + start if mark.kind == "word" else 0,
            )
            for mark in chunk.marks
        )
        return replace(chunk, marks=marks)

    def _end(self, number: int) -> float:
        """The sample at which a word's sound is over; without a mark of it, never."""
        for mark in self._marks[number + 1 :]:
            if mark.kind != "phoneme" or not mark.phoneme:
                return mark.sample
        return float("inf")
