"""Hours of mixed sound through the whole product: nothing grows, nothing hangs, nothing is lost.

EDGE_SOAK_HOURS sets the length of `make long` (2 hours); `make test` does 40 seconds of the same.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pytest

import edge.modes.conversation  # noqa: F401 - read before the loop runs, where nothing may block
from edge import app
from edge.bus import Bus
from edge.devices.microphone_portaudio import PortAudioMicrophone
from edge.events import TurnFailed
from edge.settings import (
    AudioSettings,
    ListeningSettings,
    MicrophoneSettings,
    OutputSettings,
    Settings,
)
from tests.quality.sound import VOICES, speak
from tests.soak.world import Person, Room, Sample, sample

if TYPE_CHECKING:
    from pathlib import Path

    from edge.modes.conversation import Conversation
    from edge.ports import Samples
    from tests.pulse import PulseBench

SHORT_SECONDS = 40.0
SCENES = {
    "command": 6, "barge_in": 2, "backchannel": 2, "timer": 1, "chatter": 2, "noise": 2,
    "silence": 2,
}  # fmt: skip
"""How often each is chosen."""
MOST_GROWTH_MB_PER_HOUR = 1.0
MOST_GROWTH_MB_SHORT = 40.0
MOST_UNANSWERED = 0.15
"""Of questions said aloud: command recognition is measured elsewhere, this is for what hangs."""


@dataclass
class Soak:
    """What a soak left behind."""

    bus_lost: int = 0
    overflows: int = 0
    underflows: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)


@pytest.mark.long
@pytest.mark.pulse
@pytest.mark.timeout(0)
async def test_hours_of_mixed_sound_leave_nothing_behind(
    pulse: PulseBench, long_run: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds = 3600 * float(os.environ.get("EDGE_SOAK_HOURS", "2")) if long_run else SHORT_SECONDS
    room = Room(pulse, "room")
    try:
        soak, person = await _soaked(seconds, room, _voices(tmp_path))
    finally:
        room.close()
    warm = soak.samples[len(soak.samples) // 3 :]
    slope = _slope(warm, "resident_mb")
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what it is run for
            f"\nsoak of {seconds / 60:.1f} min: {person.summary()}; {_told(soak, warm, slope)}"
        )
    assert person.stuck == []
    assert soak.failures == Counter()
    assert soak.bus_lost == 0
    assert person.unanswered <= max(1, MOST_UNANSWERED * person.asked)
    assert _spread(warm, "tasks") <= 12
    assert warm[-1].threads <= warm[0].threads + 2
    assert warm[-1].files <= warm[0].files + 2
    if long_run:
        assert slope < MOST_GROWTH_MB_PER_HOUR
    else:
        assert warm[-1].resident_mb - warm[0].resident_mb < MOST_GROWTH_MB_SHORT


async def _soaked(seconds: float, room: Room, voices: dict[str, Samples]) -> tuple[Soak, Person]:
    """Live through random scenes for so long."""
    settings = Settings(
        audio=AudioSettings(outputs=(OutputSettings(device="pulse:ear", open_loudspeaker=False),)),
        listening=ListeningSettings(mode="continuous"),
    )
    microphone = PortAudioMicrophone(MicrophoneSettings(device="pulse:room.monitor"))
    plan = app.Plan(microphones=(microphone,), roles=("owner",), outputs=settings.audio.outputs)
    bus, soak, chance = Bus(), Soak(), random.Random(7)
    loop = asyncio.get_running_loop()
    async with app.conversation(settings, plan, bus) as talk:
        person = Person(talk, room, lambda text: voices[f"{chance.choice(VOICES)} {text}"])
        counting = asyncio.create_task(person.count(bus.subscribe(size=2048)))
        failing = asyncio.create_task(_failures(bus, soak))
        measuring = asyncio.create_task(_measure(soak, seconds))
        await app.warm(talk)
        end = loop.time() + seconds
        while loop.time() < end:
            (name,) = chance.choices(list(SCENES), list(SCENES.values()))
            await person.scene(name)
        measuring.cancel()
        soak.bus_lost, soak.underflows = bus.lost, _underflows(talk)
    soak.overflows = microphone.overflows
    await asyncio.gather(counting, failing)
    return soak, person


async def _measure(soak: Soak, seconds: float) -> None:
    """200 samples over the whole time, each after a collection: only what is held counts."""
    loop = asyncio.get_running_loop()
    while True:
        gc.collect()
        soak.samples.append(sample(loop.time()))
        await asyncio.sleep(seconds / 200)


async def _failures(bus: Bus, soak: Soak) -> None:
    async for event in bus.subscribe(TurnFailed):
        assert isinstance(event, TurnFailed)
        soak.failures[event.message] += 1


def _voices(folder: Path) -> dict[str, Samples]:
    """Every sentence of the scenes in every voice."""
    sentences = (
        "what time is it", "what is the date", "what is twelve times eleven", "what can you do",
        "stop", "yeah", "set a timer for five seconds",
        "the old man walked slowly along the river with his dog",
    )  # fmt: skip
    return {f"{voice} {text}": speak(text, folder, voice) for voice in VOICES for text in sentences}


def _underflows(talk: Conversation) -> int:
    return sum(mouth.output.speaker.underflows for mouth in talk.mouths)  # type: ignore[attr-defined]  # a sound card's


def _slope(samples: list[Sample], name: str) -> float:
    """MB an hour, by least squares."""
    hours = np.array([one.at for one in samples]) / 3600
    return float(np.polyfit(hours - hours[0], [getattr(one, name) for one in samples], 1)[0])


def _spread(samples: list[Sample], name: str) -> int:
    values = [getattr(one, name) for one in samples]
    return int(max(values) - min(values))


def _told(soak: Soak, warm: list[Sample], slope: float) -> str:
    first, last = warm[0], warm[-1]
    parts = np.array_split([one.resident_mb for one in soak.samples], 6)
    sixths = ", ".join(f"{np.median(part):.1f}" for part in parts)
    return (
        f"memory {first.resident_mb:.1f} to {last.resident_mb:.1f} MB "
        f"({slope:+.2f} MB/h, of which shared with others {_slope(warm, 'shared_mb'):+.2f}; "
        f"by sixths {sixths}), "
        f"tasks {first.tasks} to {last.tasks}, threads {first.threads} to {last.threads}, "
        f"files {first.files} to {last.files}, {soak.overflows} overflows, "
        f"{soak.underflows} underflows, {soak.bus_lost} events lost, failures {dict(soak.failures)}"
    )
