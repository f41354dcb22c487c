"""What a recogniser wrote, in the form that a Hypothesis carries.

Engines write in capitals, or as a book does, with a full stop at the end of whatever they were
given. Whether a turn may end is read from the text, so what says something about that is kept (a
comma, a question mark) and what says nothing is not (the full stop).
"""

from __future__ import annotations

import re

from edge.ports import Hypothesis

_MARKS = re.compile(r"<[^<>]*>|\[[^\[\]]*\]|[(（][^()（）]*[)）]|♪+")
"""What nobody said: <unk>, <|en|>, [Music], (applause)."""
_BETWEEN_CHINESE = re.compile("(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_FULL_STOP = re.compile(r"(?<![.。])[.。]$")
"""A single one; three say that somebody was cut short."""


def hypothesis(written: str, *, final: bool = False) -> Hypothesis:
    """`text` in small letters, `dictation` as it was written."""
    dictation = as_written(written)
    return Hypothesis(_FULL_STOP.sub("", dictation.lower()), final, dictation=dictation)


def as_written(text: str) -> str:
    """Without marks and needless blanks; capitals where not all letters are."""
    plain = _BETWEEN_CHINESE.sub("", " ".join(_MARKS.sub("", text).split()))
    return plain.lower() if plain == plain.upper() else plain
