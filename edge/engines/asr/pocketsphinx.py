"""PocketSphinx as a recogniser: commands by a grammar, everything else by dictation, live."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from edge import footprint
from edge.engines.asr.stable_words import StableWords
from edge.engines.pocketsphinx.model import SphinxModel
from edge.engines.pocketsphinx.search import Searches
from edge.engines.sound_pieces import in_pieces
from edge.ports import Hypothesis

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from edge.cache import Cache
    from edge.engines.pocketsphinx.search import Evidence
    from edge.ports import Samples

    Trust: TypeAlias = Callable[[Sequence[str], Sequence[str], float, bool], float]
    """(command's phones, dictation's, score gap, in noise) to 0..1; a command from 0.5 on."""

T = TypeVar("T")

_PIECE = 640
"""Samples handed to the engine's thread at once: 40 ms."""
_ACCEPTED = 0.5


class PocketSphinxRecognizer:
    """Fulfils SpeechRecognizer, one utterance at a time; a second one waits for the first.

    `open` loads the models in the recogniser's own thread and raises EngineError naming the file
    that is missing or broken.
    """

    def __init__(
        self,
        model_folder: Path,
        grammar: str,
        trust: Trust,
        spaced: bool = True,
        cache: Cache | None = None,
    ) -> None:
        self._folder = model_folder
        self._grammar = grammar
        self._trust = trust
        self._spaced = spaced
        self._cache = cache
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pocketsphinx")
        self._searches: Searches | None = None
        self._busy = asyncio.Lock()

    async def open(self) -> None:
        """Load the models unless they are; half a second, the loop goes on meanwhile."""
        await self._run(self._load)

    async def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        async with self._busy:
            searches = await self._run(self._load)
            await self._run(searches.start)
            shown, stable = "", StableWords()
            async for piece in in_pieces(sound, _PIECE):
                text = await self._run(self._partial, searches, piece, stable)
                if text and text != shown:
                    shown = text
                    yield Hypothesis(text)
            yield self._final(await self._run(searches.finish))
            await self._run(footprint.give_back)  # a search needs some MB that the next may not

    def _partial(self, searches: Searches, piece: Samples, stable: StableWords) -> str:
        """The words so far: a trusted command's at once, so that its end is; others when stable."""
        searches.hear(piece)
        evidence = searches.partial()
        if evidence is None:
            return ""
        trusted = self._trusted(evidence) >= _ACCEPTED
        text = evidence.command if trusted else evidence.dictation or evidence.command
        settled = stable.after(text)
        return _shown(text if trusted else settled, self._spaced)

    def _trusted(self, evidence: Evidence) -> float:
        phones = (evidence.command_phones, evidence.dictation_phones)
        return self._trust(*phones, evidence.gap, evidence.noisy)

    def _final(self, evidence: Evidence) -> Hypothesis:
        trust = self._trusted(evidence)
        accepted = trust >= _ACCEPTED
        dictation = _shown(evidence.dictation, self._spaced)
        command = _shown(evidence.command, self._spaced)
        if accepted:
            return Hypothesis(command, True, True, dictation, trust)
        return Hypothesis(dictation, True, False, dictation, 1 - trust, nearest=command)

    def _load(self) -> Searches:
        if self._searches is None:
            model = SphinxModel.in_folder(self._folder)
            self._searches = Searches(model, self._grammar, self._spaced, self._cache)
        return self._searches

    async def _run(self, work: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)

    def close(self) -> None:
        """Free the models as soon as the piece of sound is done that is being searched."""
        self._thread.submit(self._unload)
        self._thread.shutdown(wait=False)

    def _unload(self) -> None:
        if self._searches is not None:
            self._searches.close()
            self._searches = None


def _shown(text: str, spaced: bool) -> str:
    return text if spaced else text.replace(" ", "")
