"""`edge devices`: what can be named in the settings as microphone or output."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from edge.devices.portaudio import SoundCard
    from edge.settings import Settings

ALWAYS = (
    "file:PATH.wav",
    "stdin (microphone)",
    "stdout, null (output)",
    "pulse:NAME (a source or sink of PulseAudio or PipeWire; an earpiece is best named so)",
)


def main(options: argparse.Namespace, settings: Settings) -> int:
    from edge.devices.portaudio import list_devices

    cards = list_devices()
    if options.json:
        print(json.dumps([_record(card) for card in cards], ensure_ascii=False))
        return 0
    _print("microphones", [card.name for card in cards if card.inputs])
    _print("outputs", [card.name for card in cards if card.outputs])
    _print("always there", ALWAYS)
    return 0


def _record(card: SoundCard) -> dict[str, object]:
    return {
        "name": card.name,
        "inputs": card.inputs,
        "outputs": card.outputs,
        "rate": card.rate,
    }


def _print(title: str, names: Sequence[str]) -> None:
    print(f"{title}:")
    for name in names or ["none"]:
        print(f"  {name}")
