"""The page of figures: our rows with their targets, other programs' beside them.

    python -m edge.bench.page docs/bench.md OURS.json [PEERS.json]

OURS is what `edge bench --json` printed; PEERS what `make bench-peers` keeps, an object of rows by
program. The table is written between the two marks in the page.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from edge.bench.curve import with_table
from edge.bench.rows import ENGINES_AT_WORK, TARGETS

Record = dict[str, Any]
OURS = "edge"
MEANING = {
    "first_sound_silence": "last voiced sample in, first block out; 200 ms of silence ends a turn",
    "first_sound_stock": "the same as configured by nobody, a command",
    "first_sound_sentence": "the same, a finished sentence that is no command",
    "first_sound_command": "the same with our own engines, spoken commands",
    "command_endpoint": "of which: the turn was judged over",
    "command_asr_final": "of which: the final words were known",
    "command_route": "of which: the answer was known",
    "command_tts_first": "of which: its first sound was made",
    "first_sound_pulse": "the same through PortAudio and PulseAudio",
    "hazard": "reading to block with the cue in it, every core busy",
    "barge_in_pause": "voice onset to the pause (earpiece)",
    "barge_in": "voice onset to silence at the output (earpiece)",
    "barge_in_beside_prompt_pause": "the pause, while a language model evaluates 2,000 tokens",
    "barge_in_beside_prompt": "silence, while a language model evaluates 2,000 tokens",
    "idle_quiet": "listening for the wake word in a quiet room",
    "idle_speech": "listening for the wake word while somebody talks",
    "idle_pace": "what handing in the sound costs by itself; not in the two above",
    "idle_driver": "PortAudio in and out with nothing behind it",
    "memory_silence": "resident, without recogniser and voice",
    "memory_stock": "resident, all engines",
    "gil_hold_nobody": "longest wait of a thread for its turn, nothing at work",
    **{
        f"gil_hold_{name}": f"the same during one piece of work: {name.replace('_', ' ')}"
        for name in ENGINES_AT_WORK
    },
    "import": "import edge, edge.app in a fresh process",
    "import_cpu": "the same in CPU time",
    "ready": "start of a process to the first block listened to",
    "installed": "disk use of the base install",
}


def markdown(ours: list[Record], peers: dict[str, list[Record]]) -> str:
    """A line a row of ours; the endpointing curve has a page of its own."""
    others = [name for name in peers if name != OURS]
    heads = ["row", "what", "p50", "p95", "n", "target", *others]
    lines = [_line(heads), _line(["---"] * len(heads))]
    for row in ours:
        if "premature_share" in row:
            continue
        beside = [_p50(_named(peers[name], row)) for name in others]
        lines.append(_line([*_own_cells(row), *beside]))
    return "\n".join(lines)


def _own_cells(row: Record) -> list[str]:
    target = TARGETS.get(row["name"])
    verdict = "" if target is None else f"{target}: {_verdict(row)}"
    what = MEANING.get(row["name"], "")
    figures = [_shown(row["p50"]), _shown(row["p95"]), str(row["n"])]
    return [f"`{row['name']}` ({row['unit']})", what, *figures, verdict]


def _verdict(row: Record) -> str:
    if row["n"] == 0:
        return "not measured"
    return "met" if TARGETS[row["name"]].met(row["p50"], row["p95"]) else "**missed**"


def _named(rows: list[Record], like: Record) -> Record | None:
    same = (row for row in rows if (row["name"], row.get("unit")) == (like["name"], like["unit"]))
    return next(same, None)


def _p50(row: Record | None) -> str:
    return "-" if row is None else _shown(row["p50"])


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def main(page: str, ours: str, peers: str = "") -> int:
    printed = json.loads(Path(ours).read_text(encoding="utf-8"))
    others = json.loads(Path(peers).read_text(encoding="utf-8")) if peers else {}
    machine = ", ".join(f"{name} {value}" for name, value in printed["machine"].items())
    table = f"{machine}\n\n{markdown(printed['rows'], others)}"
    path = Path(page)
    path.write_text(with_table(path.read_text(encoding="utf-8"), table), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
