"""The shared networks and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge.seeing.picture import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from edge.ports.sight import Picture


@pytest.fixture
def networks(shared: Path) -> Path:
    pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
    pytest.importorskip("cv2", reason="opencv (extra vision) is not installed")
    return shared / "models/vision"


@pytest.fixture
def photo(shared: Path) -> Callable[[str], Picture]:
    """A shared picture by its name."""
    return lambda name: load(shared / "data/images" / name).picture
