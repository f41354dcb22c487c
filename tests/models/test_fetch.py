"""Fetching from a server that does everything wrong: resumed, refused, and never half installed."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import tarfile
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from edge.errors import EgressRefused, InputError, RemoteError, StoreError
from edge.http import Client, Patience
from edge.models import download
from edge.models.fetch import Folder, Progress, Web, fetch
from edge.models.install import WORKSHOP, workshop
from edge.models.shelf import Shelf
from tests.models.goods import FILES, Goods, ears, everything, listener, mind, packed, weights
from tests.models.server import FaultyServer, Page

if TYPE_CHECKING:
    from pathlib import Path

    from edge.models.manifest import Entry
    from edge.models.record import Record

AT = "2026-03-02T09:00:00+00:00"
BODY = weights("mind", 3_000_000)
pytestmark = pytest.mark.engines


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between tries are not waited for."""
    monkeypatch.setattr(download, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(download, "LONGEST_PAUSE", 0.02)


def _fetch(
    entry: Entry, shelf: Path, server: FaultyServer, told: list[Progress] | None = None
) -> Record:
    client = Client(server.connect, Patience(silence_seconds=0.2))
    report = told.append if told is not None else lambda _: None
    return asyncio.run(fetch(entry, shelf, Web(client), AT, report))


def _is_empty(shelf: Path) -> bool:
    """Nothing is installed, and nothing is left but what can be gone on with."""
    return Shelf(shelf).models() == [] and {path.name for path in shelf.iterdir()} <= {WORKSHOP}


def test_a_file_lands_on_the_shelf_with_its_record(tmp_path: Path) -> None:
    goods = Goods()
    entry = mind(goods.part("mind.gguf", BODY))
    record = _fetch(entry, tmp_path, goods.server())
    shelf = Shelf(tmp_path)
    (model,) = shelf.models()
    assert (model.name, model.record, shelf.verify(model)) == ("mind", record, [])
    assert (record.source, record.at) == ("https://files.example/mind.gguf", AT)
    assert (tmp_path / "mind" / "mind.gguf").read_bytes() == BODY
    assert os.listdir(tmp_path / WORKSHOP) == []


def test_an_archive_is_unpacked_without_its_wrapping(tmp_path: Path) -> None:
    goods = Goods()
    _fetch(listener(goods.part("ears.tar.bz2", ears())), tmp_path, goods.server())
    (model,) = Shelf(tmp_path).models()
    assert sorted(path.name for path in model.files.values()) == sorted(FILES)
    assert all(path.parent == tmp_path / "ears" for path in model.files.values())
    assert "test_wavs/a.wav" in everything(tmp_path / "ears")


def test_several_parts_make_one_model_and_progress_counts_them_all(tmp_path: Path) -> None:
    goods, told = Goods(), list[Progress]()
    entry = listener(*(goods.part(name, weights(name)) for name in FILES))
    _fetch(entry, tmp_path, goods.server(), told)
    fetched = [progress for progress in told if progress.total]
    assert [progress.done for progress in fetched] == sorted(progress.done for progress in fetched)
    assert (fetched[-1].done, fetched[-1].total) == (240_000, 240_000)
    assert told[-1].step == "unpacking and checking"


def test_a_connection_that_is_cut_again_and_again_is_gone_on_with(tmp_path: Path) -> None:
    goods = Goods()
    entry = mind(goods.part("mind.gguf", BODY, cut_after=700_000, cuts=4))
    server = goods.server()
    _fetch(entry, tmp_path, server)
    ranges = [asked.headers.get("range") for asked in server.asked]
    assert ranges == [None, *(f"bytes={n * 700_000}-" for n in (1, 2, 3, 4))]
    assert (tmp_path / "mind" / "mind.gguf").read_bytes() == BODY


def test_a_server_without_ranges_sends_everything_again(tmp_path: Path) -> None:
    goods = Goods()
    entry = mind(goods.part("mind.gguf", BODY, cut_after=700_000, cuts=1, takes_ranges=False))
    _fetch(entry, tmp_path, goods.server())
    assert (tmp_path / "mind" / "mind.gguf").read_bytes() == BODY


def test_the_next_fetch_goes_on_where_the_last_was_cut(tmp_path: Path) -> None:
    goods = Goods()
    entry = mind(goods.part("mind.gguf", BODY, silent_after=2_000_000, takes_ranges=False))
    server = goods.server()
    with pytest.raises(RemoteError, match="has sent nothing for"):
        _fetch(entry, tmp_path, server)
    assert _is_empty(tmp_path)
    page = server.pages["/mind.gguf"]
    page.silent_after, page.takes_ranges = None, True
    server.asked.clear()
    _fetch(entry, tmp_path, server)
    assert server.asked[0].headers["range"] == "bytes=2000000-"
    assert server.asked[0].headers["if-range"] == '"1"'
    assert (tmp_path / "mind" / "mind.gguf").read_bytes() == BODY


def test_another_version_meanwhile_starts_anew(tmp_path: Path) -> None:
    goods = Goods()
    entry = mind(goods.part("mind.gguf", BODY, known=False, cut_after=700_000))
    server = goods.server()
    page = server.pages["/mind.gguf"]
    page.cuts = 1
    newer = weights("newer", 3_000_000)

    class Changing(FaultyServer):
        async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await super().serve(reader, writer)
            page.body, page.etag = newer, '"2"'

    changing = Changing()
    changing.pages = server.pages
    _fetch(entry, tmp_path, changing)
    assert (tmp_path / "mind" / "mind.gguf").read_bytes() == newer


def test_finished_parts_are_not_fetched_again(tmp_path: Path) -> None:
    goods = Goods()
    entry = listener(*(goods.part(name, weights(name)) for name in FILES))
    server = goods.server()
    lost = server.pages.pop("/tokens.txt")
    with pytest.raises(RemoteError, match=r"does not give tokens\.txt: HTTP 404"):
        _fetch(entry, tmp_path, server)
    assert _is_empty(tmp_path)
    server.pages["/tokens.txt"] = lost
    server.asked.clear()
    _fetch(entry, tmp_path, server)
    assert [asked.path for asked in server.asked] == ["/tokens.txt"]


def test_a_finished_part_of_which_the_list_says_otherwise_by_now_is_fetched_again(
    tmp_path: Path,
) -> None:
    goods = Goods()
    entry = listener(*(goods.part(name, weights(name)) for name in FILES))
    server = goods.server()
    lost = server.pages.pop("/tokens.txt")
    with pytest.raises(RemoteError, match="HTTP 404"):
        _fetch(entry, tmp_path, server)
    newer = goods.part(FILES[0], weights("newer"))
    server = goods.server()
    server.pages["/tokens.txt"] = lost
    _fetch(replace(entry, parts=(newer, *entry.parts[1:])), tmp_path, server)
    assert [asked.path for asked in server.asked] == [f"/{FILES[0]}", "/tokens.txt"]
    assert (tmp_path / entry.name / FILES[0]).read_bytes() == weights("newer")


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (Page(b"x" * 3_000_000), r"is refused: it has the SHA-256 \w+ instead of \w+"),
        (Page(BODY[:-1]), "has 2999999 bytes of mind.gguf, the list says 3000000"),
        (Page(BODY[:-1], tells_length=False), "is refused: it has 2999999 bytes instead of"),
        (Page(BODY + b"x", tells_length=False), "sends more of mind.gguf than 3000000 bytes"),
        (
            Page(b"<html>log in", headers={"content-type": "text/html; charset=utf-8"}),
            "answers with a web page instead of mind.gguf",
        ),
        (Page(status=404), "does not give mind.gguf: HTTP 404"),
        (Page(status=403), "HTTP 403"),
        (Page(status=503, headers={"retry-after": "0"}), r"is busy \(HTTP 503\)"),
        (Page(raw=b"SSH-2.0-OpenSSH\r\n\r\n"), "does not answer as a web server"),
        (Page(raw=b""), "hung up without an answer"),
        (
            Page(BODY, status=302, headers={"location": "http://files.example/x"}),
            "which is not encrypted",
        ),
    ],
)
def test_what_is_not_the_file_is_refused_and_leaves_nothing(
    tmp_path: Path, page: Page, told: str
) -> None:
    goods = Goods()
    entry = mind(goods.part("mind.gguf", BODY))
    goods.pages["mind.gguf"] = page
    with pytest.raises(RemoteError, match=told):
        _fetch(entry, tmp_path, goods.server())
    assert _is_empty(tmp_path)
    assert not list(tmp_path.rglob("mind.gguf*"))


