"""Floors under the rate at which spoilt codes are read, and none of them is read as another."""

from __future__ import annotations

import numpy as np
import pytest

from edge.engines.vision.zxing import Zxing
from edge.seeing.codes import is_checked
from tests.quality.codes import CHANGES, KINDS, decoded

pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed")
pytest.importorskip("cv2", reason="opencv is not installed")
pytestmark = pytest.mark.engines


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("title", "step", "least"),
    [
        ("blur, of a module", "0.5", 6),
        ("turned, degrees", "20", 6),
        ("turned, degrees", "45", 5),
        ("turned, degrees", "180", 6),
        ("tilted, of the width", "0.1", 6),
        ("light left", "0.2", 6),
    ],
)
def test_codes_are_read_as_a_hand_holds_them(kind: str, title: str, step: str, least: int) -> None:
    right, wrong = decoded(kind, CHANGES[title][step], 6)
    assert right >= least
    assert wrong == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("title", "step"),
    [
        ("blur, of a module", "1.2"),
        ("glare, of the height", "0.4"),
        ("tilted, of the width", "0.3"),
    ],
)
def test_what_cannot_be_read_is_not_read_wrongly(kind: str, title: str, step: str) -> None:
    assert decoded(kind, CHANGES[title][step], 6)[1] == 0


def test_noise_holds_no_product() -> None:
    chance = np.random.default_rng(9)
    reader = Zxing()
    for _ in range(20):
        noise = chance.integers(0, 256, (240, 320, 3)).astype(np.uint8)
        assert [one for one in reader.decode(noise) if is_checked(one)] == []
