"""A PulseAudio of the benchmark's own, with null sinks: a real sound driver on any machine.

The product's microphone is the monitor of the sink `room`; its output goes to the sink `ear`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from edge.errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAMS = ("pulseaudio", "pactl", "pacat", "paplay")
RATE = 48_000
START_SECONDS = 10.0
IDLE_SECONDS = 2.0
"""A null sink that nobody listens to closely works in blocks of so much."""


def missing() -> str:
    """What would have to be installed; empty where everything is there."""
    absent = [program for program in PROGRAMS if shutil.which(program) is None]
    if not any(Path("/usr/lib").glob("**/alsa-lib/libasound_module_pcm_pulse.so")):
        absent.append("libasound2-plugins")
    return ", ".join(absent)


@contextmanager
def server() -> Iterator[None]:
    """A server with its sinks, and this process's environment pointing at it."""
    before = dict(os.environ)
    children: list[subprocess.Popen[bytes]] = []
    with tempfile.TemporaryDirectory(prefix="edge-pulse-") as folder:
        os.environ.update(_environment(folder))
        try:
            _start(Path(folder), children)
            yield
        finally:
            for child in reversed(children):
                child.terminate()
                child.wait()
            os.environ.clear()
            os.environ.update(before)


def play(path: Path) -> subprocess.Popen[bytes]:
    """Say a WAV file into the room."""
    return subprocess.Popen(["paplay", "--device=room", "--latency-msec=20", str(path)])


def _environment(folder: str) -> dict[str, str]:
    return {
        "XDG_RUNTIME_DIR": folder,
        "PULSE_RUNTIME_PATH": f"{folder}/pulse",
        "PULSE_COOKIE": f"{folder}/cookie",
        "PULSE_SERVER": f"unix:{folder}/pulse/native",
        "PULSE_SOURCE": "room.monitor",
        "PULSE_SINK": "ear",
    }


def _start(folder: Path, children: list[subprocess.Popen[bytes]]) -> None:
    (folder / "pulse").mkdir(mode=0o700)
    socket = f"module-native-protocol-unix socket={folder}/pulse/native auth-anonymous=1"
    children.append(
        _spawn(
            "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1",
            "--disable-shm=yes", "--log-level=error", "--realtime=no", "--high-priority=no",
            "-L", socket,
        )
    )  # fmt: skip
    _wait_for_server()
    for name in ("room", "ear"):
        sink = ["load-module", "module-null-sink", f"sink_name={name}", f"rate={RATE}"]
        subprocess.run(["pactl", *sink], stdout=subprocess.DEVNULL, check=True)
        awake = ("--playback", f"--device={name}", "--latency-msec=10", "--raw", "/dev/zero")
        children.append(_spawn("pacat", *awake))
    time.sleep(IDLE_SECONDS)


def _wait_for_server() -> None:
    deadline = time.monotonic() + START_SECONDS
    while subprocess.run(["pactl", "info"], capture_output=True).returncode:
        if time.monotonic() > deadline:
            raise DeviceError("PulseAudio does not start on this machine")
        time.sleep(0.05)


def _spawn(*words: str) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(words, stdin=quiet, stdout=quiet, stderr=quiet)
