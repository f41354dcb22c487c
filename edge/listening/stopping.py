"""What somebody says over our own voice is most often that we shall stop. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edge.listening.barge_in import is_echo
from edge.listening.words import made_only_of, tokens

if TYPE_CHECKING:
    from edge.listening.words import ListeningWords
    from edge.ports import Hypothesis

STOP_TRUST = 0.25
"""A stop word is believed from here on. Of 15 in quiet (five words, three voices) 14 are trusted
anyway; of 15 with babble at 10 dB 12, and one "no" has 0.29. "sure", heard as "slower", has 0.41:
it stops the answer needlessly."""


def as_stop_order(heard: Hypothesis, said: tuple[str, ...], words: ListeningWords) -> Hypothesis:
    """The final hypothesis of something said over our voice (`said`, where that can be heard).

    It becomes the command to stop where its words are nothing else, or where a stop word is the
    nearest command: an answer that goes on, or "I heard: skull", is worse than a needless silence.
    """
    if heard.is_command or made_only_of(heard.text, words.backchannels | words.fillers):
        return heard
    if _orders_only_stop(heard.text, words):
        return replace(heard, is_command=True, confidence=1.0)
    likely = heard.trust >= STOP_TRUST and _orders_only_stop(heard.nearest, words)
    if likely and not is_echo(heard.nearest, said, words):
        return replace(heard, text=heard.nearest, is_command=True, confidence=heard.trust)
    return heard


def _orders_only_stop(text: str, words: ListeningWords) -> bool:
    around = words.backchannels | words.fillers
    has_stop = any(token in words.stop_words for token in tokens(text))
    return has_stop and made_only_of(text, words.stop_words | around)
