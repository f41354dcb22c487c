"""What pictures show, in words. Pure: facts of `seeing/` and a language's phrases in, texts out.

A guess says that it is one; what is printed, coded or measured says that it is that. A thing gets
two attributes at most: how many and where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.seeing.codes import product
from edge.seeing.describing import (
    CodeSeen,
    ColourSeen,
    LightSeen,
    PeopleSeen,
    PrintSeen,
    ThingsSeen,
)
from edge.seeing.light import Light
from edge.seeing.scene import PERSON

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from edge.ports import Code
    from edge.seeing.colours import ColourName, ColourReading, Tone
    from edge.seeing.describing import Fact
    from edge.seeing.money import Note
    from edge.seeing.scene import Placed
    from edge.thinking.phrases import Phrases

MOST_FACTS = {"brief": 2, "normal": 4, "full": 12}
"""That are told at once, by verbosity; "what else" tells the next ones."""
WEB = ("http://", "https://", "www.")


def clock_face(phrases: Phrases, hour: int) -> str:
    """12 is straight ahead."""
    return phrases.say("seen.ahead") if hour == 12 else phrases.say("seen.at", hour=hour)


def named(phrases: Phrases, label: str, count: int = 1) -> str:
    """A detector's label with its number; what somebody taught by its own name."""
    forms = phrases.language.words["things"].get(label)
    if forms is None:
        return label
    return str(forms["one" if count == 1 else "other"]).format(count=count)


def placed(phrases: Phrases, thing: str, one: Placed) -> str:
    return phrases.say("seen.place", thing=thing, clock=clock_face(phrases, one.hour))


def described(phrases: Phrases, facts: Iterable[Fact], today: date) -> list[str]:
    """Sentences in the order of the facts; all guesses are one, where the first of them was."""
    sentences: list[str] = []
    guesses: list[str] = []
    place = 0
    for fact in facts:
        if isinstance(fact, PeopleSeen | ThingsSeen):
            place = place if guesses else len(sentences)
            guesses.append(_guess(phrases, fact))
        else:
            sentences += _plain(phrases, fact, today)
    if guesses:
        sentences.insert(place, guessed(phrases, guesses))
    return sentences


def guessed(phrases: Phrases, guesses: Sequence[str]) -> str:
    apart = str(phrases.language.words["seen"]["apart"])
    return phrases.reply("seen.guess", list=apart.join(guesses))


def people(phrases: Phrases, found: Sequence[Placed]) -> str:
    """How many there seem to be, and where."""
    if not found:
        return phrases.reply("people.none")
    faces = dict.fromkeys(clock_face(phrases, one.hour) for one in found)
    where = phrases.join(list(faces))
    return phrases.reply("people.count", len(found), list=where)


def colour(phrases: Phrases, seen: ColourReading) -> str:
    if seen.is_dark:
        return phrases.reply("colour.dark")
    name = colour_name(phrases, seen.name, seen.tone)
    if seen.is_mixed:
        return phrases.reply("colour.mixed", colour=name)
    if seen.second is None:
        return phrases.reply("colour.is", colour=name)
    other = str(phrases.language.words["colours"][seen.second.value])
    return phrases.reply("colour.or", colour=name, other=other)


def colour_name(phrases: Phrases, name: ColourName, tone: Tone) -> str:
    words = phrases.language.words
    return str(words["colour_kinds"][tone.value]).format(colour=words["colours"][name.value])


def light(phrases: Phrases, level: float, word: Light) -> str:
    """`level`: share of full light, 0 to 1."""
    told = phrases.say(f"light.level.{word.name.lower()}")
    return phrases.reply("light.is", percent=round(100 * level), level=told)


def code(phrases: Phrases, seen: Code, today: date) -> list[str]:
    """What it holds, and until when that is good."""
    known = product(seen, today.year)
    if known is None:
        key = "code.web" if seen.text.lower().startswith(WEB) else "code.is"
        return [phrases.reply(key, text=seen.text)]
    told = [phrases.reply("code.product", text=known.isbn or known.gtin.lstrip("0"))]
    if known.expires:
        told.append(phrases.reply("code.expires", date=phrases.day(known.expires, today)))
    return told


def money(phrases: Phrases, note: Note) -> str:
    amount = str(phrases.language.words["currencies"][note.currency]).format(count=note.value)
    return phrases.reply("money.is", amount=amount)


def _guess(phrases: Phrases, fact: PeopleSeen | ThingsSeen) -> str:
    """Things of one kind, and where the nearest of them is."""
    label = PERSON if isinstance(fact, PeopleSeen) else fact.label
    thing = named(phrases, label, fact.count)
    if isinstance(fact, ThingsSeen) and not fact.is_likely:
        thing = phrases.say("seen.perhaps", thing=thing)
    if fact.nearest is None:
        return thing
    if fact.count == 1:
        return placed(phrases, thing, fact.nearest)
    return phrases.say("seen.places", thing=thing, clock=clock_face(phrases, fact.nearest.hour))


def _plain(
    phrases: Phrases, fact: PrintSeen | CodeSeen | ColourSeen | LightSeen, today: date
) -> list[str]:
    match fact:
        case PrintSeen():
            key = "read.label" if fact.is_sure else "read.unsure"
            return [phrases.reply(key, text=fact.begins)]
        case CodeSeen():
            return code(phrases, fact.code, today)
        case ColourSeen():
            return [] if fact.colour.is_dark else [_middle(phrases, fact.colour)]
        case LightSeen():
            usual = fact.light is Light.LIGHT
            return [] if usual else [phrases.reply(f"describe.light.{fact.light.name.lower()}")]


def _middle(phrases: Phrases, seen: ColourReading) -> str:
    return phrases.reply("describe.colour", colour=colour_name(phrases, seen.name, seen.tone))
