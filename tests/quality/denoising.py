"""Prints what denoisers gain: `python -m tests.quality.denoising [SHARED FOLDER]`.

For ears: the ratio of signal to distortion of recordings in noise. For PocketSphinx: how many of
every third sentence written without sight of the grammar it understands. Some 30 minutes.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from edge.engines.denoise_onnx import DELAY_SAMPLES, Dtln, Gtcrn, OnnxDenoiser
from tests.quality.measure import Spoken, english, hear, independent, recordings
from tests.quality.sound import in_room, read_wav, suppressed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from edge.ports import Samples

    Clean = Callable[[Samples], Samples]

ROOT = Path(__file__).parents[2]
DECIBELS = (0, 5, 10, 20)
HEARD_IN = ((True, 10), (False, 5), (False, 0))
"""In a room or not, and how much louder than the noise."""
NO_ROOM = np.array([32_767], np.int16)


def cleaners(shared: Path) -> dict[str, Clean]:
    folder = shared / "models/speech/denoise"
    gtcrn = OnnxDenoiser(Gtcrn(folder / "gtcrn/gtcrn_simple.onnx"))
    dtln = OnnxDenoiser(Dtln(folder / "dtln/model_1.onnx", folder / "dtln/model_2.onnx"))
    networks = {"GTCRN": gtcrn, "DTLN": dtln}
    plain: dict[str, Clean] = {"nothing": lambda sound: sound, "WebRTC": suppressed}
    return plain | {name: _whole(network) for name, network in networks.items()}


def _whole(network: OnnxDenoiser) -> Clean:
    def clean(sound: Samples) -> Samples:
        network.reset()
        tail = np.zeros(DELAY_SAMPLES, np.int16)
        return network.clean(np.concatenate([sound, tail]))[DELAY_SAMPLES:]

    return clean


def likeness_db(wanted: Samples, found: Samples) -> float:
    """Scale-invariant ratio of signal to distortion."""
    true, heard = wanted - np.mean(wanted), found - np.mean(found)
    share = (heard @ true) / (true @ true) * true
    return float(10 * np.log10((share @ share) / ((heard - share) @ (heard - share))))


def main(arguments: Sequence[str]) -> None:
    shared = Path(arguments[0]) if arguments else ROOT.parent / "shared"
    noises = [read_wav(path) for path in sorted((shared / "data/speech/noise").glob("*.wav"))]
    ways = cleaners(shared)
    _for_ears(shared, noises, {name: ways[name] for name in ways if name != "WebRTC"})
    _for_pocketsphinx(shared, noises, ways)


def _for_ears(shared: Path, noises: Sequence[Samples], ways: dict[str, Clean]) -> None:
    white = np.random.default_rng(1).normal(0, 1_000, 160_000).astype(np.int16)
    spoken = [one.samples for one in recordings(shared)][:12]
    for number, noise in enumerate([*noises, white]):
        for decibels in DECIBELS:
            noisy = [in_room(sound, NO_ROOM, noise, decibels) for sound in spoken]
            for name, clean in ways.items():
                found = (likeness_db(a, clean(b)) for a, b in zip(spoken, noisy, strict=True))
                _show(f"noise {number}, {decibels} dB, {name}: {statistics.median(found):.1f} dB")


def _for_pocketsphinx(shared: Path, noises: Sequence[Samples], ways: dict[str, Clean]) -> None:
    rooms = [read_wav(path) for path in sorted((shared / "data/speech/rir").glob("*.wav"))]
    searches = english()
    with tempfile.TemporaryDirectory() as folder:
        spoken = list(independent(Path(folder)))[::3]
        for in_a_room, decibels in HEARD_IN:
            for name, clean in ways.items():
                heard = []
                for number, one in enumerate(spoken):
                    room = rooms[number % len(rooms)] if in_a_room else NO_ROOM
                    noisy = in_room(one.samples, room, noises[number % len(noises)], decibels)
                    heard.append(hear(searches, Spoken(one.text, one.kind, clean(noisy))))
                commands = [one for one in heard if one.spoken.kind == "command"]
                _show(
                    f"{'room, ' if in_a_room else ''}{decibels} dB, {name}: understood "
                    f"{sum(one.understood for one in commands)} of {len(commands)}, "
                    f"taken for commands {sum(one.false_accept for one in heard)}"
                )


def _show(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
