"""A TOML table as a dataclass; every error names the setting."""

from __future__ import annotations

import difflib
import types
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from edge.errors import SettingsError

Part = TypeVar("Part")


def read(part: type[Part], table: dict[str, Any], where: str = "") -> Part:
    """The dataclass `part` filled from a TOML table; raises SettingsError with the full name."""
    hints = get_type_hints(part)
    known = [item.name for item in fields(part)]  # type: ignore[arg-type]  # part is a dataclass
    values: dict[str, Any] = {}
    for name, value in table.items():
        dotted = f"{where}{name}"
        if name not in known:
            raise SettingsError(f'unknown setting "{dotted}"{_suggestion(name, known)}')
        values[name] = _value(hints[name], value, dotted)
    try:
        return part(**values)
    except SettingsError as error:
        raise SettingsError(f"{where}{error}") from error


def _suggestion(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f'; did you mean "{near[0]}"?' if near else f"; known here: {', '.join(known)}"


def _value(hint: Any, value: Any, dotted: str) -> Any:
    if is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, dict):
            raise SettingsError(f'"{dotted}" is a table of settings, not {_named(value)}')
        return read(hint, value, f"{dotted}.")
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise SettingsError(f'"{dotted}" is a list, not {_named(value)}')
        item = get_args(hint)[0]
        return tuple(_value(item, entry, f"{dotted}[{n}]") for n, entry in enumerate(value))
    if get_origin(hint) in (Union, types.UnionType):
        hint = get_args(hint)[0]
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not hint:
        raise SettingsError(f'"{dotted}" wants {_WORDS[hint]}, not {_named(value)}')
    return value


_WORDS: dict[Any, str] = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


def _named(value: Any) -> str:
    return f"{_WORDS.get(type(value), type(value).__name__)} ({value!r})"
