"""The groups of figures by name, and which process measures what."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from edge.bench.asked import Asked
    from edge.bench.rows import Row

    Measure = Callable[[Asked], Awaitable[Sequence[Row]]]

GROUPS: dict[str, tuple[str, ...]] = {
    "conversation": ("conversation.rows", "through_pulse.rows", "hazard.rows", "gil_hold.rows"),
    "barge-in": ("barge_in.rows", "barge_in_synthesis.rows"),
    "endpointing": ("endpointing.rows",),
    "idle": ("idle.rows",),
    "memory": ("memory.with_scripted_engines", "memory.with_all_engines"),
    "start": ("start.rows",),
    "recognisers": ("recognizers.rows",),
    "voices": ("voices.rows", "turn_judge.rows"),
    "language-models": ("language_model.rows",),
    "overlap": ("overlap.rows",),
    "hazard": ("hazard_rule.rows", "hazard_path.rows"),
    "vision": (
        "vision.things",
        "vision_words.rows",
        "vision.with_one_thread",
        "vision.with_two_threads",
    ),
}
"""A group's parts; each runs in a process of its own, so that none carries another's models."""


async def measured(part: str, asked: Asked) -> list[dict[str, Any]]:
    """The rows of one part, in this process."""
    module, _, function = part.partition(".")
    measure = cast("Measure", getattr(import_module(f"edge.bench.{module}"), function))
    return [row.record() for row in await measure(asked)]
