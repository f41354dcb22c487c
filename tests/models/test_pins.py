"""What a first fetch learned is never forgotten, whoever else fetches at the same time."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from edge.errors import StoreError
from edge.models.pins import FILE_NAME, Pins

if TYPE_CHECKING:
    from pathlib import Path

EACH = 40
LEARN = f"""
import sys
from pathlib import Path
from edge.models.pins import Pins
pins = Pins(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range({EACH}):
    pins.keep({{f"{{sys.argv[2]}}/{{number}}": "00"}})
"""


def _fetching(folder: Path, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", LEARN, str(folder), name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_programs_that_learn_at_once_lose_nothing(tmp_path: Path) -> None:
    both = [_fetching(tmp_path, name) for name in ("ears", "mind")]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in both:
        process.communicate(timeout=60)
        assert process.returncode == 0
    table = json.loads((tmp_path / FILE_NAME).read_text())
    assert len(table) == 2 * EACH
    assert {path.name for path in tmp_path.iterdir()} == {FILE_NAME}


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"pins\.json cannot be written"):
        Pins(tmp_path / "gone").keep({"mind/model": "00"})
