"""What a setting may be."""

from __future__ import annotations

from edge.errors import SettingsError


def within(part: object, name: str, low: float, high: float) -> None:
    """Raise SettingsError unless low <= part.name <= high."""
    value = getattr(part, name)
    if not low <= value <= high:
        raise SettingsError(f"{name} = {value} is outside {low} to {high}")


def one_of(part: object, name: str, allowed: tuple[str, ...]) -> None:
    """Raise SettingsError unless part.name is one of `allowed`."""
    value = getattr(part, name)
    if value not in allowed:
        raise SettingsError(f'{name} = "{value}" is not one of {", ".join(allowed)}')
