"""Secrets of the owner's: from systemd, a file that nobody else can read, or the environment.

They never stand in edge.toml, and are never logged.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from edge.errors import SettingsError

CREDENTIAL = "edge-server-key"
"""Its name for systemd's LoadCredential."""
FILE = "server-key"
"""Beside the usual edge.toml."""
VARIABLE = "EDGE_SERVER_KEY"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def server_key(configuration: Path) -> str:
    """The key for the owner's language model server; empty where there is none.

    `configuration` is the folder that holds the file. Reads the disk, so not on the loop. Raises
    SettingsError for a file that others can read, or that holds no key.
    """
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    given = Path(credentials) / CREDENTIAL if credentials else None
    if given and given.exists():  # systemd keeps others out in its own way
        return _key_in(given)
    own = configuration / FILE
    if own.exists():
        _check_private(own)
        return _key_in(own)
    return os.environ.get(VARIABLE, "").strip()


def _check_private(file: Path) -> None:
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & _OTHERS:
        raise SettingsError(
            f"the key in {file} can be reached by others (mode {mode:04o}): chmod 600 {file}"
        )


def _key_in(file: Path) -> str:
    try:
        key = file.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingsError(f"the key in {file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise SettingsError(f"{file} holds no key: it is not ASCII text") from None
    if len(key.split()) != 1:
        raise SettingsError(f"{file} holds no key, which is one word")
    return key
