"""What there is to find the way with, and the questions that can be answered by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edge.modes.sight.leading import Leading
from edge.modes.sight.measures import Measures
from edge.modes.sight.saved_places import SavedPlaces
from edge.modes.sight.wayfinding import Wayfinding
from edge.settings import GuideSettings

if TYPE_CHECKING:
    from edge.modes.sight.atlas import Atlas
    from edge.modes.sight.backing import Backing
    from edge.modes.sight.locator import Locator
    from edge.modes.sight.question import Family


@dataclass(frozen=True, kw_only=True)
class WayOutfit:
    """A position at least."""

    locator: Locator
    atlas: Atlas | None = None
    """None: no map was imported."""
    settings: GuideSettings = field(default_factory=GuideSettings)

    def families(self, backing: Backing) -> list[Family]:
        measures = Measures(backing.store, backing.person, self.settings)
        silent = self.settings.beacon_silent_metres
        return [
            Wayfinding(self.locator, self.atlas, measures, backing.clock),
            SavedPlaces(self.locator, backing),
            Leading(self.locator, self.atlas, measures, backing, silent),
        ]

    def close(self) -> None:
        """No question is asked any more."""
        if self.atlas is not None:
            self.atlas.close()
