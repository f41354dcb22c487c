"""Measures one part in this process: python -m edge.bench PART TURNS [FOLDER [PICTURES]]."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from edge.bench.asked import Asked
from edge.bench.groups import measured
from edge.errors import EdgeError


def main(part: str, turns: str, *folders: str) -> int:
    """Folders in the order of Asked; an empty name stands for none."""
    asked = Asked(int(turns), *(Path(folder) if folder else None for folder in folders))
    try:
        rows = asyncio.run(measured(part, asked))
    except EdgeError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    print(json.dumps(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