def test_a_busy_server_is_asked_again(tmp_path: Path) -> None:
    goods = Goods()
    entry = mind(goods.part("mind.gguf", BODY))
    busy, ready = Page(status=503, headers={"retry-after": "1"}), goods.pages["mind.gguf"]

    class Recovering(FaultyServer):
        async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.pages["/mind.gguf"] = ready if len(self.asked) == 2 else busy
            await super().serve(reader, writer)

    server = Recovering()
    _fetch(entry, tmp_path, server)
    assert len(server.asked) == 3


def test_the_next_address_is_tried_where_one_fails(tmp_path: Path) -> None:
    goods = Goods()
    part = goods.part("mind.gguf", BODY)
    entry = mind(replace(part, urls=("https://gone.example/gone/mind.gguf", *part.urls)))
    record = _fetch(entry, tmp_path, goods.server())
    assert record.source == "https://files.example/mind.gguf"


def test_a_host_that_is_not_allowed_is_told(tmp_path: Path) -> None:
    async def shut(
        host: str, port: int, *, tls: bool
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        raise EgressRefused(f"not to {host}")

    with pytest.raises(EgressRefused, match="not to files"):
        asyncio.run(
            fetch(mind(Goods().part("m.gguf", BODY)), tmp_path, Web(Client(shut)), AT, print)
        )


def test_a_hash_that_nobody_states_is_learned_and_holds_from_then_on(tmp_path: Path) -> None:
    goods = Goods()
    entry = mind(goods.part("mind.gguf", BODY, known=False))
    server = goods.server()
    _fetch(entry, tmp_path, server)
    Shelf(tmp_path).remove("mind")
    server.pages["/mind.gguf"].body = weights("another", 3_000_000)
    learned = hashlib.sha256(BODY).hexdigest()
    with pytest.raises(RemoteError, match=f"instead of {learned}"):
        _fetch(entry, tmp_path, server)
    server.pages["/mind.gguf"].body = BODY
    _fetch(entry, tmp_path, server)


def test_fetching_again_replaces_the_old_model_at_once(tmp_path: Path) -> None:
    goods = Goods()
    _fetch(mind(goods.part("old.gguf", weights("old"))), tmp_path, goods.server())
    _fetch(mind(goods.part("mind.gguf", BODY)), tmp_path, goods.server())
    assert sorted(os.listdir(tmp_path / "mind")) == ["installed.json", "mind.gguf"]


def test_a_program_that_died_between_the_renames_is_put_right(tmp_path: Path) -> None:
    goods = Goods()
    _fetch(mind(goods.part("mind.gguf", BODY)), tmp_path, goods.server())
    (tmp_path / WORKSHOP / "mind").mkdir(parents=True)
    (tmp_path / "mind").rename(tmp_path / WORKSHOP / "mind" / "old")
    with workshop(tmp_path, "mind"):
        assert [model.name for model in Shelf(tmp_path).models()] == ["mind"]


def test_a_folder_that_the_owner_put_there_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "mind").mkdir()
    (tmp_path / "mind" / "own.gguf").write_bytes(b"precious")
    goods = Goods()
    entry = mind(goods.part("mind.gguf", BODY))
    with pytest.raises(StoreError, match="was not put there by edge; move it away"):
        _fetch(entry, tmp_path, goods.server())
    assert everything(tmp_path / "mind") == {"own.gguf": b"precious"}


