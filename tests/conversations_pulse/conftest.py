"""The sound server for the conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pulse import PulseBench, running_pulse

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="package")
def lab() -> Iterator[PulseBench]:
    """A sound server with a room and two outputs of one channel each."""
    with running_pulse() as bench:
        bench.add_lab()
        bench.add_channel("owner", "rear-left")
        bench.add_channel("loud", "rear-right")
        yield bench
