"""Sentences as receivers send them, with the checksum that belongs to them."""

from __future__ import annotations

GGA = "GNGGA,101530.00,5231.2000,N,01324.3000,E,1,09,1.2,34.5,M,44.0,M,,"
RMC = "GNRMC,101530.00,A,5231.2000,N,01324.3000,E,2.50,87.5,010326,,,A"
GST = "GNGST,101530.00,3.2,4.0,2.5,90.0,3.0,4.0,6.0"
VTG = "GPVTG,87.5,T,,M,2.50,N,4.63,K,A"
NO_FIX_GGA = "GPGGA,101530.00,,,,,0,00,99.99,,,,,,"
NO_FIX_RMC = "GPRMC,101530.00,V,,,,,,,010326,,,N"


def sentence(body: str) -> bytes:
    """`body` between its dollar and its checksum."""
    checksum = 0
    for character in body.encode("ascii"):
        checksum ^= character
    return f"${body}*{checksum:02X}\r\n".encode("ascii")


def stream(*bodies: str) -> bytes:
    """An end of line first: the reader drops what began before it."""
    return b"\r\n" + b"".join(sentence(body) for body in bodies)
