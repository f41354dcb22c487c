"""The sound server for the soak."""

from __future__ import annotations

from tests.pulse import pulse

__all__ = ["pulse"]
