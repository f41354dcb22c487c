"""Any key that Linux knows as an input device: a keypad, a headset's button, a foot switch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edge.errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PRESSES = {1: "down", 0: "up"}
"""evdev's values of a key event; 2 is auto-repeat."""


class EvdevButton:
    """All keys of one device, chosen by its path or by part of its name."""

    def __init__(self, device: str) -> None:
        self.name = device

    async def presses(self) -> AsyncIterator[str]:
        """Yield "down" and "up". Raises DeviceError when it is missing, refused or unplugged."""
        evdev = _library()
        device = _open(evdev, self.name)
        try:
            async for event in device.async_read_loop():
                if event.type == evdev.ecodes.EV_KEY and event.value in PRESSES:
                    yield PRESSES[event.value]
        except OSError as error:
            raise DeviceError(f'the key "{self.name}" was unplugged') from error
        finally:
            device.close()


def _library() -> Any:
    try:
        import evdev
    except ImportError as error:
        raise DeviceError(
            'a talk key needs the package evdev: install "edge-assistant[buttons]"'
        ) from error
    return evdev


def _open(evdev: Any, wanted: str) -> Any:
    try:
        if wanted.startswith("/"):
            return evdev.InputDevice(wanted)
        names: list[str] = []
        for path in evdev.list_devices():
            device = evdev.InputDevice(path)
            if wanted.casefold() in device.name.casefold():
                return device
            names.append(device.name)
            device.close()
    except PermissionError as error:
        raise DeviceError(
            f'no permission for the key "{wanted}": add the user to the group "input"'
        ) from error
    except OSError as error:
        raise DeviceError(f'cannot open the key "{wanted}": {error.strerror}') from error
    known = ", ".join(names) or "none that this user may read"
    raise DeviceError(f'no key is named like "{wanted}" (known: {known})')
