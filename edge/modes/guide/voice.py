"""How the guide speaks: unasked, in the language of the moment, and only while it is on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.speaking.items import Item, Priority

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.thinking.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Unasked:
    """What anything that nobody asked speaks with."""

    say: Callable[[Item], None]
    phrases: Callable[[], Phrases]
    """Of the person who uses the device at the moment."""


class GuideVoice:
    """Of one time that the mode is on; used from the loop."""

    def __init__(self, unasked: Unasked) -> None:
        self._unasked = unasked
        self._is_on = True

    @property
    def phrases(self) -> Phrases:
        """Of the language and at the length of this moment."""
        return self._unasked.phrases()

    def end(self) -> None:
        """What waits to be said never will be."""
        self._is_on = False

    def tell(
        self,
        text: str,
        key: str,
        priority: Priority = Priority.AMBIENT,
        expires_at: float = math.inf,
        valid: Callable[[], bool] = lambda: True,
    ) -> None:
        """Behind every answer; dropped where its time has passed or it is not true any more."""
        self._unasked.say(
            Item(
                text=text,
                language=self.phrases.language.code,
                priority=priority,
                key=key,
                expires_at=expires_at,
                valid=lambda: self._is_on and valid(),
            )
        )

    def announce(self, text: str) -> None:
        """What must be heard: in its turn, as an answer is."""
        self._unasked.say(Item(text=text, language=self.phrases.language.code))
