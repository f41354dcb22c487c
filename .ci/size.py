"""How much disk the base install takes, from what pip noted of each package it installed."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

BUDGET_MB = 300
LIST = Path(__file__).parents[1] / ".constraints" / "base.txt"


def names() -> list[str]:
    """The packages of the base, as the list of hashes names them."""
    text = LIST.read_text(encoding="utf-8")
    return sorted(set(re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE)))


def installed_bytes(name: str) -> int:
    """0 for one that this platform does not need."""
    try:
        files = distribution(name).files or []
    except PackageNotFoundError:
        return 0
    paths = [Path(str(file.locate())) for file in files]
    return sum(path.stat().st_size for path in paths if path.is_file())


def main() -> int:
    sizes = {name: installed_bytes(name) / 1e6 for name in names()}
    if "--each" in sys.argv:
        for name, size in sorted(sizes.items(), key=lambda item: -item[1]):
            sys.stdout.write(f"{size:8.1f} MB  {name}\n")
    total = sum(sizes.values())
    sys.stdout.write(f"base install: {total:.0f} MB (budget {BUDGET_MB} MB)\n")
    return total > BUDGET_MB


if __name__ == "__main__":
    sys.exit(main())
