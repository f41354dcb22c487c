"""The peers' measuring parts that need no peer: where voice ends, what counts as too early."""

from __future__ import annotations

import json
import math
import sys
import wave
from array import array
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

PEERS = str(Path(__file__).parent / "peers")
sys.path.insert(0, PEERS)  # the scripts run from their own folder, so their imports are plain

compare, endpoint_curve, measure, sound, turns = map(
    import_module, ("compare", "endpoint_curve", "measure", "sound", "turns")
)
sys.path.remove(PEERS)


def spoken(*pieces: tuple[float, float]) -> array[int]:
    """(seconds, amplitude) after each other, as a 200 Hz tone."""
    made = array("h")
    for seconds, amplitude in pieces:
        count = int(seconds * sound.RATE)
        made.extend(int(amplitude * math.sin(at * 0.0785)) for at in range(count))
    return made


def test_voice_begins_and_ends_where_the_level_says() -> None:
    assert sound.voice_bounds(spoken((0.3, 3), (1.0, 8000), (0.5, 3))) == (4800, 20800)


def test_a_click_after_the_voice_does_not_belong_to_it() -> None:
    clicked = spoken((0.3, 3), (1.0, 8000), (0.3, 3), (0.01, 8000), (0.3, 3))
    assert sound.voice_bounds(clicked) == (4800, 20800)


def test_a_recording_without_voice_is_refused() -> None:
    with pytest.raises(ValueError, match="no block is loud enough"):
        sound.voice_bounds(spoken((1.0, 3)))


def test_a_wav_of_another_rate_is_named(tmp_path: Path) -> None:
    path = tmp_path / "music.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(bytes(400))
    with pytest.raises(ValueError, match=r"music\.wav.*44100"):
        sound.read(path)


def test_the_last_frame_of_a_voice_ends_with_the_voice() -> None:
    frames = sound.voice_frames(spoken((0.1, 3), (0.5, 8000), (0.2, 3)), 320)
    assert len(frames) == 25
    loudest_of_the_end = max(array("h", frames[-1])[-80:])
    assert loudest_of_the_end > 4000


def test_only_interior_silences_are_pauses() -> None:
    found = sound.pauses(spoken((0.4, 3), (0.5, 8000), (0.3, 3), (0.5, 8000), (0.4, 3)), 0.15)
    assert found == [(14400, 19200)]


def test_a_hesitation_lengthens_the_pause_and_nothing_else() -> None:
    voice = spoken((0.5, 8000), (0.3, 3), (0.5, 8000))
    longer = turns.lengthened(voice, 1.2)
    assert len(longer) - len(voice) == pytest.approx(0.9 * sound.RATE, abs=1)
    assert sound.pauses(longer, 0.15) == [(8000, 8000 + int(1.2 * sound.RATE))]


def test_a_pause_that_is_long_already_stays() -> None:
    voice = spoken((0.5, 8000), (0.9, 3), (0.5, 8000))
    assert turns.lengthened(voice, 0.5) == voice


def test_a_breath_after_the_last_pause_is_no_word() -> None:
    words = spoken((0.5, 8000), (0.3, 3), (0.5, 8000))
    breath = spoken((0.2, 3), (0.1, 8000), (0.2, 3))
    assert sound.voice_bounds(turns.without_breaths(words + breath)) == (0, 20800)
    assert turns.without_breaths(words) == words


def test_turns_are_written_with_their_ends(tmp_path: Path) -> None:
    recording = tmp_path / "said.wav"
    sound.write(recording, spoken((0.5, 8000), (0.3, 3), (0.5, 8000), (1.0, 3)))
    listed = turns.make([recording], tmp_path / "out")
    assert [turn["speech"] for turn in listed] == ["recorded"] + ["hesitant"] * 4
    assert listed[0]["end_seconds"] == turns.LEAD_SECONDS + 1.3
    whole = sound.read(tmp_path / "out" / "said.wav")
    assert len(whole) == int((turns.LEAD_SECONDS + 2.3 + turns.TAIL_SECONDS) * sound.RATE)


def test_an_end_inside_the_recording_is_too_early_and_the_wait_counts_from_the_real_end() -> None:
    assert endpoint_curve.judged([1.0, 3.25], 3.0) == (True, 0.25)
    assert endpoint_curve.judged([3.25, 4.0], 3.0) == (False, 0.25)
    assert endpoint_curve.judged([1.0], 3.0) == (True, None)
    assert endpoint_curve.judged([2.95], 3.0) == (False, pytest.approx(-0.05))


def test_a_row_has_the_median_and_the_nearest_rank_percentile() -> None:
    values = [float(value) for value in range(1, 21)]
    assert measure.row("wait", "ms", values) == {
        "name": "wait", "unit": "ms", "p50": 10.5, "p95": 19.0, "n": 20,
    }  # fmt: skip


def test_a_row_with_nothing_measured_says_so() -> None:
    assert measure.row("wait", "ms", [])["p50"] is None


def test_an_import_is_timed_in_fresh_interpreters() -> None:
    wall, cpu = measure.import_rows("import time as again; again.sleep(0.05)", times=2)
    assert wall["n"] == 2
    assert wall["p50"] >= 0.05 > cpu["p50"]


def test_programs_stand_beside_each_other_by_name_and_unit() -> None:
    one: list[dict[str, Any]] = [
        {"name": "wait", "unit": "ms", "p50": 250.0, "p95": 300.0, "n": 9},
        {"name": "about"},
    ]
    two = {"rows": [{"name": "size", "unit": "MB", "p50": 7, "p95": 7, "n": 1}], "machine": {}}
    lines = compare.table({"one": one, "two": compare.rows_of(json.dumps(two))}).splitlines()
    assert lines[0].split() == ["one", "two"]
    assert lines[1].split() == ["wait", "(ms)", "250", "(300,", "n=9)", "-"]
    assert lines[2].split() == ["size", "(MB)", "-", "7"]
