"""A PulseAudio of the test's own: null sinks are real loudspeakers, their monitors microphones."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

RATE = 48_000
START_SECONDS = 10.0
IDLE_SECONDS = 2.0
LAB = ("front-left", "front-right", "rear-left", "rear-right")


class PulseBench:
    """A sound server; with `add_lab`, sinks `room` and `ear` in the 4-channel sink `lab`.

    One clock for both: what is played into the room (channels 0, 1) and into the ear (2, 3) is
    recorded from `lab.monitor`, and a delay is a difference of samples.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder / "pulse"),
            "PULSE_COOKIE": str(folder / "cookie"),
            "PULSE_SERVER": f"unix:{folder}/pulse/native",
        }
        self._children: list[subprocess.Popen[bytes]] = []
        self._server: subprocess.Popen[bytes] | None = None
        self._modules: dict[str, str] = {}

    def start(self) -> None:
        """Start the server without a sink; raises RuntimeError when it does not come up."""
        (self.folder / "pulse").mkdir(mode=0o700, exist_ok=True)
        self._server = self.spawn(
            "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1",
            "--disable-shm=yes", "--log-level=error", "--realtime=no", "--high-priority=no",
            "-L", f"module-native-protocol-unix socket={self.folder}/pulse/native auth-anonymous=1",
        )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while subprocess.run(
            ["pactl", "info"], env=self._env(), capture_output=True, check=False
        ).returncode:
            if time.monotonic() > deadline:
                raise RuntimeError("pulseaudio did not start")
            time.sleep(0.05)

    def add_lab(self) -> None:
        """The usual sinks: `room` and `ear` in `lab`."""
        self.load(
            "lab", "module-null-sink", "sink_name=lab", f"rate={RATE}", "channels=4",
            f"channel_map={','.join(LAB)}",
        )  # fmt: skip
        self.keep_awake("lab")
        self.add_sink("room", LAB[:2])
        self.add_sink("ear", LAB[2:])
        time.sleep(IDLE_SECONDS)

    def add_sink(self, name: str, channels: tuple[str, ...] = LAB[:2]) -> None:
        """A stereo sink that is a pair of the lab's channels."""
        self.load(
            name, "module-remap-sink", f"sink_name={name}", "master=lab", "remix=no", "channels=2",
            f"master_channel_map={','.join(channels)}", "channel_map=front-left,front-right",
        )  # fmt: skip

    def add_channel(self, name: str, channel: str) -> None:
        """A mono sink that is one of the lab's channels."""
        self.load(
            name, "module-remap-sink", f"sink_name={name}", "master=lab", "remix=no", "channels=1",
            f"master_channel_map={channel}", "channel_map=mono",
        )  # fmt: skip

    def keep_awake(self, sink: str) -> None:
        """An idle null sink works in blocks of 2 s; somebody who listens closely hurries it.

        It takes effect when the block that was begun is over, after IDLE_SECONDS.
        """
        self.spawn(
            "pacat", "--playback", f"--device={sink}", "--latency-msec=10", "--raw", "/dev/zero"
        )

    def load(self, name: str, *words: str) -> None:
        done = subprocess.run(
            ["pactl", "load-module", *words], env=self._env(), capture_output=True, check=True
        )
        self._modules[name] = done.stdout.decode().strip()

    def unload(self, name: str) -> None:
        """Pull the plug of a sink."""
        subprocess.run(
            ["pactl", "unload-module", self._modules.pop(name)], env=self._env(), check=True
        )

    def move(self, sink: str, to: str) -> bool:
        """Have what plays at one sink play at another; whether the server allowed it."""
        sinks = self._listed("sinks")
        (place,) = (number for number, name, *_ in sinks if name == sink)
        (playing,) = (number for number, at, *_ in self._listed("sink-inputs") if at == place)
        done = subprocess.run(
            ["pactl", "move-sink-input", playing, to],
            env=self._env(), capture_output=True, check=False,
        )  # fmt: skip
        return done.returncode == 0

    def _listed(self, kind: str) -> list[list[str]]:
        done = subprocess.run(
            ["pactl", "list", "short", kind], env=self._env(), capture_output=True, check=True
        )
        return [line.split() for line in done.stdout.decode().splitlines()]

    @contextlib.contextmanager
    def recording(self, source: str = "lab.monitor", channels: int = 4) -> Iterator[Recording]:
        """Record a source in the background; `sound` after the block has it all."""
        path = self.folder / f"recording-{len(self._children)}.raw"
        with path.open("wb") as file:
            child = self.spawn(
                "parec", f"--device={source}", f"--rate={RATE}", f"--channels={channels}",
                f"--channel-map={','.join(LAB[:channels])}", "--no-remix", "--format=s16le",
                "--latency-msec=10", "--raw", output=file.fileno(),
            )  # fmt: skip
            recording = Recording(path, channels)
            yield recording
            child.terminate()
            child.wait(5)

    def play(self, path: Path, sink: str = "room") -> subprocess.Popen[bytes]:
        """Play a WAV file into a sink, in the background."""
        return self.spawn("paplay", f"--device={sink}", "--latency-msec=20", str(path))

    def spawn(self, *words: str, output: int | None = None) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            words,
            env=self._env(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if output is None else output,
            stderr=subprocess.DEVNULL,
        )
        self._children.append(child)
        return child

    def stop(self) -> None:
        """End every process that was started here, the server last."""
        for child in reversed(self._children):
            if child.poll() is None:
                child.terminate()
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def crash(self) -> None:
        """End the sound server at once, with everything that plays; `start` brings a new one."""
        if self._server:
            self._server.kill()
            self._server.wait()

    def _env(self) -> dict[str, str]:
        return {**os.environ, **self.environment}


class Recording:
    """What a source gave from the beginning of the block on."""

    def __init__(self, path: Path, channels: int) -> None:
        self._path = path
        self._channels = channels

    @property
    def sound(self) -> NDArray[np.int16]:
        """Shape (frames, channels), at 48 kHz."""
        raw = np.fromfile(self._path, np.int16)
        return raw[: len(raw) - len(raw) % self._channels].reshape(-1, self._channels)

    @property
    def frames(self) -> int:
        """How many there are by now."""
        return self._path.stat().st_size // (2 * self._channels)

    def onset(self, channel: int, level: int = 300) -> float:
        """Seconds to the first sample louder than `level`."""
        return int(np.argmax(np.abs(self.sound[:, channel].astype(int)) > level)) / RATE


@contextlib.contextmanager
def running_pulse() -> Iterator[PulseBench]:
    """A bench without sinks, with this process's environment pointing at it."""
    for program in ("pulseaudio", "pactl", "pacat", "parec", "paplay"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (apt install pulseaudio pulseaudio-utils)")
    if not any(Path("/usr/lib").glob("**/alsa-lib/libasound_module_pcm_pulse.so")):
        pytest.skip("ALSA's PulseAudio plugin is missing (apt install libasound2-plugins)")
    with tempfile.TemporaryDirectory(prefix="edge-pulse-") as folder:
        bench = PulseBench(Path(folder))
        before = {name: os.environ.get(name) for name in bench.environment}
        try:
            bench.start()
            os.environ.update(bench.environment)
            yield bench
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value
            bench.stop()


@pytest.fixture(scope="module")
def pulse() -> Iterator[PulseBench]:
    """A sound server for the tests of one file, with its lab."""
    with running_pulse() as bench:
        bench.add_lab()
        yield bench
