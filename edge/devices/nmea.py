"""Sentences of a satellite receiver become positions: NMEA 0183, from any constellation."""

from __future__ import annotations

import math
from typing import Any

from edge.errors import DeviceError
from edge.ports.sight import Fix

UERE = 7.5
CORRECTED_UERE = 1.9
"""Metres of error, two times out of three, for each unit of HDOP: half of gpsd's assumptions for
95 %, 15 m and with differential corrections 3.75 m (H_UERE_NO_DGPS, H_UERE_WITH_DGPS)."""
UNKNOWN_HDOP = 2.0
"""Assumed where a receiver tells none: "good" in the usual table, not "ideal"."""
CORRECTED = frozenset((2, 4, 5))
"""GGA's fix quality: differential, real-time kinematic fixed and float."""
STANDING = 0.5
"""Metres a second; below it a course is noise."""
FRESH_SECONDS = 2.5
"""What another sentence told holds for so long: two rounds of a receiver that tells once a
second."""
LONGEST_LINE = 256
"""Bytes; NMEA allows 82, some receivers send more."""
KNOTS_TO_METRES = 1852 / 3600
KILOMETRES_TO_METRES = 1 / 3.6


class Lines:
    """Cuts a stream of bytes into lines; a line that began before it is dropped."""

    def __init__(self) -> None:
        self._rest = b""
        self._whole = False

    def take(self, data: bytes) -> list[bytes]:
        """The lines that are complete now, without their ends."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LONGEST_LINE:  # noise without any line end
            self._rest, self._whole = b"", False
        if lines and not self._whole:
            self._whole = True
            lines = lines[1:]
        return [line.strip() for line in lines]


class NmeaReader:
    """Puts one position together from what several sentences of a round tell."""

    def __init__(self) -> None:
        """Raises DeviceError where pynmeagps is missing."""
        try:
            import pynmeagps
        except ImportError as error:
            raise DeviceError(
                "satellite positions need pynmeagps: pip install pynmeagps"
            ) from error
        self._library = pynmeagps
        self.understood = 0
        self.damaged = 0
        """Lines whose checksum or content is wrong."""
        self._sigma = _Recent()
        self._speed = _Recent()
        self._course = _Recent()
        self._last_gga = -math.inf

    def take(self, line: bytes, now: float) -> list[Fix | None]:
        """The position that the line completes, if any; None in it: the receiver has none."""
        message = self._parsed(line)
        if message is None:
            return []
        self.understood += 1
        match message.msgID:
            case "GST":
                self._sigma.keep(_both(message, "stdLat", "stdLong"), now)
            case "VTG":
                speed, course = _number(message, "sogk"), _number(message, "cogt")
                self._keep_movement(speed, KILOMETRES_TO_METRES, course, now)
            case "RMC":
                speed, course = _number(message, "spd"), _number(message, "cog")
                self._keep_movement(speed, KNOTS_TO_METRES, course, now)
                if now - self._last_gga > FRESH_SECONDS:
                    valid = getattr(message, "status", "") == "A"
                    return [self._fix(message, valid, now)]
            case "GGA":
                self._last_gga = now
                return [self._fix(message, bool(_number(message, "quality")), now)]
        return []

    def _parsed(self, line: bytes) -> Any:
        """None for what is no sentence, or a damaged one."""
        if not line.startswith(b"$"):
            return None
        try:
            message = self._library.NMEAReader.parse(line + b"\r\n", validate=1)
        except Exception:  # whatever noise can make of a sentence; it costs that line only
            message = None
        if message is None or b"*" not in line:
            self.damaged += 1
            return None
        return message

    def _keep_movement(
        self, speed: float | None, unit: float, course: float | None, now: float
    ) -> None:
        if speed is None:
            return
        self._speed.keep(speed * unit, now)
        self._course.keep(course if speed * unit >= STANDING else None, now)

    def _fix(self, message: Any, valid: bool, now: float) -> Fix | None:
        latitude, longitude = _number(message, "lat"), _number(message, "lon")
        if not valid or latitude is None or longitude is None:
            return None
        if abs(latitude) > 90 or abs(longitude) > 180:
            return None
        return Fix(
            at=now,
            latitude=latitude,
            longitude=longitude,
            accuracy=self._sigma.value(now) or _accuracy(message),
            speed=self._speed.value(now),
            course=self._course.value(now),
        )


class _Recent:
    """A value that holds for a while."""

    def __init__(self) -> None:
        self._value: float | None = None
        self._at = -math.inf

    def keep(self, value: float | None, now: float) -> None:
        self._value, self._at = value, now

    def value(self, now: float) -> float | None:
        return self._value if now - self._at <= FRESH_SECONDS else None


def _number(message: Any, field: str) -> float | None:
    """None for a field that was left empty or cut off, or that holds no number."""
    value = getattr(message, field, None)
    if isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    return None


def _accuracy(message: Any) -> float:
    """Metres, by the dilution and the kind of position that the sentence tells."""
    told = _number(message, "HDOP") or 0.0
    hdop = told if told > 0 else UNKNOWN_HDOP
    return hdop * (CORRECTED_UERE if _number(message, "quality") in CORRECTED else UERE)


def _both(message: Any, *fields: str) -> float | None:
    """The two deviations of GST as one distance: within it about two times out of three."""
    known = [value for field in fields if (value := _number(message, field)) is not None]
    return math.hypot(*known) if len(known) == len(fields) else None
