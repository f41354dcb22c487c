"""One named loudspeaker: speech, cues, volume, and the sound that an echo canceller must remove."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from edge.audio.mixer import Mixer
from edge.audio.resample import FollowingResampler
from edge.audio.signals import Signals
from edge.audio.speech_track import SpeechTrack
from edge.audio.watchdog import Watchdog
from edge.ports import BLOCK_SAMPLES, LISTENING_RATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.ports import Samples, Speaker
    from edge.settings import OutputSettings

LATE_SECONDS = 0.1
"""A warning that sounds later than this was overtaken by 0.12 m of walking, and more."""
BLUETOOTH = "bluez"
"""What names of devices of PipeWire and PulseAudio begin with, or hold, over Bluetooth."""


class Output(SpeechTrack):
    """One speaker with its mixer; speech by the methods of SpeechTrack, all of it from the loop."""

    def __init__(
        self, speaker: Speaker, settings: OutputSettings, clock: Callable[[], float]
    ) -> None:
        super().__init__(speaker, Mixer(speaker.rate, clock, speaker.channels), clock)
        self.signals = Signals(self.mixer)
        """Hazards and ticks, from any thread."""
        self.name = settings.name
        self.audience = settings.audience
        self.open_loudspeaker = settings.open_loudspeaker
        self._is_bluetooth = BLUETOOTH in settings.device
        self.rate = speaker.rate
        self._watchdog = Watchdog()
        self.reference_resampler = FollowingResampler(speaker.rate, LISTENING_RATE)
        self._rest = np.zeros(0, np.int16)

    def open(self) -> None:
        """Start the loudspeaker; may block for as long as its driver does. Raises DeviceError."""
        self.speaker.start(self.mixer.render)
        self._watchdog.restart(self.mixer.callbacks, self.clock())

    def close(self) -> None:
        self.speaker.stop()
        self._watchdog.stop()

    async def opened(self) -> None:
        """Like `open`, without holding up the loop."""
        await _apart(self, self.open)

    async def closed(self) -> None:
        """Like `close`, without holding up the loop."""
        await _apart(self, self.close)

    def cue(self, name: str) -> None:
        """Play a ready tone over whatever sounds; see cues.NOTES for the names."""
        self.mixer.play_cue(name)

    def set_volume(self, percent: float) -> None:
        """0 to 100; the gain is the square, so that half sounds like half."""
        self.mixer.volume = (min(100.0, max(0.0, percent)) / 100) ** 2

    def set_urgent_gain(self, gain: float) -> None:
        """No warning is quieter than this, whatever the volume; see street.StreetLevel."""
        self.mixer.cues.urgent_gain = gain

    @property
    def is_late(self) -> bool:
        """What is ordered now is heard too late for a warning."""
        return self._is_bluetooth or self.speaker.delay() > LATE_SECONDS

    @property
    def callbacks(self) -> int:
        return self.mixer.callbacks

    @property
    def underruns(self) -> int:
        """Times that this utterance ran empty before it was finished."""
        return self.mixer.speech.underruns

    def is_stalled(self) -> bool:
        """The loudspeaker is open and has stopped calling."""
        return self._watchdog.is_stalled(self.mixer.callbacks, self.clock())

    def take_reference(self) -> list[Samples]:
        """Blocks of exactly what was rendered since the last call, at 16 kHz, without gaps."""
        parts = [self.reference_resampler.push(block) for block in self.mixer.take_played()]
        sound = np.concatenate([self._rest, *parts])
        whole = len(sound) - len(sound) % BLOCK_SAMPLES
        self._rest = sound[whole:]
        return list(sound[:whole].reshape(-1, BLOCK_SAMPLES))


async def _apart(output: Output, step: Callable[[], None]) -> None:
    """Run `step` in a thread of its own where the driver may hold up its caller."""
    if not output.speaker.blocks_caller:
        step()
        return
    thread = ThreadPoolExecutor(1, f"output {output.name}")
    try:
        await asyncio.get_running_loop().run_in_executor(thread, step)
    finally:
        thread.shutdown(wait=False)
