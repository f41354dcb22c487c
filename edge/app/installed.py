"""The models on the shelf as engines: what was chosen, loaded when it is needed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from edge import language as languages
from edge.app.chosen import survey
from edge.app.chosen_wake import Spotter
from edge.app.on_standby import OnStandby
from edge.errors import EngineError
from edge.models.choice import CHOSEN_ROLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.app.chosen import Survey
    from edge.models.record import Model
    from edge.settings import Settings
    from edge.store.store import Store

T = TypeVar("T")


@dataclass(frozen=True)
class Installed:
    """What engines are made from; app/chosen_*.py make them, one role each."""

    settings: Settings
    found: Survey
    replaced: Callable[[str, str], None]
    """(role, reason): an engine failed, and another one does its work from now on."""
    names: tuple[str, ...] = ()
    """Of people, for the recogniser to expect."""
    spoken: frozenset[str] = frozenset()
    """Languages that are used from the first sentence on: their engines are loaded at the start."""
    standby: OnStandby = field(default_factory=OnStandby)
    """Collects what must be loaded and freed."""

    @classmethod
    def surveyed(
        cls,
        settings: Settings,
        store: Store | None = None,
        replaced: Callable[[str, str], None] = lambda _role, _reason: None,
        language: str = "",
    ) -> Installed:
        """For every language of the assistant; looks at the disk, so not on the loop.

        `language` is spoken this once, beside those of the people that are known.
        """
        found = survey(settings, store, languages.available())
        people = store.profiles.all() if store else []
        spoken = {settings.profile.language, language, *(person.language for person in people)}
        names = tuple(person.name for person in people)
        return cls(settings, found, replaced, names, frozenset(spoken))

    @property
    def threads(self) -> int:
        """Of one engine; one core stays free for the loop and the sound card."""
        return self.settings.engines.threads or max(1, min(4, self.found.board.cores - 1))

    def chosen(self, role: str, language: str) -> Model | None:
        """None where what is embedded does the work."""
        return self.found.choice(role, language).model

    def first_usable(self, role: str, language: str, make: Callable[[Model], T]) -> T | None:
        """Made from the chosen model, or else from the best that can be used; each that raises
        EngineError is told. None where what is embedded does the work."""
        choice = self.found.choice(role, language)
        for model in (choice.model, *choice.others) if choice.model else ():
            try:
                return make(model)
            except EngineError as error:
                self.replaced(role, str(error))
        return None

    def tell_lost(self) -> None:
        """What was asked for by name or would be used, and is not, in the profile's language."""
        language = self.settings.profile.language
        for role in CHOSEN_ROLES:
            choice, cut = self.found.choice(role, language), self.found.cut(role, language)
            if choice.lost:
                self.replaced(role, choice.why)
            elif cut and choice.model is None:
                self.replaced(role, cut[0])

    def languages_of(self, role: str) -> dict[str, tuple[Model, tuple[str, ...]]]:
        """The chosen models of a role by name, each with the languages that it was chosen for."""
        found: dict[str, tuple[Model, tuple[str, ...]]] = {}
        for code in languages.available():
            model = self.chosen(role, code)
            if model is not None:
                _, codes = found.get(model.name, (model, ()))
                found[model.name] = model, (*codes, code)
        return found

    def is_spoken(self, codes: tuple[str, ...]) -> bool:
        """Whether one of these languages is used from the first sentence on."""
        return not self.spoken.isdisjoint(codes)

    def spotter(self) -> Spotter | None:
        """The model that listens for names of one's own."""
        spotters = (model for model in self.found.models if model.kind == "keyword spotter")
        folder = next((model.folder for model in spotters if model.files), None)
        return Spotter(folder, self.failed("wake word")) if folder else None

    def failed(self, role: str) -> Callable[[str], None]:
        """Takes the reason why the engine of a role failed."""
        return partial(self.replaced, role)
