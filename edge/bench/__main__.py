"""Measures one part in this process and prints its rows: python -m edge.bench PART TURNS."""

from __future__ import annotations

import asyncio
import json
import sys

from edge.bench.groups import measured
from edge.errors import EdgeError


def main(part: str, turns: str) -> int:
    try:
        rows = asyncio.run(measured(part, int(turns)))
    except EdgeError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    print(json.dumps(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
