"""The first answers are as quick as the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.thinking.skill import installed

if TYPE_CHECKING:
    from tests.thinking.conftest import Talk


def test_what_a_skill_needs_time_for_is_done_ahead(talk: Talk) -> None:
    slow = [skill.warm for skill in installed().values() if skill.warm is not None]
    talk.thinker.warm_skills()
    assert slow
    assert all(warm.cache_info().currsize == 1 for warm in slow)  # type: ignore[attr-defined]  # all are cached
