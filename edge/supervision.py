"""What a service manager is told: ready, still making progress, stopping. No-op without one.

The protocol of sd_notify(3): datagrams to the socket that NOTIFY_SOCKET names.
"""

from __future__ import annotations

import asyncio
import os
import socket


def notify(message: str) -> bool:
    """Send one message, as "READY=1"; False where nobody asked for it."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as out:
        out.connect("\0" + address[1:] if address.startswith("@") else address)
        out.send(message.encode())
    return True


async def report() -> None:
    """READY now, WATCHDOG at half its period as long as the loop runs, STOPPING at the end."""
    notify("READY=1")
    try:
        period = int(os.environ.get("WATCHDOG_USEC", "0")) / 1e6 / 2
        while period > 0:
            await asyncio.sleep(period)
            notify("WATCHDOG=1")
        await asyncio.Event().wait()
    finally:
        notify("STOPPING=1")
