"""The key for the owner's server: where it may stand, and that nobody else may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge.engines.llm.openai import Server
from edge.errors import SettingsError
from edge.settings.secrets import server_key

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    monkeypatch.delenv("EDGE_SERVER_KEY", raising=False)


def _file(path: Path, content: bytes, mode: int = 0o600) -> None:
    path.write_bytes(content)
    path.chmod(mode)


def test_without_a_key_there_is_none(tmp_path: Path) -> None:
    assert server_key(tmp_path) == ""


def test_a_credential_wins_over_the_file_and_the_file_over_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGE_SERVER_KEY", "of-the-environment")
    assert server_key(tmp_path) == "of-the-environment"
    _file(tmp_path / "server-key", b"of-the-file\n")
    assert server_key(tmp_path) == "of-the-file"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    _file(tmp_path / "edge-server-key", b"of-systemd\n", 0o440)
    assert server_key(tmp_path) == "of-systemd"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_file_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    _file(tmp_path / "server-key", b"secret", mode)
    with pytest.raises(SettingsError, match=f"can be reached by others.*{mode:o}.*chmod 600"):
        server_key(tmp_path)


@pytest.mark.parametrize("content", [b"", b"two secret-words", b"\xff\xfesecret"])
def test_a_file_without_a_key_is_named_and_never_quoted(tmp_path: Path, content: bytes) -> None:
    _file(tmp_path / "server-key", content)
    with pytest.raises(SettingsError, match="server-key holds no key") as told:
        server_key(tmp_path)
    assert "secret" not in str(told.value)


def test_a_server_does_not_show_its_key() -> None:
    assert "hidden" not in repr(Server(url="http://127.0.0.1/v1", key="hidden"))
