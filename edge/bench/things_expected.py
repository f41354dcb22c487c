"""What is to be seen on the pictures of a folder with a CONTENTS.tsv, as its prose tells it.

Only things that a COCO detector has a word for; what the prose leaves open is allowed and not
wanted.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from edge.ports.sight import Thing


@dataclass(frozen=True, slots=True)
class Expected:
    """Things of one kind, under any of these names."""

    labels: tuple[str, ...]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Counted:
    right: int
    wrong: int
    missed: int


def _one(*labels: str) -> Expected:
    return Expected(labels, 1, 1)


def _perhaps(label: str, most: int = 1) -> Expected:
    return Expected((label,), 0, most)


EXPECTED: dict[str, tuple[Expected, ...]] = {
    "bus.jpg": (_one("bus"), Expected(("person",), 3, 4)),
    "dog.jpg": (_one("dog"), _one("bicycle"), _one("truck", "car")),
    "person.jpg": (_one("person"), _one("dog"), _one("horse")),
    "horses.jpg": (Expected(("horse",), 4, 5),),
    "cat.jpg": (_one("cat"),),
    "hot_dog.jpg": (_one("hot dog"),),
    "astronaut.png": (_one("person"),),
    "page_en.png": (),
    "motorcycle_left.png": (_one("motorcycle"),),
    "paragraph_en.jpg": (),
    "line_latin.jpg": (),
    "product_zh.jpg": (_perhaps("bottle"),),
    "sign_zh_en.jpg": (),
    "text_poster_en.png": (),
    "banknote_sek20.jpg": (_perhaps("person"),),
    "banknote_sek100.jpg": (_perhaps("person"),),
    "walk_one_by_one.mp4": (_perhaps("person", 2),),
    "bottles.mp4": (Expected(("bottle",), 1, 9), _perhaps("person"), _perhaps("dining table")),
}
"""By file; of a video each picture that is looked at. A hand may be called a person."""


def counted(found: Sequence[Thing], expected: Sequence[Expected]) -> Counted:
    """A thing beyond those that are allowed is wrong."""
    labels = [thing.label for thing in found]
    right = missed = 0
    for one in expected:
        there = sum(label in one.labels for label in labels)
        right += min(there, one.most)
        missed += max(0, one.least - there)
    return Counted(right, len(labels) - right, missed)


def listed(folder: Path) -> list[Path]:
    """The pictures and videos that its CONTENTS.tsv names; raises InputError without one."""
    try:
        with (folder / "CONTENTS.tsv").open(encoding="utf-8", newline="") as file:
            names = [row["file"] for row in csv.DictReader(file, delimiter="\t")]
    except (OSError, KeyError) as error:
        raise InputError(f"{folder} has no CONTENTS.tsv that names its pictures") from error
    return [folder / name for name in names if name in EXPECTED]
