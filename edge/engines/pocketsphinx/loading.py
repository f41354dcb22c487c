"""Loads the three searches of one PocketSphinx model: commands, open dictation, bare phones.

What is fitted to the model beforehand (the grammar's words, the dictionaries cut to what is
searched for) is kept: two passes through a dictionary cost most of a second at every start.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge import __version__
from edge.engines.pocketsphinx.model import dictionary_text, fit, wanted_words
from edge.engines.pocketsphinx.native import NativeDecoder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edge.cache import Cache
    from edge.engines.pocketsphinx.model import SphinxModel

    Options = Mapping[str, str | int | float | bool]

COMMANDS: Options = {"bestpath": False, "wip": 1.0, "compallsen": True}
"""Options of the grammar and of the bare phones. A second pass through the lattice would cost
seconds and gain nothing. Words are not penalised: at 0.01 noise is heard as one short word. A score
is relative to the best sound of the frame among those computed, so all are, in both searches, or
their scores could not be compared: 4 of 30 other sentences were taken for commands instead of 1."""
SYLLABLES: Options = {
    "wip": 0.01,
    "compallsen": False,
    "beam": 1e-60,
    "pbeam": 1e-60,
    "wbeam": 1e-48,
}
"""Wider beams where words are a syllable or two: with PocketSphinx's own (1e-48, 1e-48, 7e-29) most
Mandarin commands that were missed had been dropped on the way, though they fit the sound best."""
DICTATION: Options = {"fwdflat": False, "bestpath": False, "ds": 2, "maxhmmpf": 3000}
"""Options of the open search: one pass, every other frame's densities."""
VOCABULARY = 40_000
"""Words of open dictation. The 33,000 words of the English model beyond these cost 17 MB, those of
its dictionary that no sentence of the model has 10 MB more, and neither lowers the error rate."""
FITTING = 1
"""Raised whenever the same grammar and model give other files, so that no kept ones are used."""


@dataclass(frozen=True, slots=True)
class Decoders:
    """The searches of one model, each loaded."""

    command: NativeDecoder
    dictation: NativeDecoder
    loop: NativeDecoder
    """Any phones in any order."""

    def each(self) -> tuple[NativeDecoder, ...]:
        return (self.command, self.dictation, self.loop)


def load(model: SphinxModel, grammar: str, spaced: bool, cache: Cache) -> Decoders:
    """Half a second, and one more where nothing is kept yet. Raises EngineError."""
    mark = _mark(model, grammar)
    name = f"pocketsphinx-{model.acoustic.name}"
    with cache.files(name, mark, lambda: fitted_files(model, grammar, spaced)) as folder:
        acoustic: Options = {"hmm": str(model.acoustic)}
        searched: Options = {**acoustic, **COMMANDS, **({} if spaced else SYLLABLES)}
        spoken, phones = str(folder / "command.dict"), str(folder / "phones.dict")
        dictation = str(folder / "dictation.dict")
        return Decoders(
            NativeDecoder({**searched, "dict": spoken, "fsg": str(folder / "command.fsg")}),
            NativeDecoder(
                {**acoustic, "dict": dictation, "lm": str(model.language_model), **DICTATION}
            ),
            NativeDecoder({**searched, "dict": phones, "fsg": str(folder / "phones.fsg")}),
        )


def _mark(model: SphinxModel, grammar: str) -> str:
    """Another one for another grammar, model file or way of fitting."""
    made_from = [__version__, str(FITTING), str(VOCABULARY), grammar]
    for path in (model.dictionary, model.language_model, model.acoustic / "mdef"):
        status = path.stat()
        made_from.append(f"{path.resolve()} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\0".join(made_from).encode()).hexdigest()[:16]


def fitted_files(model: SphinxModel, grammar: str, spaced: bool) -> dict[str, str]:
    """The text files that the decoders load, by name."""
    known = model.pronunciations(wanted_words(grammar, spaced))
    fitted, words = fit(grammar, known, spaced)
    phones = sorted({phone for ways in known.values() for phone in ways[0].split()})
    frequent = model.frequent_words(VOCABULARY)
    return {
        "command.fsg": fitted,
        "command.dict": dictionary_text({word: known[word] for word in words}),
        "phones.fsg": _loop(phones),
        "phones.dict": dictionary_text({phone: [phone] for phone in phones}),
        "dictation.dict": model.dictionary_of(frequent | words),
    }


def _loop(phones: Sequence[str]) -> str:
    """A grammar of any phones in any order."""
    lines = ["FSG_BEGIN phones", "NUM_STATES 2", "START_STATE 0", "FINAL_STATE 1"]
    lines += [f"TRANSITION 0 0 1.0 {phone}" for phone in phones]
    return "\n".join([*lines, "TRANSITION 0 1 1.0", "FSG_END", ""])
