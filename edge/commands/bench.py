"""`edge bench`: our figures on this machine, each with what it should be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any

from edge.bench.groups import GROUPS
from edge.bench.machine import machine
from edge.bench.picture_table import by_picture
from edge.bench.rows import table
from edge.errors import EngineError, InputError

if TYPE_CHECKING:
    import argparse

    from edge.settings import Settings


def main(options: argparse.Namespace, settings: Settings) -> int:
    """Stock settings and a state folder for the occasion: nothing of the owner's is touched."""
    if options.turns < 1:
        raise InputError(f"--turns {options.turns}: at least one turn is needed")
    here = machine()
    parts = GROUPS[options.what] if options.what else tuple(sum(GROUPS.values(), ()))
    with tempfile.TemporaryDirectory(prefix="edge-bench-") as state:
        rows = [row for part in parts for row in _measured(part, options, state)]
    if options.json:
        print(json.dumps({"machine": here, "rows": rows}, indent=1))
        return 0
    print(", ".join(f"{name} {value}" for name, value in here.items()))
    of_pictures, others = by_picture(rows)
    print("\n\n".join(part for part in (of_pictures, table(others)) if part))
    return 0


def _measured(part: str, options: argparse.Namespace, state: str) -> list[dict[str, Any]]:
    """The rows of one part, measured in a process of its own."""
    print(f"measuring {part} ...", file=sys.stderr)
    folders = (options.recordings, options.pictures)
    named = [str(folder.absolute()) if folder else "" for folder in folders]
    done = subprocess.run(
        [sys.executable, "-m", "edge.bench", part, str(options.turns), *named],
        env={**os.environ, "EDGE_STATE": state},
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode == 130:
        raise KeyboardInterrupt
    if done.returncode:
        raise EngineError(f"the part {part} of the benchmark failed; what it said stands above")
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows
