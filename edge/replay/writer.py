"""A folder that is written by a thread, so that a slow disk holds up nobody."""

from __future__ import annotations

import os
import threading
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

from edge.audio.wav import HEADER_BYTES, wav_header
from edge.errors import InputError
from edge.ports import LISTENING_RATE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SYNC_SECONDS = 0.5
"""What is older than this survives a power loss."""
MOST_WAITING = 8 * 1024 * 1024
"""Bytes, more than a minute of two microphones; a disk that is slower than that is given up."""


class FolderWriter:
    """Appends to files of a new folder; only its owner may read them."""

    def __init__(self, folder: Path, on_failure: Callable[[str], None]) -> None:
        """Makes the folder, so not on the loop; raises InputError where it cannot, or where
        something is in it. `on_failure` is told the reason, once and in the thread, when nothing
        more can be written."""
        self.folder = folder
        self._on_failure = on_failure
        self._pieces: deque[tuple[str, bytes]] = deque()
        self._waiting = 0
        self._taking = True
        self._channels: dict[str, int] = {}
        self._closed = threading.Event()
        _make(folder)
        self._files: dict[str, BinaryIO] = {}
        # No daemon: the program's end waits until the files are whole.
        self._thread = threading.Thread(target=self._run, name="sound writer")
        self._thread.start()

    def put(self, name: str, piece: bytes) -> None:
        """More for a file; never waits."""
        if not self._taking:
            return
        self._pieces.append((name, piece))
        self._waiting += len(piece)
        if self._waiting > MOST_WAITING:
            self._taking = False

    def put_sound(self, name: str, piece: bytes, channels: int = 1) -> None:
        """More int16 sound for a WAV file."""
        if name not in self._channels:
            self._channels[name] = channels
            self.put(name, wav_header(LISTENING_RATE, channels=channels))
        self.put(name, piece)

    def private(self, name: str) -> Path:
        """An empty file that somebody else fills; not on the loop. Raises InputError."""
        path = self.folder / name
        try:
            _private(path).close()
        except OSError as error:
            raise InputError(f"cannot record to {path}: {error.strerror}") from error
        return path

    def __enter__(self) -> FolderWriter:
        return self

    def __exit__(self, *_: object) -> None:
        """Write what is left and return when it is written; not on the loop."""
        self._closed.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._closed.wait(SYNC_SECONDS):
                self._write_waiting()
                if not self._taking:
                    raise OSError(0, "the disk is too slow")
            self._write_waiting()
            self._tell_sizes()
        except OSError as error:
            self._taking = False
            self._pieces.clear()
            self._on_failure(error.strerror or str(error))
        finally:
            for file in self._files.values():
                with suppress(OSError):  # what could not be written was told
                    file.close()

    def _write_waiting(self) -> None:
        touched: set[str] = set()
        for _ in range(len(self._pieces)):
            name, piece = self._pieces.popleft()
            self._waiting -= len(piece)
            self._file(name).write(piece)
            touched.add(name)
        for name in sorted(touched):
            os.fsync(self._files[name].fileno())

    def _file(self, name: str) -> BinaryIO:
        if name not in self._files:
            self._files[name] = _private(self.folder / name)
        return self._files[name]

    def _tell_sizes(self) -> None:
        """A whole recording is an ordinary WAV file; one that was cut off says so by its size."""
        for name, channels in self._channels.items():
            file = self._file(name)
            size = file.tell() - HEADER_BYTES
            file.seek(0)
            file.write(wav_header(LISTENING_RATE, size, channels))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise InputError(f"{folder} is not empty: name a new folder for the recording")
        folder.chmod(0o700)
    except OSError as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"cannot record to {folder}: {error.strerror}") from error


def _private(path: Path) -> BinaryIO:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
    return os.fdopen(handle, "wb", buffering=0)
