"""What stands in a recording's folder, whole, cut off, broken, and on a full disk."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import stat
from typing import TYPE_CHECKING

import pytest

from edge.audio.wav import read_wav
from edge.errors import InputError
from edge.fakes.time import FakeClock
from edge.fakes.voices import say
from edge.replay import recording, replay, tape, writer
from edge.replay.writer import FolderWriter
from edge.store.database import Database
from edge.store.records import Turn
from edge.store.salvage import copy_rows
from edge.store.store import Store
from tests.replay.conftest import Stage, World, record

if TYPE_CHECKING:
    from pathlib import Path


async def _question(stage: Stage) -> None:
    now = asyncio.get_running_loop().time()
    stage.world.microphone.hear(say("what time is it"), at=now + 0.5)
    await asyncio.sleep(3.0)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    record(tmp_path / "kept", _question)
    return tmp_path / "kept"


def test_only_its_owner_may_read_a_recording(kept: Path) -> None:
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in kept.iterdir()} == {0o600}


def test_its_sound_is_an_ordinary_file(kept: Path) -> None:
    blocks = recording.read(kept).blocks[0]
    assert len(read_wav(kept / "microphone-0.wav")) == 160 * len(blocks)
    echo = recording.sound(kept / "echo-0.wav", channels=2)
    assert echo.shape in [(160 * len(blocks), 2), (160 * len(blocks) + 160, 2)]


def test_what_was_said_before_is_not_in_it(tmp_path: Path) -> None:
    store, now = Store.in_memory(), FakeClock().now()
    store.notes.add("owner", "the gate code", now)
    store.turns.add(
        Turn(
            profile="owner", at=now, source="main", role="owner", text="a secret question",
            skill="", slots={}, reply="",
        )
    )  # fmt: skip
    record(tmp_path / "kept", _question, World(store=store))
    assert b"a secret question" not in (tmp_path / "kept" / tape.MEMORY).read_bytes()
    copy = Database(None)
    copy_rows(tmp_path / "kept" / tape.MEMORY, copy)
    assert [note.text for note in Store(copy).notes.all("owner")] == ["the gate code"]


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(InputError, match="is not empty: name a new folder"):
        record(tmp_path, _question)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"cannot record to .*file/kept"):
        record(tmp_path / "file" / "kept", _question)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_what_was_kept_before_a_power_loss_replays(kept: Path, share: float) -> None:
    whole = (kept / tape.TAPE).read_bytes()
    (kept / tape.TAPE).write_bytes(whole[: int(len(whole) * share)])
    cut = recording.read(kept)
    assert not cut.whole
    assert replay.exactly(cut, kept).difference is None


def test_sound_that_was_not_kept_ends_the_recording(kept: Path) -> None:
    sound = kept / "microphone-0.wav"
    sound.write_bytes(sound.read_bytes()[: 44 + 320 * 150 + 7])
    cut = recording.read(kept)
    assert len(cut.blocks[0]) == 151
    assert replay.exactly(cut, kept).difference is None


def _manifest(kept: Path, **changed: object) -> None:
    manifest = json.loads((kept / tape.MANIFEST).read_bytes())
    (kept / tape.MANIFEST).write_text(json.dumps({**manifest, **changed}), encoding="utf-8")


def test_a_recording_of_a_newer_edge_says_so(kept: Path) -> None:
    _manifest(kept, version=99, edge="7.1")
    with pytest.raises(InputError, match=r"by edge 7\.1 in form 99; this edge reads form 1"):
        recording.read(kept)


def test_a_manifest_without_a_part_names_it(kept: Path) -> None:
    manifest = json.loads((kept / tape.MANIFEST).read_bytes())
    del manifest["vitals"], manifest["outputs"]
    (kept / tape.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(InputError, match=r'is broken: it lacks "outputs", "vitals"'):
        recording.read(kept)


def test_a_setting_that_is_not_known_here_is_named(kept: Path) -> None:
    _manifest(kept, settings={"profil": {}})
    with pytest.raises(InputError, match=r'manifest\.json: unknown setting "profil"'):
        recording.read(kept)


def test_a_folder_that_is_no_recording_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is no recording: manifest\.json: No such file"):
        recording.read(tmp_path)


def test_a_broken_line_is_named(kept: Path) -> None:
    lines = (kept / tape.TAPE).read_bytes().splitlines()
    lines[20] = b'{"t": 1, "wha'
    (kept / tape.TAPE).write_bytes(b"\n".join(lines) + b"\n")
    with pytest.raises(InputError, match=r"tape\.jsonl, line 21, is broken"):
        recording.read(kept)


@pytest.mark.parametrize(
    "line",
    [
        b"[]",
        b'{"t": 1}',
        b'{"t": 1, "what": "magic"}',
        b'{"t": 1, "what": "call", "name": "recognizer 1", "step": "give", "value": {"txt": ""}}',
        b'{"t": 1, "what": "call", "name": "synthesizer 1", "step": "give", "value": null}',
        b'{"t": 1, "what": "call", "name": "x 1", "step": "error", "value": null}',
    ],
)
def test_a_line_of_another_kind_is_named(kept: Path, line: bytes) -> None:
    (kept / tape.TAPE).write_bytes(line + b"\n" + (kept / tape.TAPE).read_bytes())
    with pytest.raises(InputError, match=r"tape\.jsonl, line 1, is broken"):
        recording.read(kept)


def test_a_recording_without_a_beginning_says_so(kept: Path) -> None:
    (kept / tape.TAPE).write_bytes(b"")
    with pytest.raises(InputError, match="holds no conversation"):
        recording.read(kept)


def test_a_full_disk_ends_the_recording_once_and_not_the_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    reached: list[str] = []

    async def talk(stage: Stage) -> None:
        await _question(stage)
        reached.append("the end")

    monkeypatch.setattr(os, "fsync", full)
    assert record(tmp_path / "kept", talk) == ["No space left on device"]
    assert reached == ["the end"]


def test_a_disk_that_is_too_slow_is_given_up_instead_of_filling_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "SYNC_SECONDS", 0.05)
    told: list[str] = []
    with FolderWriter(tmp_path / "kept", told.append) as kept:
        for _ in range(2 * writer.MOST_WAITING // 2**20):
            kept.put("sound", bytes(2**20))
    assert told == ["the disk is too slow"] or (tmp_path / "kept" / "sound").stat().st_size
