"""The same measurements of several programs beside each other.

    python compare.py --pipecat PYTHON --livekit PYTHON --edge PYTHON [--wav FILE] [--json FILE]

Each PYTHON belongs to the environment that holds that program; those not named are left out.
They run one after the other. Without --wav a sentence is spoken on the spot by flite.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SENTENCE = "what time is it in london"
Row = dict[str, Any]


def speak(folder: Path) -> Path:
    """A spoken sentence, 16 kHz. Raises RuntimeError where flite is not installed."""
    flite = shutil.which("flite")
    if flite is None:
        raise RuntimeError("no --wav given, and flite, which would speak a sentence, is missing")
    path = folder / "sentence.wav"
    subprocess.run([flite, "-voice", "slt", "-t", SENTENCE, "-o", str(path)], check=True)
    return path


def commands(asked: argparse.Namespace, wav: Path) -> dict[str, list[str]]:
    """What to run for each program that was named."""
    peer = ["--wav", str(wav), "--turns", str(asked.turns), "--barge-ins", str(asked.barge_ins)]
    peer += ["--seconds", str(asked.seconds)]
    wanted = {
        "Pipecat": (asked.pipecat, [str(HERE / "pipecat_peer.py"), *peer]),
        "LiveKit": (asked.livekit, [str(HERE / "livekit_peer.py"), *peer]),
        "edge": (asked.edge, ["-m", "edge", "bench", "--json"]),
    }
    return {name: [python, *rest] for name, (python, rest) in wanted.items() if python}


def rows_of(output: str) -> list[Row]:
    """The rows in what a benchmark printed: a list, or an object with `rows` in it."""
    found = json.loads(output)
    rows: list[Row] = found["rows"] if isinstance(found, dict) else found
    return rows


def measured(command: list[str]) -> list[Row] | None:
    """Run a benchmark; None, with its own words on stderr, when it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        print(f"{command[0]} {command[1]} ended with {done.returncode}", file=sys.stderr)
        return None
    return rows_of(done.stdout)


def table(results: dict[str, list[Row]]) -> str:
    """A line per row name, a column per program: median, then p95 in brackets where it differs."""
    timed = [row for rows in results.values() for row in rows if "p50" in row]
    names = list(dict.fromkeys((row["name"], row["unit"]) for row in timed))
    cells = [["", *results]]
    for name, unit in names:
        line = [f"{name} ({unit})"]
        for rows in results.values():
            same = [row for row in rows if row["name"] == name and row.get("unit") == unit]
            line.append(_cell(same[0]) if same else "-")
        cells.append(line)
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )


def _cell(row: Row) -> str:
    if row["p50"] is None:
        return "none measured"
    if row["p95"] == row["p50"]:
        return f"{row['p50']:g}"
    return f"{row['p50']:g} ({row['p95']:g}, n={row['n']})"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Put measurements beside each other.")
    for name in ("pipecat", "livekit", "edge"):
        parser.add_argument(f"--{name}", metavar="PYTHON", help=f"python that can import {name}")
    parser.add_argument("--wav", type=Path, help="speech, 16 kHz mono 16-bit")
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--barge-ins", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=40.0, help="of idle listening, each kind")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep all rows there as well")
    return parser.parse_args()


def main() -> int:
    asked = _arguments()
    results: dict[str, list[Row]] = {}
    with tempfile.TemporaryDirectory() as folder:
        wanted = commands(asked, asked.wav or speak(Path(folder)))
        for name, command in wanted.items():
            print(f"measuring {name} ...", file=sys.stderr)
            rows = measured(command)
            if rows is not None:
                results[name] = rows
    print(table(results))
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    return 0 if results and len(results) == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
