"""How many tokens a prompt takes, without asking its model; pessimistic, and corrected by it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edge.ports import Message, Prompt

NARROW_PER_TOKEN = 3.0
"""Letters, digits and signs in a token; common vocabularies reach 3.5 to 4.5 in English, and less
in JSON and lists of names."""
WIDE_PER_TOKEN = 1.0
"""Chinese characters in a token; vocabularies made for Chinese reach 1.5."""
MARGIN = 1.05
"""Another text may have more tokens than the one that the model counted."""
MESSAGE_TOKENS = 8
"""What a chat template puts around a message, at most."""


def tokens(text: str) -> int:
    """Tokens that `text` takes, rather too many than too few."""
    wide = sum(character >= "\u2e80" for character in text)
    return ceil((len(text) - wide) / NARROW_PER_TOKEN + wide / WIDE_PER_TOKEN)


def tokens_of(messages: Iterable[Message]) -> int:
    return sum(tokens(message.text) + MESSAGE_TOKENS for message in messages)


@dataclass
class TokenBudget:
    """What fits a model's context; a model that says ContextFull makes it exact."""

    limit: int = 2048
    ratio: float = 1.0
    """Real tokens for each that is counted here, once the model has told."""

    def needs(self, prompt: Prompt) -> int:
        """Tokens of the prompt and its longest answer."""
        return ceil(self.ratio * tokens_of(prompt.messages)) + prompt.longest

    def learn(self, prompt: Prompt, needed: int, limit: int) -> None:
        """The model itself counted `needed` tokens for prompt and answer, of `limit`."""
        counted = tokens_of(prompt.messages)
        self.limit = limit
        self.ratio = MARGIN * (needed - prompt.longest) / max(counted, 1)
