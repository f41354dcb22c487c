"""What one must know of a recorded conversation besides its tape."""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING, Any

from edge import __version__
from edge.replay import tape

if TYPE_CHECKING:
    from edge.modes.parts import Devices, Engines


def made_with() -> dict[str, Any]:
    """The form of the recording, and the program and machine that made it."""
    return {
        "version": tape.VERSION,
        "edge": __version__,
        "python": platform.python_version(),
        "system": " ".join((os.uname().sysname, os.uname().release, os.uname().machine)),
    }


def parts(engines: Engines, devices: Devices) -> dict[str, Any]:
    """Which engines and devices there were, as far as they shape the conversation."""
    return {
        "synthesizer_rate": engines.synthesizer.rate,
        "mind": engines.mind is not None,
        "context_tokens": engines.context_tokens,
        "microphones": [
            {
                "name": item.microphone.name,
                "role": item.role.value,
                "patient": item.patient,
                "wake": item.wake is not None,
                "judge": item.judge is not None,
                "echo": item.canceller is not None,
            }
            for item in devices.hearing
        ],
        "outputs": [
            {
                "name": output.name,
                "rate": output.rate,
                "audience": output.audience,
                "open_loudspeaker": output.open_loudspeaker,
            }
            for output in devices.outputs
        ],
        "buttons": len(devices.buttons),
        "battery": devices.battery is not None,
        "vitals": devices.vitals is not None,
    }
