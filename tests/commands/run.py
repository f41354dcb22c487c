"""The installed command as a child process, with folders of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SECONDS = 30.0


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Nothing of the person who runs the tests, and no sound server."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    own = {
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "EDGE_STATE": str(folder / "state"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    return {**kept, **own, **more}


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "edge", *map(str, words)]


def edge(
    folder: Path, *words: str | Path, typed: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """Run `edge WORDS` to its end."""
    return edge_within(SECONDS, folder, *words, typed=typed, **more)


def edge_within(
    seconds: float, folder: Path, /, *words: str | Path, typed: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """The same where it may take longer."""
    return subprocess.run(
        command(*words), env=environment(folder, **more), input=typed,
        capture_output=True, text=True, timeout=seconds, check=False,
    )  # fmt: skip
