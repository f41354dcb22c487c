"""A floor under Mandarin: a slice of what `python -m tests.quality.mandarin` measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.quality.mandarin import heard, is_right, is_trusted, mandarin, spoken
from tests.quality.sentences import MANDARIN_EVERYDAY

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.engines, pytest.mark.timeout(180)]


def test_spoken_mandarin_reaches_its_skill_and_small_talk_does_not(shared: Path) -> None:
    searches = mandarin(shared)
    commands = ("设一个五分钟的计时器", "取消所有计时器", "他们说了什么", "还剩多少时间")
    wrong = [text for text in commands if not is_right(heard(searches, spoken(text)), text)]
    believed = [text for text in MANDARIN_EVERYDAY[:4] if is_trusted(heard(searches, spoken(text)))]
    searches.close()
    assert len(wrong) <= 1, wrong
    assert len(believed) <= 1, believed
