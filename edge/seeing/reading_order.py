"""Lines of print in the order in which a person would read them: columns, rows, paragraphs; pure.

Print is cut along white gutters first (recursive X-Y cut: Nagy and Seth, ICPR 1984), and where no
gutter goes all the way down, above and below the longest run of rows that has one. Whatever is left
is read row by row.
"""

from __future__ import annotations

import re
import statistics
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from edge.ports import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edge.ports import TextLine

Row: TypeAlias = "tuple[TextLine, ...]"
"""Pieces of print side by side, from the left."""
Paragraph: TypeAlias = "tuple[Row, ...]"

SAME_ROW = 0.5
"""Of the lower one's height, by which two pieces overlap where they stand side by side."""
GUTTER = 1.0
"""Median heights of a line that are white between columns."""
COLUMN_ROWS = 2
APART = 0.8
"""Of a row's height, white below it where a paragraph ends."""
OTHER_SIZE = 1.4
"""Ratio of heights from which a row is a heading, or small print."""
ELSEWHERE = 2.5
"""Heights by which a row begins elsewhere than the one above, unless both have one middle."""
_AMOUNT = re.compile(r"[^\w]*[\d.,:/\-\s]*\d[\d.,:/\-\s]*[^\W\d]{0,4}[^\w]*")
"""A number with at most a unit or a currency beside it."""


def in_reading_order(lines: Sequence[TextLine]) -> list[Paragraph]:
    """From the top, the left column first; print that stands on its head is turned before."""
    upright = _upright(lines)
    if not upright:
        return []
    height = statistics.median(line.box.height for line in upright)
    return [part for block in _blocks(upright, height) for part in _paragraphs(_rows(block))]


def flat(paragraphs: Iterable[Paragraph]) -> list[TextLine]:
    """Every line, in this order."""
    return [line for paragraph in paragraphs for line in _pieces(paragraph)]


def turned_by(lines: Sequence[TextLine]) -> int:
    """Degrees by which most of the letters are turned clockwise."""
    letters: dict[int, int] = {0: 0}
    for line in lines:
        letters[line.turned] = letters.get(line.turned, 0) + len(line.text)
    return max(letters, key=lambda turned: letters[turned])


def _upright(lines: Sequence[TextLine]) -> list[TextLine]:
    """With boxes as if the picture had been turned back; only their order matters from here on."""
    turned = turned_by(lines)
    return [replace(line, box=_turned_back(line.box, turned)) for line in lines]


def _turned_back(box: Box, turned: int) -> Box:
    if turned == 180:
        return Box(-box.right, -box.bottom, -box.left, -box.top)
    if turned == 90:
        return Box(box.top, -box.right, box.bottom, -box.left)
    if turned == 270:
        return Box(-box.bottom, box.left, -box.top, box.right)
    return box


def _blocks(lines: list[TextLine], height: float) -> list[list[TextLine]]:
    """Pieces of the page that have no gutter, in order."""
    gutter = _gutter(lines, height)
    if gutter is not None:
        left = [line for line in lines if line.box.centre[0] < gutter]
        right = [line for line in lines if line.box.centre[0] >= gutter]
        return _blocks(left, height) + _blocks(right, height)
    band = _columns_within(_rows(lines), height)
    if band is None:
        return [lines]
    return [block for part in band for block in _blocks(part, height)]


def _gutter(lines: Sequence[TextLine], height: float) -> float | None:
    """The middle of the widest white stripe between two columns."""
    for middle in _stripes(lines, height):
        left = [line for line in lines if line.box.centre[0] < middle]
        right = [line for line in lines if line.box.centre[0] >= middle]
        if _is_column(left, right) and _is_column(right, left):
            return middle
    return None


def _stripes(lines: Sequence[TextLine], height: float) -> list[float]:
    """The middles of what is white from the upper end to the lower one, the widest first."""
    stripes: list[tuple[float, float]] = []
    ordered = sorted(lines, key=lambda line: line.box.left)
    reach = ordered[0].box.right
    for line in ordered[1:]:
        if line.box.left - reach >= GUTTER * height:
            stripes.append((line.box.left - reach, (line.box.left + reach) / 2))
        reach = max(reach, line.box.right)
    return [middle for _, middle in sorted(stripes, reverse=True)]


def _columns_within(rows: list[Row], height: float) -> list[list[TextLine]] | None:
    """The longest run of rows that has a gutter, with what is above and below it."""
    begin = end = 0
    for start in range(len(rows)):
        stop = start + 1
        while stop < len(rows) and _stripes(_pieces(rows[start : stop + 1]), height):
            stop += 1
        longer = stop - start > max(end - begin, COLUMN_ROWS - 1)
        if longer and _gutter(_pieces(rows[start:stop]), height) is not None:
            begin, end = start, stop
    if end == 0:
        return None
    parts = (_pieces(part) for part in (rows[:begin], rows[begin:end], rows[end:]))
    return [part for part in parts if part]


def _pieces(rows: Iterable[Row]) -> list[TextLine]:
    return [line for row in rows for line in row]


def _is_column(lines: Sequence[TextLine], others: Sequence[TextLine]) -> bool:
    """Of more than one row, and not amounts that belong to what stands beside them."""
    if len(_rows(lines)) < COLUMN_ROWS:
        return False
    beside = [line for line in lines if any(_side_by_side(line, other) for other in others)]
    amounts = [line for line in beside if _AMOUNT.fullmatch(line.text)]
    return 2 * len(amounts) <= len(lines)


def _rows(lines: Sequence[TextLine]) -> list[Row]:
    """From the top; what stands side by side is one row."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.box.centre[1]):
        if rows and _side_by_side(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [tuple(sorted(row, key=lambda line: line.box.left)) for row in rows]


def _side_by_side(one: TextLine, other: TextLine) -> bool:
    shared = min(one.box.bottom, other.box.bottom) - max(one.box.top, other.box.top)
    lower = min(one.box.height, other.box.height)
    across = min(one.box.right, other.box.right) - max(one.box.left, other.box.left)
    over_another = across > 0.3 * min(one.box.width, other.box.width)
    return shared >= SAME_ROW * lower and not over_another


def _paragraphs(rows: list[Row]) -> list[Paragraph]:
    """Rows until the white below one is wide, or the size of the letters changes."""
    parts: list[list[Row]] = []
    for row in rows:
        if parts and not _new_paragraph(parts[-1][-1], row):
            parts[-1].append(row)
        else:
            parts.append([row])
    return [tuple(part) for part in parts]


def _new_paragraph(above: Row, below: Row) -> bool:
    heights = [max(line.box.height for line in row) for row in (above, below)]
    low, high = min(heights), max(heights)
    white = min(line.box.top for line in below) - max(line.box.bottom for line in above)
    return white > APART * low or high > OTHER_SIZE * low or _begins_elsewhere(above, below, low)


def _begins_elsewhere(above: Row, below: Row, height: float) -> bool:
    left = abs(above[0].box.left - below[0].box.left)
    middle = abs(_middle(above) - _middle(below))
    return min(left, middle) > ELSEWHERE * height


def _middle(row: Row) -> float:
    return (row[0].box.left + row[-1].box.right) / 2
