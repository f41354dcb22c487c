"""The sound server for tests that are marked `pulse`; Ctrl-C as a terminal would send it."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.pulse import pulse

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["pulse"]


@pytest.fixture(autouse=True, scope="session")
def _ctrl_c_is_not_ignored() -> Iterator[None]:
    """A shell starts what runs in the background with SIGINT ignored, and children inherit that."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
