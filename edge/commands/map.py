"""`edge map`: which map is here, and reading a new one from an extract of OpenStreetMap."""

from __future__ import annotations

import json
from time import monotonic
from typing import TYPE_CHECKING

from edge import settings as edge_settings
from edge.commands.progress import megabytes
from edge.disk import check_room
from edge.way.map_file import map_path
from edge.way.map_import import import_map
from edge.way.street_map import StreetMap

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

    from edge.settings import Settings
    from edge.way.map_import import Imported

ROOM_FACTOR = 11.0
"""Bytes of a map for each byte of its extract: of one that is nothing but streets and places. Usual
ones hold much that is left out."""
NO_MAP = 'there is no map: "edge map import FILE.osm.pbf" reads one'
LINES = """\
{map}: {size}, imported {imported} from {source}
  {streets} streets, {places} places, {intersections} intersections
  {attribution}"""
TOLD_EVERY = 2.0
"""Seconds between two lines of progress."""


def main(options: argparse.Namespace, settings: Settings) -> int:
    """0 when done, 1 where there is no map."""
    path = map_path(edge_settings.state_folder())
    if options.action == "import":
        return _import(options, path)
    return _status(options, path)


def _status(options: argparse.Namespace, path: Path) -> int:
    if not path.exists():
        print(json.dumps({"map": None}) if options.json else NO_MAP)
        return 1
    streets = StreetMap(path)
    about: dict[str, str | int] = {"map": str(path), "bytes": path.stat().st_size}
    about.update(streets.about())
    streets.close()
    if options.json:
        print(json.dumps(about, ensure_ascii=False))
    else:
        print(LINES.format(**about, size=megabytes(path.stat().st_size)))
    return 0


def _import(options: argparse.Namespace, path: Path) -> int:
    source: Path = options.file
    if source.is_file():
        check_room(path.parent, round(source.stat().st_size * ROOM_FACTOR))
    began = monotonic()
    import_map(source, path, (lambda _: None) if options.json else _told())
    if not options.json:
        print(f"done in {monotonic() - began:.0f} s")
    return _status(options, path)


def _told() -> Callable[[Imported], None]:
    """Prints how far an import has come, now and then."""
    last = monotonic()

    def tell(so_far: Imported) -> None:
        nonlocal last
        if monotonic() - last >= TOLD_EVERY:
            last = monotonic()
            print(f"{so_far.streets} streets, {so_far.places} places so far", flush=True)

    return tell
