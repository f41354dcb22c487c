"""`edge models` as it is typed: the real command against a real server on this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from edge.models.install import WORKSHOP
from edge.models.shelf import Shelf
from edge.store.store import Store
from tests.commands.run import command, edge, environment
from tests.models.goods import FILES, Goods, as_toml, ears, listener, mind, weights

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from edge.models.manifest import Entry
    from tests.models.server import FaultyServer

MIND = weights("mind", 1_500_000)
WITH_SMALL_FILES = """
import os, resource, signal, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
os.execv(sys.argv[1], sys.argv[1:])
"""
pytestmark = pytest.mark.engines


class Place:
    """A shelf, a list of models and a server, and the command on them."""

    def __init__(self, folder: Path, server: FaultyServer, port: int) -> None:
        self.folder = folder
        self.server = server
        self.port = port
        self.shelf = folder / "shelf"
        self.list = folder / "list.toml"
        self.shelf.mkdir(exist_ok=True)
        mirror = f'[models]\nmirror = "http://127.0.0.1:{port}"\n'
        (folder / "edge.toml").write_text(mirror, encoding="utf-8")
        self.more = {"EDGE_MODELS": str(self.shelf), "EDGE_CONFIG": str(folder / "edge.toml")}

    def offer(self, *entries: Entry) -> None:
        """Write the list; the pages move to where a mirror has them."""
        self.list.write_text("\n".join(map(as_toml, entries)), encoding="utf-8")
        for path in [path for path in self.server.pages if "files.example" not in path]:
            self.server.pages[f"/files.example{path}"] = self.server.pages.pop(path)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return edge(self.folder, *self._words(*words), **self.more)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command(*self._words(*words)),
            env=environment(self.folder, **self.more),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _words(self, action: str, *words: str) -> list[str]:
        return ["models", action, "--manifest", str(self.list), *words]

    def json(self, *words: str) -> Any:
        return json.loads(self.run(*words, "--json").stdout)


@contextmanager
def a_place(folder: Path, goods: Goods, *entries: Entry) -> Iterator[Place]:
    server = goods.server()
    with server.in_thread() as port:
        place = Place(folder, server, port)
        place.offer(*entries)
        yield place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """One language model and one recogniser to fetch."""
    goods = Goods()
    entries = (mind(goods.part("mind.gguf", MIND)), listener(goods.part("ears.tar.bz2", ears())))
    with a_place(tmp_path, goods, *entries) as made:
        yield made


def test_a_model_is_fetched_listed_verified_and_removed(place: Place) -> None:
    fetched = place.run("fetch", "mind", "ears")
    assert (fetched.returncode, fetched.stderr) == (0, "")
    assert "mind: 100 % of 1.5 MB" in fetched.stdout
    assert fetched.stdout.endswith(f"ears is on the shelf {place.shelf}\n")
    here = {model["name"]: model for model in place.json("list")["here"]}
    assert here["ears"]["languages"] == ["en"]
    assert here["mind"]["fetched"] is True
    assert place.json("verify")["verified"] == {"ears": [], "mind": []}
    (place.shelf / "mind" / "mind.gguf").write_bytes(b"x" * len(MIND))
    spoilt = place.run("verify", "mind")
    assert (spoilt.returncode, "has other contents" in spoilt.stdout) == (1, True)
    assert place.json("remove", "mind", "ears") == {"removed": ["mind", "ears"]}
    assert Shelf(place.shelf).models() == []


def test_every_connection_is_in_the_ledger_and_names_what_it_was_for(place: Place) -> None:
    place.run("fetch", "mind")
    store = Store.open(place.folder / "state")
    (line,) = store.ledger.last(10)
    store.close()
    assert (line.kind, line.host, line.port, line.allowed) == (
        "models", "127.0.0.1", place.port, True,
    )  # fmt: skip
    assert (line.why, line.asked_by) == ("fetch mind", "edge models")
    assert 0 < line.bytes < 1000


def test_a_redirect_to_a_host_that_the_list_does_not_know_is_refused(place: Place) -> None:
    page = place.server.pages["/files.example/mind.gguf"]
    page.status, page.headers = 302, {"location": f"http://localhost:{place.port}/elsewhere"}
    place.list.write_text(
        place.list.read_text(encoding="utf-8").replace(
            "https://files.example", "http://files.example"
        ),
        encoding="utf-8",
    )
    refused = place.run("fetch", "mind")
    assert refused.returncode == 8
    assert (
        'edge models may not send models to localhost: "models:localhost" is not' in refused.stderr
    )


def test_what_is_here_is_not_fetched_again(place: Place) -> None:
    place.run("fetch", "mind")
    place.server.asked.clear()
    assert place.json("fetch", "mind") == {"fetched": [], "here": ["mind"]}
    assert place.server.asked == []


def test_a_dry_run_tells_size_time_and_hosts_and_asks_nobody(place: Place) -> None:
    told = place.run("fetch", "mind", "ears", "--dry-run").stdout
    assert "in all 1.7 MB, 1 s at 20 Mbit/s, from 127.0.0.1, files.example" in told
    assert place.json("fetch", "mind", "--dry-run")["bytes"] == len(MIND)
    assert place.server.asked == []
    assert not (place.shelf / WORKSHOP).exists()


def test_a_bundle_is_what_fits_the_board(place: Place) -> None:
    names = {model["name"] for model in place.json("fetch", "small")["fetched"]}
    assert names == {"mind", "ears"}


def test_a_stick_needs_no_network_and_no_ledger(place: Place, tmp_path: Path) -> None:
    stick = tmp_path / "stick" / "mind"
    stick.mkdir(parents=True)
    (stick / "mind.gguf").write_bytes(MIND)
    done = place.run("fetch", "mind", "--from", str(stick.parent))
    assert (done.returncode, done.stderr) == (0, "")
    assert place.server.asked == []
    store = Store.open(place.folder / "state")
    assert store.ledger.last(1) == []
    store.close()
    missing = place.run("fetch", "ears", "--from", str(stick / "nowhere"))
    assert (missing.returncode, missing.stderr) == (
        5, f"edge: {stick / 'nowhere'} is no folder to fetch from\n",
    )  # fmt: skip


def test_use_keeps_the_choice_in_the_database_and_automatic_forgets_it(tmp_path: Path) -> None:
    goods = Goods()
    names = ("one", "another")
    entries = [mind(goods.part(f"{n}.gguf", weights(n)), name=n) for n in names]
    with a_place(tmp_path, goods, *entries) as place:
        place.run("fetch", *names)
        chosen = {c["role"]: c["model"] for c in place.json("list")["chosen"]}
        if chosen["language model"] is None:
            pytest.skip("llama-cpp-python is not installed")
        other = next(name for name in names if name != chosen["language model"])
        used = place.json("use", other)
        assert used == {"role": "language model", "languages": ["en"], "model": other}
        by_owner = {c["role"]: c for c in place.json("list")["chosen"]}["language model"]
        assert (by_owner["model"], by_owner["why"]) == (other, "the owner asked for it")
        place.run("remove", other)
        undone = place.json("use", other, "--automatic")
        assert undone["languages"] == ["en"]
        place.run("fetch", other)
        again = {c["role"]: c["model"] for c in place.json("list")["chosen"]}
        assert again == chosen


def test_a_model_with_a_file_missing_cannot_be_used(place: Place) -> None:
    place.run("fetch", "mind")
    (place.shelf / "mind" / "mind.gguf").unlink()
    done = place.run("use", "mind")
    assert done.returncode == 5
    assert "mind is not whole" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("fetch", "mynd"), 5, 'no model is named "mynd"; did you mean mind?'),
        (("remove", "mind"), 5, '"mind" is not in '),
        (("use", "mind"), 5, '"mind" is not in '),
        (("use", "mind", "--automatic"), 5, '"mind" was not asked for'),
        (("verify", "mind"), 5, '"mind" is not in '),
        (("fetch", "small", "--language", "tlh"), 5, '"tlh" is no language of the assistant'),
    ],
)
def test_a_wrong_name_is_one_sentence(
    place: Place, words: tuple[str, ...], code: int, told: str
) -> None:
    done = place.run(*words)
    assert done.returncode == code
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_check_asks_for_heads_only_and_names_what_is_gone(place: Place) -> None:
    del place.server.pages["/files.example/ears.tar.bz2"]
    told = place.json("check")
    mirror = f"http://127.0.0.1:{place.port}/files.example"
    assert told[f"{mirror}/mind.gguf"] == ""
    assert told[f"{mirror}/ears.tar.bz2"] == "HTTP 404"
    assert {asked.method for asked in place.server.asked} == {"HEAD"}


def test_a_server_that_is_down_is_one_sentence(place: Place) -> None:
    config = '[models]\nmirror = "http://127.0.0.1:9"\n'
    (place.folder / "edge.toml").write_text(config, encoding="utf-8")
    done = place.run("fetch", "mind")
    assert done.returncode == 10
    assert (
        done.stderr == "edge: 127.0.0.1:9 cannot be reached: Connect call failed ('127.0.0.1', 9)\n"
    )


def test_a_disk_that_fills_is_named_and_nothing_is_half_installed(place: Place) -> None:
    """A limit on the size of files answers as a full disk does."""
    goods = Goods(pages={})
    entry = mind(goods.part("big.gguf", weights("big", 3_000_000)), name="big")
    place.server.pages["/big.gguf"] = goods.pages["big.gguf"]
    place.offer(entry)
    words = ["models", "fetch", "--manifest", str(place.list), "big"]
    done = subprocess.run(
        [sys.executable, "-c", WITH_SMALL_FILES, *command(*words)],
        env=environment(place.folder, **place.more),
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 7
    assert "the disk is full" in done.stderr
    assert done.stderr.count("\n") == 1
    assert Shelf(place.shelf).models() == []
    assert place.run("fetch", "big").returncode == 0
    assert [model.name for model in Shelf(place.shelf).models()] == ["big"]


POINTS, POINTS_LONG = 8, 50


@pytest.mark.timeout(240)
def test_killed_at_any_moment_the_shelf_is_valid(tmp_path: Path, long_run: bool) -> None:
    goods = Goods()
    parts = [goods.part(name, weights(name, 200_000), drip_seconds=0.002) for name in FILES]
    packed = goods.part("ears.tar.bz2", ears())
    with a_place(tmp_path, goods, listener(*parts), listener(packed, name="packed")) as place:
        began = time.monotonic()
        assert place.run("fetch", "ears", "packed").returncode == 0
        whole = time.monotonic() - began
        place.run("remove", "ears", "packed")
        points = POINTS_LONG if long_run else POINTS
        seen = [_killed(place, whole * (point + 1) / points) for point in range(points)]
    assert set() in seen, "no kill came before the end"


def _killed(place: Place, seconds: float) -> set[str]:
    """Start anew, kill after so long, look at what is there, and finish undisturbed."""
    shelf = Shelf(place.shelf)
    for model in shelf.models():
        shelf.remove(model.name)
    process = place.start("fetch", "ears", "packed")
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    found = _valid(shelf)
    assert set(os.listdir(place.shelf)) - found <= {WORKSHOP, "pins.json"}
    again = place.run("fetch", "ears", "packed")
    assert (again.returncode, again.stderr) == (0, "")
    assert _valid(shelf) == {"ears", "packed"}
    return found


def _valid(shelf: Shelf) -> set[str]:
    """The names of all models, each whole and as its record says."""
    models = shelf.models()
    assert all(model.files and model.record for model in models)
    assert [trouble for model in models for trouble in shelf.verify(model)] == []
    return {model.name for model in models}
