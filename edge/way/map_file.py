"""The file of a map: its tables, how points are packed into it, and where it stands."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from edge.way.geodesy import Point

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FILE_NAME = "map.db"
VERSION = 1
ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0, openstreetmap.org/copyright"
UNITS = 1e7
"""OpenStreetMap itself keeps degrees to seven places."""

TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE streets (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, line BLOB NOT NULL
);
CREATE TABLE places (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, category TEXT NOT NULL,
    line BLOB NOT NULL, street TEXT NOT NULL, house_number TEXT NOT NULL,
    opening_hours TEXT NOT NULL
);
CREATE TABLE intersections (id INTEGER PRIMARY KEY, line BLOB NOT NULL, streets TEXT NOT NULL);
CREATE VIRTUAL TABLE streets_box USING rtree(id, south, north, west, east);
CREATE VIRTUAL TABLE places_box USING rtree(id, south, north, west, east);
CREATE VIRTUAL TABLE intersections_box USING rtree(id, south, north, west, east);
"""


def map_path(state_folder: Path) -> Path:
    """Where the one imported map stands."""
    return state_folder / FILE_NAME


def packed(line: Iterable[Point]) -> bytes:
    """Degrees as whole numbers of 1e-7, little endian: latitude, longitude, latitude, …"""
    flat = [
        round(value * UNITS) for point in line for value in (point.latitude, point.longitude)
    ]  # fmt: skip
    return struct.pack(f"<{len(flat)}i", *flat)


def unpacked(blob: bytes) -> tuple[Point, ...]:
    flat = struct.unpack(f"<{len(blob) // 4}i", blob)
    return tuple(
        Point(latitude / UNITS, longitude / UNITS)
        for latitude, longitude in zip(flat[::2], flat[1::2], strict=True)
    )
