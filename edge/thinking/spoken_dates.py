"""Dates that no sentence template covers, read by dateparser: "the last friday of may at six"."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime


@cache
def _parser(code: str) -> Any:
    """Made on first use; importing the library takes some hundred milliseconds."""
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=[code],
        settings={"PREFER_DATES_FROM": "future", "RETURN_AS_TIMEZONE_AWARE": False},
    )


def parse(text: str, code: str, now: datetime) -> datetime | None:
    """The moment that `text` names, in the zone of `now`; None where it names none."""
    from edge.thinking.moments import MORNING, on_day

    parser = _parser(code)
    parser._settings = parser._settings.replace(RELATIVE_BASE=now.replace(tzinfo=None))
    found = parser.get_date_data(text).date_obj
    if not found:
        return None
    hour = found.hour or (0 if found.minute else MORNING.hour)  # a bare date comes as midnight
    return on_day(found.date(), hour, found.minute, now)
