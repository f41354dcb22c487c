"""Prints how well Mandarin commands are recognised: `python -m tests.quality.mandarin [SHARED]`.

Spoken by eSpeak's Mandarin voice, 5.5 characters a second, over the hiss of a microphone;
recognised with the model in the shared folder and the shipped grammar.
"""

from __future__ import annotations

import asyncio
import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from edge.app.senses import NO_SENSES, with_senses
from edge.audio.resample import resample
from edge.engines.pocketsphinx.model import SphinxModel, find_models
from edge.engines.pocketsphinx.search import Searches
from edge.engines.tts.espeak import EspeakSynthesizer
from edge.language import load
from edge.listening.grammar import command_grammar
from edge.listening.rejection import command_trust, edits
from edge.ports import Voice
from edge.thinking.router import Router
from tests.quality.sentences import MANDARIN, MANDARIN_EVERYDAY
from tests.quality.sound import RATE, read_wav

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from edge.engines.pocketsphinx.search import Evidence
    from edge.ports import Samples

    Said: TypeAlias = tuple[str, Evidence]
    """A sentence and what was heard of it."""

VOICE = Voice(language="zh", name="female", words_per_minute=250)
_HISS_RMS = 8.0
_PAUSE = 3 * RATE // 10


def mandarin(shared: Path) -> Searches:
    """The recogniser's searches with the shared model and the shipped grammar."""
    language = with_senses(load("zh"), NO_SENSES)
    folder = find_models(shared / "models")["zh"]
    return Searches(SphinxModel.in_folder(folder), command_grammar(language), spaced=False)


def spoken(text: str) -> Samples:
    """The sentence with a pause before and after it."""

    async def synthesized() -> Samples:
        engine = EspeakSynthesizer()
        chunks = [chunk.samples async for chunk in engine.synthesize(text, VOICE)]
        return resample(np.concatenate(chunks), engine.rate, RATE)

    dry = np.pad(asyncio.run(synthesized()), _PAUSE).astype(np.float64)
    hiss = np.random.default_rng(0).normal(0, _HISS_RMS, len(dry))
    return np.clip(dry + hiss, -32768, 32767).astype(np.int16)


def heard(searches: Searches, samples: Samples) -> Evidence:
    """Handed in by 40 ms, as the recogniser does."""
    searches.start()
    for start in range(0, len(samples), 640):
        searches.hear(samples[start : start + 640])
    return searches.finish()


def is_right(evidence: Evidence, text: str) -> bool:
    """Same skill and slots as the sentence itself."""
    return _route(evidence.command.replace(" ", "")) == _route(text)


def is_trusted(evidence: Evidence) -> bool:
    phones = evidence.command_phones, evidence.dictation_phones
    return command_trust(load("zh").rejection, *phones, evidence.gap, evidence.noisy) >= 0.5


_router = Router()


def _route(text: str) -> object:
    found = _router.matches(text, "zh") if text else ()
    return (found[0].skill, str(sorted(found[0].slots.items()))) if found else text


def _error_rate(searches: Searches, speech: Path) -> float:
    """Of the dictation: wrong, missing and added characters a character said."""
    wrong = count = 0
    with (speech / "TRANSCRIPTS.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["file"].startswith("zh/"):
                found = heard(searches, read_wav(speech / row["file"])).dictation
                wrong += edits(list(found.replace(" ", "")), list(row["text"]))
                count += len(row["text"])
    return wrong / count


def _row(half: str, commands: Sequence[Said], others: Sequence[Said]) -> None:
    """One half's figures; "chose" fitted the weights of zh.toml, "measures" did not."""
    right = [evidence for text, evidence in commands if is_right(evidence, text)]
    believed = sum(map(is_trusted, right))
    taken = sum(is_trusted(evidence) for _, evidence in others)
    _show(
        f"{half}: right before rejection {len(right)} of {len(commands)}, after it {believed}; "
        f"{taken} of {len(others)} other sentences taken for commands"
    )


def main(arguments: Sequence[str]) -> None:
    shared = Path(arguments[0]) if arguments else Path(__file__).parents[3] / "shared"
    searches = mandarin(shared)
    commands = [(text, heard(searches, spoken(text))) for text in MANDARIN]
    for text, evidence in commands:
        if not is_right(evidence, text):
            _show(f"wrong: {text}: {evidence.command.replace(' ', '') or '(nothing)'}")
    others = [(text, heard(searches, spoken(text))) for text in MANDARIN_EVERYDAY]
    _row("chose", commands[::2], others[::2])
    _row("measures", commands[1::2], others[1::2])
    _row("both", commands, others)
    rate = _error_rate(searches, shared / "data" / "speech")
    _show(f"character error rate of dictation on the recordings: {rate:.2f}")


def _show(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
