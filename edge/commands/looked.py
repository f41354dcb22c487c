"""What `edge look` found out about one picture, as a record, as lines, and as it is spoken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from edge.modes.sight import seen_words
from edge.seeing.describing import (
    RECOGNISED,
    Findings,
    facts,
)
from edge.seeing.document import document
from edge.seeing.reading_order import flat, in_reading_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edge.modes.sight.vision import Vision
    from edge.ports.sight import Box, Code, Frame, TextLine
    from edge.seeing.colours import ColourReading
    from edge.seeing.document import Document
    from edge.seeing.scene import Placed
    from edge.thinking.phrases import Phrases

ENDS = (".", "!", "?", ":", "…", "。", "！", "？", "：")


@dataclass(frozen=True)
class Result:
    """What a look came to."""

    record: Mapping[str, Any]
    """For JSON."""
    lines: str
    spoken: str


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One picture, looked at."""

    frame: Frame
    findings: Findings
    lines: Sequence[TextLine]
    """In reading order."""
    light: float | None
    """Share of full light; None where only print was looked for."""


async def seen(vision: Vision, frame: Frame, *, only_print: bool) -> Seen:
    """Raises EngineError."""
    picture = frame.picture
    found, light = Findings(), None
    if not only_print:
        found, light = await vision.findings(picture), await vision.light(picture)
    lines = await vision.lines(picture)
    return Seen(
        frame=frame,
        findings=replace(found, document=document(lines)),
        lines=flat(in_reading_order(lines)),
        light=light,
    )


def read_aloud(seen: Seen, phrases: Phrases, seconds: Mapping[str, float]) -> Result:
    """Word for word; what is doubtful says so, and so does print that stands on its head."""
    page = seen.findings.document
    said = [] if page is None else _pieces(page, phrases)
    spoken = _joined(said or [phrases.reply("read.none")], phrases)
    return Result(_record(seen, spoken, seconds), "\n".join(said) or spoken, spoken)


def described(seen: Seen, phrases: Phrases, seconds: Mapping[str, float]) -> Result:
    """Everything that was found, the most important first."""
    found = facts(seen.findings)
    sentences = seen_words.described(phrases, found, datetime.now().astimezone().date())
    if not any(isinstance(fact, RECOGNISED) for fact in found):
        sentences.append(phrases.reply("seen.nothing"))
    spoken = _joined(sentences, phrases)
    placed = seen.findings.scene.placed if seen.findings.scene else ()
    lines = [
        *(_thing_line(one) for one in placed),
        *(_code_line(code) for code in seen.findings.codes),
        *(f"print: {line.text} ({sure(line.score)})" for line in seen.lines),
        spoken,
    ]
    return Result(_record(seen, spoken, seconds), "\n".join(lines), spoken)


def _joined(sentences: Sequence[str], phrases: Phrases) -> str:
    """Print seldom ends as a sentence does; a voice needs it to."""
    stop = str(phrases.language.mind["full_stop"]).strip()
    ended = [text if text.endswith(ENDS) else text + stop for text in sentences]
    return str(phrases.language.words["join"]["sentence"]).join(ended)


def _pieces(page: Document, phrases: Phrases) -> list[str]:
    said = [
        phrases.reply("read.unsure", text=piece.text) if piece.unsure else piece.text
        for piece in page.pieces
    ]
    return [*said, phrases.reply("frame.turn")] if said and page.turned == 180 else said


def _thing_line(one: Placed) -> str:
    return (
        f"{one.label}: {one.hour} o'clock, {sure(one.thing.score)}, box {_corners(one.thing.box)}"
    )


def _code_line(code: Code) -> str:
    return f"code: {code.kind} {code.text}, box {_corners(code.box)}"


def sure(score: float) -> str:
    """No engine is certain."""
    return f"{min(score, 0.99):.0%} sure"


def _corners(box: Box) -> str:
    return ", ".join(map(str, pixels(box)))


def pixels(box: Box) -> list[int]:
    """Left, top, right and bottom."""
    return [round(side) for side in (box.left, box.top, box.right, box.bottom)]


def _record(seen: Seen, spoken: str, seconds: Mapping[str, float]) -> dict[str, Any]:
    height, width = seen.frame.picture.shape[:2]
    found = seen.findings
    return {
        "source": seen.frame.source,
        "size": [width, height],
        "things": [thing(one) for one in found.scene.placed] if found.scene else [],
        "people": found.scene.people if found.scene else 0,
        "text": [_text(line) for line in seen.lines],
        "codes": [_code(code) for code in found.codes],
        "colours": [_colour(found.colour)] if found.colour else [],
        "light": _light(seen),
        "description": spoken,
        "timings_ms": {name: round(1000 * value, 1) for name, value in seconds.items()},
    }


def thing(one: Placed) -> dict[str, Any]:
    """The clock's hour is where it stands from the camera."""
    return {
        "label": one.label,
        "score": round(one.thing.score, 3),
        "box": pixels(one.thing.box),
        "clock": one.hour,
    }


def _text(line: TextLine) -> dict[str, Any]:
    told = {"text": line.text, "score": round(line.score, 3), "box": pixels(line.box)}
    return told | {"turned": line.turned}


def _code(code: Code) -> dict[str, Any]:
    return {"kind": code.kind, "text": code.text, "box": pixels(code.box)}


def _colour(seen: ColourReading) -> dict[str, Any]:
    """Of the middle of the picture."""
    return {
        "name": seen.name.value,
        "tone": seen.tone.value,
        "or": seen.second.value if seen.second else None,
        "is_mixed": seen.is_mixed,
        "is_dark": seen.is_dark,
    }


def _light(seen: Seen) -> dict[str, Any] | None:
    if seen.light is None or seen.findings.light is None:
        return None
    return {"level": round(seen.light, 4), "name": seen.findings.light.name.lower()}
