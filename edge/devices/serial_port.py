"""A serial line by pyserial: its bytes as they come, and what its errors mean in one sentence."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from edge.errors import DeviceError


class SerialPort:
    """One open line, eight data bits, no parity, one stop bit; for one thread."""

    def __init__(self, path: str, baud: int) -> None:
        """Raises DeviceError when it cannot be opened."""
        self.path = path
        try:
            import serial
        except ImportError as error:
            raise DeviceError(f"{path} needs pyserial: pip install pyserial") from error
        try:
            self._port: Any = serial.Serial(path, baud, timeout=0)
        except (OSError, ValueError) as error:  # pyserial's own errors are OSErrors
            reason = error.strerror if isinstance(error, OSError) else None
            raise DeviceError(f"cannot open the serial line {path}: {reason or error}") from error

    def read(self, timeout: float) -> bytes:
        """What has come, waiting up to `timeout` seconds for a first byte; raises DeviceError."""
        try:
            self._port.timeout = timeout
            data: bytes = self._port.read(1)
            return data + self._port.read(self._port.in_waiting) if data else b""
        except (OSError, TypeError) as error:  # TypeError: closed under it while it read
            raise DeviceError(f"the serial line {self.path} was unplugged") from error

    def close(self) -> None:
        with suppress(OSError):
            self._port.close()
