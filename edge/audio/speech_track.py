"""The speech of one output: one utterance at a time, pausing at a sample, counted as heard."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from edge.audio.utterance import Utterance

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.audio.mixer import Mixer
    from edge.ports import Samples, Speaker

QUEUED_SECONDS = 2.0
"""`write` waits while more than this has not been rendered yet."""
_LOOK_SECONDS = 0.01
"""The callback wakes nobody (that could make it wait), so those who wait look this often."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What the sound card's thread has done with an utterance so far."""

    rendered: int
    """Samples that it took."""
    heard: int
    """Samples that reached the air."""
    first_handed: float | None
    silent_since: float | None


Seen: TypeAlias = "Callable[[Utterance, Progress], Progress]"


def _as_it_is(_: Utterance, progress: Progress) -> Progress:
    return progress


class SpeechTrack:
    """Used from the loop; positions are samples of the current utterance at the output's rate."""

    def __init__(self, speaker: Speaker, mixer: Mixer, clock: Callable[[], float]) -> None:
        self.speaker = speaker
        self.mixer = mixer
        self.clock = clock
        self.seen: Seen = _as_it_is
        """What the loop is told of the other thread's progress; a recorder looks on."""

    def begin(self) -> None:
        """A new utterance from position 0; one that still sounds is dropped."""
        self.mixer.speech = Utterance(self.mixer.rate)

    async def write(self, samples: Samples) -> None:
        """Add int16 sound; waits while 2 s are queued; forgets it once the utterance is dropped."""
        speech = self.mixer.speech
        most = int(QUEUED_SECONDS * speech.rate)
        await _until(self.mixer, speech, lambda: speech.written - self.rendered() <= most)
        if _is_current(self.mixer, speech) and len(samples):
            speech.write(samples)

    def finish(self) -> None:
        """No more comes: running empty from now on is the end, not an underrun."""
        self.mixer.speech.finished = True

    def pause(self) -> None:
        """Silence within 3 ms of the next callback; the rest is kept."""
        self.mixer.speech.paused = True

    def resume(self) -> None:
        """Go on at the very sample where the pause fell silent."""
        self.mixer.speech.paused = False

    def drop(self) -> None:
        """Silence within 3 ms of the next callback; the rest is forgotten."""
        self.mixer.speech.dropped = True

    async def drained(self) -> None:
        """Return when the last written sample reached the air, or the utterance was dropped."""
        speech = self.mixer.speech
        await _until(self.mixer, speech, lambda: self.heard() >= speech.written)

    def progress(self) -> Progress:
        """How far the current utterance is."""
        speech = self.mixer.speech
        heard = speech.heard(self.clock() - self.speaker.delay())
        return self.seen(
            speech, Progress(speech.rendered, heard, speech.first_handed, speech.silent_since)
        )

    def heard(self) -> int:
        """Samples that reached the air: rendered, and the speaker's delay has passed since."""
        return self.progress().heard

    def rendered(self) -> int:
        """Samples that the sound card took."""
        return self.progress().rendered

    @property
    def first_handed(self) -> float | None:
        """When the callback took this utterance's first sample."""
        return self.progress().first_handed

    @property
    def silent_since(self) -> float | None:
        """When the first callback without speech came after pause or drop."""
        return self.progress().silent_since


async def _until(mixer: Mixer, speech: Utterance, reached: Callable[[], bool]) -> None:
    """Return when it is reached, or when the utterance was dropped or replaced."""
    while _is_current(mixer, speech) and not reached():  # noqa: ASYNC110 - see _LOOK_SECONDS
        await asyncio.sleep(_LOOK_SECONDS)


def _is_current(mixer: Mixer, speech: Utterance) -> bool:
    return speech is mixer.speech and not speech.dropped
