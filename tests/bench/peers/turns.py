"""Spoken turns with known ends, made of real recordings: what every endpointer is tried on.

    python turns.py OUT --speech FOLDER [FOLDER ...]

OUT gets one WAV per turn and `turns.json`: a list of {wav, speech, end_seconds}. `speech` is
"recorded" for a recording as it is, and "hesitant" where each of its own interior pauses was
lengthened with its own room noise, as somebody who thinks while talking.
"""

from __future__ import annotations

import argparse
import json
import sys
from array import array
from pathlib import Path

import sound

LEAD_SECONDS = 0.5
ROOM_SAMPLES = sound.RATE // 10
TAIL_SECONDS = 5.0
"""Longer than any endpointer waits (3 s and its silence)."""
PAUSE_SECONDS = 0.15
"""The shortest interior silence that counts as a pause: above it stops of plosives are rare."""
WORD_SECONDS = 0.15
"""Before the first pause or after the last, less voice than this is a breath or a click."""
KNOWN_ENDS = {"jfk.wav": 10.62}
"""Seconds at which the last word ends, where level cannot tell: there a crowd grows louder."""
HESITATIONS = (0.5, 0.8, 1.2, 1.8)
"""Seconds to which pauses are lengthened, one turn for each."""


def room_noise(samples: array[int], seconds: float) -> array[int]:
    """The recording's quietest stretch, drawn out: turn models hear what follows the voice."""
    starts = range(0, len(samples) - ROOM_SAMPLES + 1, sound.BLOCK)
    quietest = min(starts, key=lambda at: sum(map(abs, samples[at : at + ROOM_SAMPLES])))
    quiet = samples[quietest : quietest + ROOM_SAMPLES]
    return _back_and_forth(quiet, int(seconds * sound.RATE))


def lengthened(samples: array[int], seconds: float) -> array[int]:
    """Every interior pause drawn out to `seconds`; longer ones stay as they are."""
    made = array("h")
    done = 0
    for pause in sound.pauses(samples, PAUSE_SECONDS):
        made += samples[done : pause.end]
        done = pause.end
        missing = int(seconds * sound.RATE) - (pause.end - pause.start)
        if missing > 0:
            made += _back_and_forth(samples[pause.start : pause.end], missing)
    return made + samples[done:]


def _back_and_forth(quiet: array[int], count: int) -> array[int]:
    """`count` samples of the quiet, backwards and forwards in turn, so that no edge clicks."""
    both = quiet[::-1] + quiet
    return (both * (count // len(both) + 1))[:count]


def without_breaths(samples: array[int]) -> array[int]:
    """The recording from its first word to its last, with the sound around them."""
    found = sound.pauses(samples, PAUSE_SECONDS)
    first, end = sound.voice_bounds(samples)
    word = WORD_SECONDS * sound.RATE
    if found and end - found[-1].end < word:
        samples = samples[: found[-1].end]
    if found and found[0].start - first < word:
        samples = samples[found[0].start :]
    return samples


def turn(samples: array[int]) -> tuple[array[int], float]:
    """The recording with its own room around it, and the seconds at which the voice ends."""
    _, end = sound.voice_bounds(samples)
    lead, tail = (room_noise(samples, seconds) for seconds in (LEAD_SECONDS, TAIL_SECONDS))
    whole = lead + samples + tail
    return whole, LEAD_SECONDS + end / sound.RATE


def make(recordings: list[Path], out: Path) -> list[dict[str, str | float]]:
    """Write all turns and their list into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    listed: list[dict[str, str | float]] = []
    for path in recordings:
        samples = sound.read(path)
        if path.name in KNOWN_ENDS:
            samples = samples[: int(KNOWN_ENDS[path.name] * sound.RATE)]
        samples = without_breaths(samples)
        spoken = {f"{path.stem}.wav": ("recorded", samples)}
        if sound.pauses(samples, PAUSE_SECONDS):
            spoken |= {
                f"{path.stem}-{seconds:g}s.wav": ("hesitant", lengthened(samples, seconds))
                for seconds in HESITATIONS
            }
        for name, (speech, voice) in spoken.items():
            whole, end = turn(voice)
            sound.write(out / name, whole)
            listed.append({"wav": name, "speech": speech, "end_seconds": round(end, 3)})
    (out / "turns.json").write_text(json.dumps(listed, indent=1), encoding="utf-8")
    return listed


def main() -> int:
    parser = argparse.ArgumentParser(description="Make turns with known ends.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--speech", type=Path, nargs="+", required=True, help="folders of WAVs")
    asked = parser.parse_args()
    recordings = [path for folder in asked.speech for path in sorted(folder.glob("*.wav"))]
    if not recordings:
        print(f"no WAV files in {', '.join(map(str, asked.speech))}", file=sys.stderr)
        return 1
    listed = make(recordings, asked.out)
    print(f"{len(listed)} turns of {len(recordings)} recordings in {asked.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
