"""The sound server for tests that are marked `pulse`."""

from __future__ import annotations

from tests.pulse import pulse

__all__ = ["pulse"]
