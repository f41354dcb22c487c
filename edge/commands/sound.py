"""Which microphone and output a command uses: its options first, then the settings."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from edge import app
from edge.ports import BLOCK_SAMPLES, BLOCK_SECONDS, Block

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.ports import Microphone
    from edge.settings import MicrophoneSettings, OutputSettings, Settings

SILENT = "null"


def outputs(settings: Settings, device: str | None) -> tuple[OutputSettings, ...]:
    """Those of the settings, or one on `device`; one that plays nowhere where there is no sound."""
    wanted = settings.audio.outputs
    if device is not None:
        wanted = (replace(wanted[0], device=device),)
    elif all(one.device == "" for one in wanted) and not app.has_sound("output"):
        wanted = (replace(wanted[0], device=SILENT),)
    return tuple(_without_air(one) for one in wanted)


def _without_air(output: OutputSettings) -> OutputSettings:
    """What plays into a file, a pipe or nowhere never reaches a microphone."""
    if output.device in (SILENT, "stdout") or output.device.startswith("file:"):
        return replace(output, open_loudspeaker=False)
    return output


def microphones(settings: Settings, device: str | None) -> tuple[MicrophoneSettings, ...]:
    """Those of the settings, or one on `device`; none where this machine has none."""
    if device is not None:
        return (replace(settings.audio.microphones[0], device=device),)
    wanted = settings.audio.microphones
    if all(one.device == "" for one in wanted) and not app.has_sound("input"):
        return ()
    return wanted


class ThenSilence:
    """A recording as a microphone hears it: after it, the room stays silent for a while."""

    def __init__(self, recording: Microphone, seconds: float, *, fast: bool) -> None:
        self.name = recording.name
        self.over = asyncio.Event()
        """The recording itself has been played."""
        self._recording = recording
        self._seconds = seconds
        self._fast = fast

    async def blocks(self) -> AsyncIterator[Block]:
        loop = asyncio.get_running_loop()
        at = loop.time()
        async for block in self._recording.blocks():
            at = block.at
            yield block
        self.over.set()
        for _ in range(round(self._seconds / BLOCK_SECONDS)):
            at += BLOCK_SECONDS
            await asyncio.sleep(0.0 if self._fast else max(0.0, at - loop.time()))
            yield Block(np.zeros(BLOCK_SAMPLES, np.int16), at)
