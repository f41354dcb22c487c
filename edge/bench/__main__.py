"""Measures one part in this process: python -m edge.bench PART TURNS [FOLDER]."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from edge.bench.asked import Asked
from edge.bench.groups import measured
from edge.errors import EdgeError


def main(part: str, turns: str, recordings: str = "") -> int:
    asked = Asked(int(turns), Path(recordings) if recordings else None)
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
