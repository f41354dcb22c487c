"""What a rule for saying written text is, and where digits begin and end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

Rule: TypeAlias = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]
"""What to look for, and what to say for it (None = nothing after all)."""

NOT_AFTER = r"(?<![A-Za-z\d.,])"
NOT_BEFORE = r"(?![A-Za-z\d]|[.,]\d)"


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest that fits."""
    ordered = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, ordered))})"
