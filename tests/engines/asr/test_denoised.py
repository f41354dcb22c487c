"""A recogniser behind a denoiser: the words come through, noise does not, and both are freed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.engines.asr.denoised import DenoisedRecognizer
from edge.errors import EngineError
from edge.fakes.engines import FakeDenoiser, FakeRecognizer
from edge.fakes.voices import noise, say, sound
from edge.ports import Hypothesis

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from edge.ports import Samples

pytestmark = pytest.mark.engines


class Listening:
    """A SpeechRecognizer that keeps what it hears, and notices when nobody wants it."""

    def __init__(self) -> None:
        self.heard = np.zeros(0, np.int16)
        self.freed = False

    async def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        try:
            async for samples in sound:
                self.heard = np.concatenate([self.heard, samples])
                yield Hypothesis("something")
        finally:
            self.freed = True


@pytest.fixture
def ears() -> Iterator[tuple[Listening, DenoisedRecognizer]]:
    listening = Listening()
    denoised = DenoisedRecognizer(listening, FakeDenoiser(), pytest.fail)
    yield listening, denoised
    denoised.close()


async def blocks(samples: Samples) -> AsyncIterator[Samples]:
    for start in range(0, len(samples), 160):
        yield samples[start : start + 160]


async def test_words_come_through() -> None:
    denoised = DenoisedRecognizer(FakeRecognizer(), FakeDenoiser(), pytest.fail)
    spoken = sound(noise(0.2), say("what time is it"), noise(0.2))
    found = [heard async for heard in denoised.transcribe(blocks(spoken))]
    denoised.close()
    assert (found[-1].text, found[-1].final) == ("what time is it", True)


async def test_noise_does_not(ears: tuple[Listening, DenoisedRecognizer]) -> None:
    listening, denoised = ears
    async for _ in denoised.transcribe(blocks(noise(0.3))):
        pass
    assert len(listening.heard) >= 0.3 * 16_000
    assert not listening.heard.any()


async def test_closing_frees_the_recogniser_behind_it(
    ears: tuple[Listening, DenoisedRecognizer],
) -> None:
    listening, denoised = ears
    hypotheses = denoised.transcribe(blocks(say("what time is it")))
    await anext(hypotheses)
    await hypotheses.aclose()  # type: ignore[attr-defined]  # it is a generator
    assert listening.freed


class Failing(FakeDenoiser):
    """A Denoiser whose network breaks after some pieces."""

    def __init__(self, pieces: int) -> None:
        self._left = pieces

    def clean(self, samples: Samples) -> Samples:
        self._left -= 1
        if self._left < 0:
            raise EngineError("the denoiser failed: it is cut")
        return super().clean(samples)


@pytest.mark.parametrize("pieces", [0, 5])
async def test_a_denoiser_that_fails_at_work_is_told_once_and_the_words_come_through(
    pieces: int,
) -> None:
    told: list[str] = []
    denoised = DenoisedRecognizer(FakeRecognizer(), Failing(pieces), told.append)
    for _ in range(2):
        found = [heard async for heard in denoised.transcribe(blocks(say("what time is it")))]
        assert (found[-1].text, found[-1].final) == ("what time is it", True)
    denoised.close()
    assert told == ["the denoiser failed: it is cut"]
