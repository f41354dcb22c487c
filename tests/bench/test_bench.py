"""`edge bench`: its rows, its targets, its picture; one turn of every group on real engines."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from edge.audio.wav import write_wav
from edge.bench import curve, endpointing, gil_hold, page, rows, speech, turns
from edge.bench.groups import GROUPS
from edge.bench.machine import machine, resident_mb
from edge.bench.remembered import RememberedJudge, RememberedPartials
from edge.cli import main
from edge.errors import EngineError, InputError
from edge.fakes import voices
from edge.fakes.engines import FakeRecognizer, FakeTurnJudge
from edge.ports import BLOCK_SAMPLES
from tests.engines.random_gguf import write_gguf

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from edge.ports import Samples


def measured(*words: str) -> dict[str, dict[str, Any]]:
    """The rows that a group of the command prints, by name."""
    done = subprocess.run(
        [sys.executable, "-m", "edge", "bench", *words, "--json"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    printed = json.loads(done.stdout)
    assert {"cpu", "cores", "python", "load_1min"} <= set(printed["machine"])
    for row in printed["rows"]:
        assert {"name", "unit", "p50", "p95", "n"} <= set(row)
    return {row["name"]: row for row in printed["rows"]}


def point(**changes: Any) -> dict[str, Any]:
    """A row of endpointing."""
    row = {
        "detector": "edge", "setting": "stock", "speech": "recorded", "premature_share": 0.25,
        "delay_p50": 0.5, "delay_p95": 0.9, "n": 16, "missed": 0,
    }  # fmt: skip
    return row | changes


async def pieces(sound: Samples) -> AsyncIterator[Samples]:
    for start in range(0, len(sound), BLOCK_SAMPLES):
        yield sound[start : start + BLOCK_SAMPLES]


def test_a_row_is_the_median_and_the_nearest_rank() -> None:
    made = rows.row("wait", "ms", [float(value) for value in range(1, 21)])
    assert made.record() == {"name": "wait", "unit": "ms", "p50": 10.5, "p95": 19.0, "n": 20}


def test_nothing_measured_is_no_target_met() -> None:
    nothing = rows.row("first_sound_silence", "ms", [])
    assert (nothing.p50, nothing.n) == (None, 0)
    assert not rows.Target(p50=230).met(None, None)
    assert "not measured" in rows.table([nothing.record()])


def test_a_target_is_missed_by_either_of_its_figures() -> None:
    target = rows.Target(p50=450, p95=700)
    assert target.met(450, 700)
    assert not target.met(451, 700)
    assert not target.met(450, 701)


def test_the_table_says_what_is_missed() -> None:
    records = [
        rows.row("import", "s", [0.1], 2).record(),
        rows.row("ready", "s", [9.0], 2).record(),
        rows.row("idle_pace", "CPU s per s", [0.01], 2).record(),
    ]
    ends = [line.split()[-1] for line in rows.table(records).splitlines()[1:]]
    assert ends == ["met", "MISSED", "1"]


def test_the_names_that_others_compare_by_stay() -> None:
    assert set(rows.TARGETS) == {
        "first_sound_silence", "first_sound_command", "first_sound_pulse", "hazard",
        "barge_in_pause", "barge_in", "barge_in_beside_prompt_pause", "barge_in_beside_prompt",
        "barge_in_beside_synthesis_pause", "barge_in_beside_synthesis",
        "idle_quiet", "idle_speech", "memory_stock", "import", "ready", "installed",
        "hazard_missed", "hazard_engines_air", "hazard_engines_stereo_air",
        "hazard_processes_air", "hazard_processes_stereo_air",
    } | {f"gil_hold_{name}" for name in rows.ENGINES_AT_WORK}  # fmt: skip


def test_the_machine_is_named() -> None:
    assert machine()["cores"] >= 1
    assert resident_mb() > 10


def test_a_voice_is_cut_to_whole_voiced_blocks() -> None:
    sound = np.concatenate([speech.room(0.5), voices.mumble(1.0), speech.room(0.5)])
    assert len(speech.voiced_part(sound)) == pytest.approx(16_000, abs=2 * BLOCK_SAMPLES)


def test_turns_of_a_folder_are_at_most_so_many_of_a_kind(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", voices.mumble(0.5))
    entry = {"wav": "a.wav", "speech": "recorded", "end_seconds": 0.5}
    hesitant = entry | {"speech": "hesitant"}
    listed = [entry, entry, entry, hesitant]
    (tmp_path / "turns.json").write_text(json.dumps(listed), encoding="utf-8")
    kinds = [turn.speech for turn in turns.of(tmp_path, 2)]
    assert kinds == ["recorded", "recorded", "hesitant"]


@pytest.mark.parametrize("text", ["", "{}[", '[{"wav": "a.wav"}]', "[1]"])
def test_a_broken_list_of_turns_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "turns.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"turns\.json is not a list"):
        turns.of(tmp_path, 1)


def test_a_folder_without_turns_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot read the list of turns .*turns\.json"):
        turns.of(tmp_path, 1)


def test_an_endpoint_before_the_end_is_too_early_and_the_wait_counts_from_the_end() -> None:
    assert endpointing.judged([1.0, 3.25], 3.0) == (True, 0.25)
    assert endpointing.judged([1.0], 3.0) == (True, None)
    early, wait = endpointing.judged([2.95], 3.0)
    assert not early
    assert wait == pytest.approx(-0.05)


async def test_the_same_beginning_is_recognised_once() -> None:
    engine = FakeRecognizer()
    remembered = RememberedPartials(engine)
    sound = voices.sound(voices.say("what time is it"), voices.silence(0.2))
    first = [found.text async for found in remembered.transcribe(pieces(sound))]
    engine.fail_after_seconds = 0.0
    again = [found.text async for found in remembered.transcribe(pieces(sound[: len(sound) // 2]))]
    assert first[-1] == "what time is it"
    assert again[:-1] == first[: len(again) - 1]


async def test_a_recogniser_that_breaks_is_not_hidden() -> None:
    remembered = RememberedPartials(FakeRecognizer(fail_after_seconds=0.5))
    with pytest.raises(EngineError):
        [found async for found in remembered.transcribe(pieces(voices.say("what time is it")))]


def test_the_picture_has_a_line_for_each_detector_and_kind() -> None:
    points = [
        point(detector=name, speech=kind, delay_p50=delay)
        for name in ("edge", "other <1>")
        for kind in ("recorded", "hesitant")
        for delay in (0.3, 0.9, 9.0)
    ]
    drawn = ElementTree.fromstring(curve.picture(points))
    lines = drawn.findall(".//{*}polyline")
    assert len(lines) == 4
    assert all(len(line.attrib["points"].split()) == 2 for line in lines)
    assert "other <1>" in [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]


def test_the_table_replaces_what_stands_between_the_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{curve.BEGIN}\nold\n{curve.END}\nafter\n", encoding="utf-8")
    figures = tmp_path / "rows.json"
    figures.write_text(json.dumps({"rows": [point(), {"name": "other"}]}), encoding="utf-8")
    assert curve.main(str(tmp_path / "page"), str(figures)) == 0
    text = page.read_text(encoding="utf-8")
    assert "| edge | stock | 25 % of 16 | 0.50 / 0.90 s | - | - |" in text
    assert "old" not in text
    assert text.startswith("before")
    assert text.endswith("after\n")
    assert (tmp_path / "page.svg").exists()


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(InputError, match="table begins"):
        curve.with_table("no marks", "table")


def test_the_page_has_our_rows_with_their_targets_and_others_beside_them(tmp_path: Path) -> None:
    written = tmp_path / "bench.md"
    written.write_text(f"# Figures\n{curve.BEGIN}{curve.END}\n", encoding="utf-8")
    barge_in = rows.row("barge_in", "ms", [70.0]).record()
    ours = {"machine": {"cores": 2}, "rows": [barge_in, point(name="x", unit="s")]}
    peers = {"edge": [barge_in], "Other": [barge_in | {"p50": 325.0}]}
    files = [tmp_path / "ours.json", tmp_path / "peers.json"]
    for file, content in zip(files, (ours, peers), strict=True):
        file.write_text(json.dumps(content), encoding="utf-8")
    page.main(str(written), *map(str, files))
    text = written.read_text(encoding="utf-8")
    assert "cores 2" in text
    assert "| 70 | 70 | 1 | p95 <= 150: met | 325 |" in text
    assert "`x`" not in text


def test_less_than_one_turn_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", "start", "--turns", "0"])
    assert ended.value.code == InputError.exit_code
    assert "at least one turn" in capsys.readouterr().err


@pytest.mark.engines
def test_a_part_that_fails_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", "endpointing", "--turns", "1", "--recordings", str(tmp_path)])
    assert ended.value.code == EngineError.exit_code
    assert "the part endpointing.rows of the benchmark failed" in capsys.readouterr().err


@pytest.mark.engines
def test_barge_in_is_measured_to_the_pause_and_to_the_silence() -> None:
    found = measured("barge-in", "--turns", "1")
    assert list(found) == ["barge_in_pause", "barge_in"]
    assert found["barge_in_pause"]["n"] == 1
    assert 0 < found["barge_in_pause"]["p50"] <= found["barge_in"]["p50"]


@pytest.mark.engines
@pytest.mark.timeout(180)
def test_the_conversation_is_measured_with_scripted_and_with_our_own_engines() -> None:
    found = measured("conversation", "--turns", "1")
    names = {f"first_sound_{way}" for way in ("silence", "stock", "sentence", "command", "pulse")}
    assert names | {"hazard", "idle_driver"} <= set(found)
    assert found["first_sound_silence"]["n"] == 1
    assert found["first_sound_silence"]["p50"] >= 150
    assert found["hazard"]["n"] == 1
    held = {name for name in found if name.startswith("gil_hold_")}
    assert held == {f"gil_hold_{name}" for name in (*rows.ENGINES_AT_WORK, "nobody")}


@pytest.mark.engines
@pytest.mark.timeout(180)
def test_hazards_are_measured_on_walks_and_in_real_time() -> None:
    found = measured("hazard", "--turns", "1")
    assert found["hazard_missed"]["n"] == 1000
    assert found["hazard_missed"]["p50"] == found["hazard_false_before"]["p50"] == 0
    assert found["hazard_obstacle_wait"]["p95"] < 150
    for name in ("engines", "processes", "engines_stereo", "processes_stereo"):
        assert found[f"hazard_{name}_block"]["n"] == 1
        assert found[f"hazard_{name}_block"]["p50"] >= 60  # the second reading comes 67 ms later


@pytest.mark.engines
async def test_a_thread_that_is_shut_out_is_noticed() -> None:
    digits = list(range(3_000_000))
    with gil_hold.Probe() as probe:
        idle = await gil_hold.held(probe, lambda: asyncio.sleep(0.05))
        sorting = await gil_hold.held(probe, lambda: asyncio.to_thread(sorted, digits))
    assert sorting > 2 * idle
    assert sorting > 0.01


@pytest.mark.engines
def test_idle_listening_is_measured_beside_what_the_measuring_costs() -> None:
    found = measured("idle", "--turns", "1")
    assert list(found) == ["idle_quiet", "idle_speech", "idle_pace"]
    assert found["idle_quiet"]["p50"] < found["idle_speech"]["p50"]


@pytest.mark.engines
def test_memory_grows_with_the_recogniser() -> None:
    found = measured("memory", "--turns", "1")
    assert list(found) == ["memory_silence", "memory_stock"]
    assert found["memory_silence"]["p50"] < found["memory_stock"]["p50"]


@pytest.mark.engines
def test_start_is_measured_in_fresh_processes() -> None:
    found = measured("start", "--turns", "1")
    assert list(found) == ["import", "import_cpu", "ready", "installed"]
    assert found["import"]["p50"] < found["ready"]["p50"]
    assert found["installed"]["p50"] > 100


@pytest.mark.engines
@pytest.mark.timeout(180)
def test_endpointing_is_measured_on_speech_made_on_the_spot() -> None:
    found = measured("endpointing", "--turns", "1")
    scales = ("0.5", "0.75", "1", "1.5", "2")
    assert set(found) == {
        f"endpoint_{kind}_x{scale}" for kind in ("recorded", "hesitant") for scale in scales
    }
    assert all(row["n"] == 1 for row in found.values())
    assert found["endpoint_recorded_x0.5"]["p50"] < found["endpoint_recorded_x2"]["p50"]


async def test_a_judge_is_asked_once_about_a_sound_and_answers_later() -> None:
    judge, clock = FakeTurnJudge({"and then": 0.1}), endpointing.SoundClock()
    remembered = RememberedJudge(judge)
    sound = np.ones(160, np.int16)
    asked = [asyncio.create_task(remembered.answer("and then", sound, clock)) for _ in range(2)]
    for _ in range(5):
        await asyncio.sleep(0)
    assert not any(task.done() for task in asked)
    clock.now += 0.06
    assert await asyncio.gather(*asked) == [0.1, 0.1]
    assert judge.asked == ["and then"]


@pytest.mark.engines
@pytest.mark.timeout(180)
def test_endpointing_is_measured_with_the_judge_that_is_installed(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGE_MODELS", str(shared / "models" / "speech" / "turn"))
    found = measured("endpointing", "--turns", "1")
    judged = {name for name in found if "judged" in name}
    assert len(judged) == len(found) / 2
    assert {found[name]["detector"] for name in judged} == {endpointing.BY_VOICE}


@pytest.mark.engines
def test_every_recogniser_that_is_installed_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is not installed")
    pytest.importorskip("onnx", reason="onnx, which makes the tiny models, is not installed")
    from tests.engines import tiny_models

    tiny_models.streaming_transducer(tmp_path / "tiny-transducer")
    tiny_models.whisper(tmp_path / "tiny-whisper")
    monkeypatch.setenv("EDGE_MODELS", str(tmp_path))
    found = measured("recognisers", "--turns", "1")
    each = ("work_1", "first_words", "last_words", "memory")
    names = {f"recogniser_pocketsphinx_en_{what}" for what in each}
    for tiny in ("tiny-transducer", "tiny-whisper"):
        names |= {f"recogniser_{tiny}_{what}" for what in (*each, "work_2")}
    assert set(found) == names
    assert all(row["n"] == 1 and row["p50"] is not None for row in found.values())


@pytest.mark.engines
def test_every_language_model_that_is_installed_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    (tmp_path / "tiny").mkdir()
    write_gguf(tmp_path / "tiny" / "tiny.gguf")
    monkeypatch.setenv("EDGE_MODELS", str(tmp_path))
    found = measured("language-models", "--turns", "1")
    each = ("prompt_1", "answer_1", "prompt_2", "answer_2", "free_in_prompt", "free_in_answer")
    assert set(found) == {f"llm_tiny_{what}" for what in (*each, "load", "memory")}
    assert all(row["n"] == 1 and row["p50"] is not None for row in found.values())


@pytest.mark.engines
def test_every_voice_that_is_installed_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("piper", reason="piper-tts is not installed")
    pytest.importorskip("onnx", reason="onnx, which makes the tiny voice, is not installed")
    from tests.engines import tiny_voice

    tiny_voice.piper_voice(tmp_path / "tiny" / "en_US-tiny.onnx")
    monkeypatch.setenv("EDGE_MODELS", str(tmp_path))
    found = measured("voices", "--turns", "1")
    each = ("first_sound", "work_1", "free", "memory")
    names = {f"voice_{name}_{what}" for name in ("espeak", "en_US-tiny") for what in each}
    assert set(found) == names | {"voice_en_US-tiny_work_2"}
    assert all(row["n"] == 1 and row["p50"] is not None for row in found.values())


def test_every_group_of_the_command_line_is_measured() -> None:
    groups = {
        "conversation", "barge-in", "endpointing", "idle", "memory", "start", "recognisers",
        "voices", "language-models", "overlap", "hazard", "vision",
    }  # fmt: skip
    assert set(GROUPS) == groups
