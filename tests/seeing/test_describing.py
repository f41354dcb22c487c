"""What of a picture is told first, and what each fact rests on."""

from __future__ import annotations

import numpy as np
import pytest

from edge.ports.sight import Box, Code, TextLine, Thing
from edge.seeing.colours import colour_of
from edge.seeing.describing import (
    CodeSeen,
    ColourSeen,
    Findings,
    LightSeen,
    PeopleSeen,
    PrintSeen,
    ThingsSeen,
    facts,
)
from edge.seeing.document import document
from edge.seeing.light import Light
from edge.seeing.scene import Scene, scene_of

SIZE = (640, 480)
AHEAD, ASIDE = (280.0, 360.0), (10.0, 90.0)


def thing(
    label: str, columns: tuple[float, float], bottom: float = 400, score: float = 0.9
) -> Thing:
    return Thing(label, score, Box(columns[0], 100, columns[1], bottom))


def scene(*things: Thing, faces: int = 0) -> Scene:
    lonely = [Thing("face", 0.9, Box(600, 10, 620 + n, 30)) for n in range(faces)]
    return scene_of(things, SIZE, 66, faces=lonely)


def labels(found: Findings) -> list[str]:
    """The facts in short."""
    names = {PeopleSeen: "people", PrintSeen: "print", CodeSeen: "code", ColourSeen: "colour",
             LightSeen: "light"}  # fmt: skip
    return [
        fact.label if isinstance(fact, ThingsSeen) else names[type(fact)] for fact in facts(found)
    ]


EVERYTHING = Findings(
    scene=scene(
        thing("chair", AHEAD, 470),
        thing("car", AHEAD, 300),
        thing("person", AHEAD, 350),
        thing("dog", ASIDE, 460),
        thing("bench", ASIDE, 300),
    ),
    document=document([TextLine("Exit only", 0.99, Box(0, 0, 100, 20))]),
    codes=[Code("EAN13", "4006381333931", Box(0, 0, 10, 10))],
    colour=colour_of(np.full((48, 64, 3), (200, 30, 30), np.uint8)),
    light=Light.LIGHT,
)


def test_people_and_vehicles_in_front_come_first_and_light_last() -> None:
    assert labels(EVERYTHING) == [
        "people", "car", "chair", "code", "print", "dog", "bench", "colour", "light",
    ]  # fmt: skip


def test_every_fact_tells_what_it_rests_on() -> None:
    sources = {type(fact): fact.source for fact in facts(EVERYTHING)}
    assert sources == {
        PeopleSeen: "guess",
        ThingsSeen: "guess",
        PrintSeen: "read",
        CodeSeen: "code",
        ColourSeen: "sensor",
        LightSeen: "sensor",
    }


def test_darkness_comes_before_everything() -> None:
    dark = Findings(scene=EVERYTHING.scene, light=Light.DARK)
    assert labels(dark)[0] == "light"


def test_what_was_not_looked_for_or_not_found_is_left_out() -> None:
    assert facts(Findings()) == ()
    assert facts(Findings(scene=scene(), document=document([]))) == ()


def test_things_of_one_kind_are_one_fact_with_the_nearest() -> None:
    (cups,) = facts(Findings(scene=scene(thing("cup", ASIDE, 200), thing("cup", AHEAD, 450))))
    assert isinstance(cups, ThingsSeen)
    assert (cups.count, cups.nearest.hour) == (2, 12)


@pytest.mark.parametrize(("score", "likely"), [(0.4, False), (0.7, True)])
def test_a_weak_guess_is_marked(score: float, likely: bool) -> None:
    (fact,) = facts(Findings(scene=scene(thing("cup", AHEAD, score=score))))
    assert isinstance(fact, ThingsSeen)
    assert fact.is_likely is likely


def test_faces_alone_are_people_without_a_nearest() -> None:
    assert facts(Findings(scene=scene(faces=2))) == (PeopleSeen(2, None),)


def test_print_is_told_by_what_was_read_with_certainty() -> None:
    blurred = TextLine("Mimib T.", 0.6, Box(0, 0, 100, 20))
    clear = TextLine("Exit only.", 0.99, Box(0, 100, 100, 120))
    (told,) = facts(Findings(document=document([blurred, clear])))
    assert told == PrintSeen("Exit only.", 2)
    (told,) = facts(Findings(document=document([blurred])))
    assert told == PrintSeen("Mimib T.", 1, is_sure=False)