def test_two_programs_do_not_fetch_the_same_model_at_once(tmp_path: Path) -> None:
    goods = Goods()
    entry = mind(goods.part("mind.gguf", BODY))
    with workshop(tmp_path, "mind"), pytest.raises(StoreError, match="by another edge already"):
        _fetch(entry, tmp_path, goods.server())


def test_without_room_nothing_is_asked(tmp_path: Path) -> None:
    goods = Goods()
    part = replace(goods.part("mind.gguf", BODY), bytes=2**39)
    server = goods.server()
    with pytest.raises(StoreError, match=r"too little room: 549856 MB are needed in .*, \d+ MB"):
        _fetch(mind(part), tmp_path, server)
    assert server.asked == []


def _zipped(contents: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _linked() -> bytes:
    """A link out of the folder, and a file through it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        link = tarfile.TarInfo("out")
        link.type, link.linkname = tarfile.SYMTYPE, "/tmp"
        archive.addfile(link)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("a.tar.bz2", ears()[:-5_000], "is no whole archive"),
        ("a.tar.bz2", b"BZh9" + b"x" * 3000, "is no whole archive"),
        ("a.zip", _zipped({"a": b"1"})[:-10], "is no whole archive"),
        ("a.tar.gz", packed({"x": b"1"}, "../../evil", "gz"), "leads out of its folder"),
        ("a.tar.gz", packed({"x": b"1"}, "/etc", "gz"), "leads out of its folder"),
        ("a.zip", _zipped({"a/../../x": b"1"}), "leads out of its folder"),
        ("a.tar.gz", _linked(), "is no whole streaming NeMo transducer"),
        ("a.tar.gz", packed({"tokens.txt": b"1"}, mode="gz"), "is no whole streaming NeMo"),
        ("a.tar.bz2", packed({"zeros": bytes(130_000_000)}), "unpacks to more than 100 MB"),
    ],
    ids=["cut", "garbage", "cut zip", "up", "absolute", "up in a zip", "link", "not whole", "bomb"],
)
def test_a_bad_archive_is_named_and_leaves_nothing(
    tmp_path: Path, name: str, body: bytes, told: str
) -> None:
    goods = Goods()
    shelf = tmp_path / "a" / "b" / "shelf"
    shelf.mkdir(parents=True)
    with pytest.raises(InputError, match=told):
        _fetch(listener(goods.part(name, body)), shelf, goods.server())
    assert _is_empty(shelf)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "lock"] == []


def test_a_zip_is_unpacked_too(tmp_path: Path) -> None:
    goods = Goods()
    body = _zipped({f"top/{name}": weights(name) for name in FILES})
    _fetch(listener(goods.part("ears.zip", body)), tmp_path, goods.server())
    assert len(Shelf(tmp_path).models()) == 1


def _copied(entry: Entry, shelf: Path, stick: Path) -> Record:
    return asyncio.run(fetch(entry, shelf, Folder(stick), AT, lambda _: None))


@pytest.mark.parametrize(
    "place", ["mind.gguf", "mind/mind.gguf", "files.example/mind.gguf"], ids=lambda path: path
)
def test_a_usb_stick_is_a_source(tmp_path: Path, place: str) -> None:
    stick, shelf = tmp_path / "stick", tmp_path / "shelf"
    (stick / place).parent.mkdir(parents=True)
    (stick / place).write_bytes(BODY)
    shelf.mkdir()
    entry = mind(Goods().part("mind.gguf", BODY))
    record = _copied(entry, shelf, stick)
    assert record.source == str(stick / place)
    assert (shelf / "mind" / "mind.gguf").read_bytes() == BODY


def test_a_stick_without_the_file_or_with_another_is_named(tmp_path: Path) -> None:
    entry = mind(Goods().part("mind.gguf", BODY))
    with pytest.raises(InputError, match=r"holds no mind\.gguf of mind"):
        _copied(entry, tmp_path / "shelf", tmp_path)
    (tmp_path / "mind.gguf").write_bytes(b"x" * len(BODY))
    with pytest.raises(RemoteError, match="is refused"):
        _copied(entry, tmp_path / "shelf", tmp_path)
    assert _is_empty(tmp_path / "shelf")


def test_a_cancelled_fetch_leaves_what_can_be_gone_on_with(tmp_path: Path) -> None:
    goods = Goods()
    entry = mind(goods.part("mind.gguf", BODY, drip_seconds=0.002))
    server = goods.server()

    async def cut_short() -> None:
        arrived = asyncio.Event()
        client = Client(server.connect)

        def report(progress: Progress) -> None:
            if progress.done > 100_000:
                arrived.set()

        task = asyncio.create_task(fetch(entry, tmp_path, Web(client), AT, report))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cut_short())
    assert _is_empty(tmp_path)
    server.pages["/mind.gguf"].drip_seconds = 0.0
    server.asked.clear()
    _fetch(entry, tmp_path, server)
    assert "range" in server.asked[0].headers
