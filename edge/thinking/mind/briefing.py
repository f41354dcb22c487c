"""What a language model is told about the moment: who speaks, in which language, what is a fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge import language as languages
from edge.ports import Role
from edge.thinking.mind.figures import figures
from edge.thinking.mind.tools import tools_for
from edge.thinking.phrases import Phrases
from edge.thinking.readings import written_like

if TYPE_CHECKING:
    from datetime import datetime

    from edge.language import Language
    from edge.thinking.context import Services
    from edge.thinking.mind.figures import Figure
    from edge.thinking.mind.tools import Tools
    from edge.thinking.said import Said


@dataclass(frozen=True)
class Briefing:
    """Read when somebody spoke; what it says of the moment is true for that moment only."""

    profile: str
    """Whose talk this is; empty for a voice that is not the owner's."""
    phrases: Phrases
    facts: str
    """May be quoted: the time of day, the date, the battery, what rings."""
    figures: frozenset[Figure]
    """Those of the facts."""
    tools: Tools

    @property
    def language(self) -> Language:
        return self.phrases.language


def brief(said: Said, services: Services, now: datetime) -> Briefing | None:
    """Reads only; the first call in a language takes a tenth of a second.

    None in a language whose data file has nothing to tell a model.
    """
    language = languages.load(language_of(said))
    if not language.mind:
        return None
    person = services.people.current
    phrases = Phrases(language, person.verbosity, int(services.people.setting("clock")))
    whose = person.name if said.role is Role.OWNER else ""
    facts = _facts(phrases, services, now)
    tools = tools_for(language.code, services.surroundings.senses)
    return Briefing(whose, phrases, facts, figures(facts), tools)


def language_of(said: Said) -> str:
    """The language that was listened for, unless the words are written like another one."""
    codes = [said.language, *languages.available()]
    return next((code for code in codes if written_like(said.words, code)), said.language)


def _facts(phrases: Phrases, services: Services, now: datetime) -> str:
    around = services.surroundings
    told = phrases.language.mind["facts"]
    charge = around.battery.percent() if around.battery else None
    modes = phrases.language.words["modes"]
    rings = [row.name or told[row.kind] for row in services.schedule.ringing()]
    parts = [
        told["now"].format(time=phrases.clock(now), date=phrases.day(now.date())),
        told["mode"].format(mode=modes.get(around.mode, around.mode)),
        told["battery"].format(percent=round(charge)) if charge is not None else "",
        told["ringing"].format(list=phrases.join(rings)) if rings else "",
    ]
    gap: str = phrases.language.words["join"]["sentence"]
    return gap.join(filter(None, parts))
