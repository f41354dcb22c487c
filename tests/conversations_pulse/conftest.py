"""The sound server for the conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pulse import PulseBench, running_pulse

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _only_where_the_machine_is_ours(long_run: bool) -> None:
    """Sound in real time through a server, engines and recorders needs both cores for itself."""
    if not long_run:
        pytest.skip("a conversation through PulseAudio in real time: run by `make long`")


@pytest.fixture
def stop_seconds() -> float:
    """From a voice's first audible sample to silence; `python -m tests.conversations_pulse`
    measures it."""
    return 0.4


@pytest.fixture(scope="package")
def lab() -> Iterator[PulseBench]:
    """A sound server with a room and two outputs of one channel each."""
    with running_pulse() as bench:
        bench.add_lab()
        bench.add_channel("owner", "rear-left")
        bench.add_channel("loud", "rear-right")
        yield bench
