"""Spoken turns whose end is known: from a folder, or made on the spot."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from edge.audio.wav import read_wav
from edge.bench import speech
from edge.errors import InputError
from edge.ports import LISTENING_RATE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from edge.ports import Samples

LEAD_SECONDS, TAIL_SECONDS = 0.5, 5.0
"""Of the room, around what is said; no wait is longer."""
HESITATIONS = (0.5, 0.8, 1.2)
"""Seconds between the parts of a sentence."""
PARTS = (
    ("i would like to know", "what time it is", "in london"),
    ("please set a timer", "for twenty five minutes"),
    ("remind me tomorrow", "to call my sister", "about the garden"),
    ("yesterday i walked along the river", "and then i went home"),
    ("what is the weather like", "on the other side", "of the mountain"),
)


@dataclass(frozen=True)
class Turn:
    """Something said in a room."""

    speech: str
    """"recorded" as one breath, "hesitant" with pauses in it."""
    samples: Samples
    end_seconds: float
    """The last voiced sample."""


def of(folder: Path | None, most: int) -> list[Turn]:
    """At most so many turns of each kind; raises InputError for a broken folder."""
    return list(_few(_made() if folder is None else _read(folder), most))


def _few(turns: Iterable[Turn], most: int) -> Iterable[Turn]:
    seen: Counter[str] = Counter()
    for turn in turns:
        seen[turn.speech] += 1
        if seen[turn.speech] <= most:
            yield turn


def _read(folder: Path) -> Iterable[Turn]:
    """A folder with `turns.json`: a list of {wav, speech, end_seconds}."""
    path = folder / "turns.json"
    try:
        for entry in json.loads(path.read_text(encoding="utf-8")):
            wav, kind, end = entry["wav"], entry["speech"], float(entry["end_seconds"])
            yield Turn(kind, read_wav(folder / wav), end)
    except OSError as error:
        raise InputError(f"cannot read the list of turns {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path} is not a list of wav, speech and end_seconds") from error


def _made() -> Iterable[Turn]:
    for parts in PARTS:
        yield _turn("recorded", [speech.spoken(" ".join(parts))])
        for seconds in HESITATIONS:
            pieces = [speech.spoken(part) for part in parts]
            between = [sound for piece in pieces[1:] for sound in (speech.room(seconds), piece)]
            yield _turn("hesitant", [pieces[0], *between])


def _turn(kind: str, said: list[Samples]) -> Turn:
    lead, tail = speech.room(LEAD_SECONDS), speech.room(TAIL_SECONDS)
    end = (len(lead) + sum(map(len, said))) / LISTENING_RATE
    return Turn(kind, np.concatenate([lead, *said, tail]), end)
