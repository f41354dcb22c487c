"""Whose device it is at the moment, and how that person wants it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from edge.store.records import Profile

if TYPE_CHECKING:
    from edge.settings import Settings
    from edge.store.store import Store

BY_VOICE = ("language", "words_per_minute", "verbosity", "pauses")
"""Fields of a profile that change while it is used. They are kept one by one: whatever was never
set by voice still follows the settings file."""
DEVICE = ""
"""The profile name under which the device keeps what belongs to nobody in particular."""


class People:
    """The profiles; the one of the settings file is there from the start."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    @property
    def current(self) -> Profile:
        """The person who uses the device: what was set by voice goes before the settings file."""
        own = self._settings.profile.name
        name = self._store.kept_settings.get(DEVICE, "profile", own)
        person = self._store.profiles.get(name) or self._fresh(name)
        kept = ((key, self._store.kept_settings.get(name, key)) for key in BY_VOICE)
        return replace(person, **{key: value for key, value in kept if value is not None})

    def use(self, name: str) -> Profile:
        """From now on this person uses the device; kept over restarts."""
        self._store.kept_settings.keep(DEVICE, "profile", name)
        return self.current

    def find(self, name: str) -> Profile | None:
        """The profile of that name, in any case."""
        wanted = name.casefold().strip()
        return next((who for who in self.all() if who.name.casefold() == wanted), None)

    def all(self) -> list[Profile]:
        """The current one first; the one of the settings file counts before anything is kept."""
        known = {who.name: who for who in self._store.profiles.all()}
        own = self._settings.profile.name
        current = self.current
        first = {current.name: current, own: known.get(own) or self._fresh(own)}
        return list((first | known).values())

    def add(self, name: str, language: str) -> Profile:
        """A new profile, in the language that it was asked for in."""
        return self._store.profiles.keep(replace(self._fresh(name), language=language))

    def change(self, **values: Any) -> Profile:
        """Keep what the current person set by voice (one of BY_VOICE), and nothing else."""
        for key, value in values.items():
            self.keep(key, value)
        return self.current

    def setting(self, key: str) -> Any:
        """A setting of the current person: as kept, else as in the settings file."""
        defaults = {"volume": self._settings.speaking.volume_percent, "clock": 12}
        return self._store.kept_settings.get(self.current.name, key, defaults.get(key))

    def keep(self, key: str, value: Any) -> None:
        self._store.kept_settings.keep(self.current.name, key, value)

    def _fresh(self, name: str) -> Profile:
        return Profile(
            name=name,
            language=self._settings.profile.language,
            words_per_minute=self._settings.speaking.words_per_minute,
            verbosity=self._settings.profile.verbosity,
        )
