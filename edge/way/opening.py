"""Whether a place is open, from OpenStreetMap's notation of opening hours."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """What the hours say of a moment; holidays are not known to them."""

    is_open: bool
    until: datetime | None
    """When that changes, in the same time; None where it never does."""


def opening(hours: str, local: datetime) -> Opening | None:
    """`local`: the time of day there. None where the hours are missing, unclear or unreadable, or
    opening-hours-py is not installed."""
    if not hours:
        return None
    try:
        library: Any = importlib.import_module("opening_hours")
    except ImportError:
        return None
    moment = local.replace(tzinfo=None)
    try:
        rules = library.OpeningHours(hours)
    except library.ParserError:
        return None
    if rules.is_unknown(moment):
        return None
    return Opening(rules.is_open(moment), rules.next_change(moment))
