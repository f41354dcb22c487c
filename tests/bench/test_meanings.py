"""Rows that are named for a model or a speed are explained on the page too."""

from __future__ import annotations

import pytest

from edge.bench.meanings import meaning


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("barge_in_beside_prompt", "2,000 tokens"),
        ("recogniser_pocketsphinx-en_work_2", "threads: 2"),
        ("voice_en_US-tiny_first_sound", "first sound"),
        ("voice_espeak_memory", "resident"),
        ("llm_tiny_answer_1", "threads: 1"),
        ("llm_tiny_free_in_prompt", "interrupted"),
        ("overlap_with_10", "10 tokens/s, working ahead"),
        ("overlap_slow_voice_with_40", "40 tokens/s"),
        ("overlap_behind_without_5", "without"),
        ("turn_judge", "smart-turn"),
    ],
)
def test_a_row_that_is_named_for_a_model_is_explained(name: str, part: str) -> None:
    assert part in meaning(name)


def test_a_row_that_nobody_explained_has_no_words() -> None:
    assert meaning("nobody_knows") == ""
