"""Bad input to the commands: one sentence that names what and where, and an exit code for it."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import threading
import time
import wave
from contextlib import suppress
from typing import IO, TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.resample import resample
from tests.commands.run import command, edge, environment
from tests.quality.sound import speak

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports import Samples

pytestmark = pytest.mark.engines
ENDS_SECONDS = 2.0
OUR_MAIN = re.compile(r'cli\.py", line \d+, in main')


def _write(path: Path, sound: bytes, rate: int = 16_000, channels: int = 1, width: int = 2) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(sound)
    return path


def _sentence(done: subprocess.CompletedProcess[str], code: int) -> str:
    """What was told; exactly one line, without a traceback, and the exit code is right."""
    assert done.returncode == code, done
    (line,) = done.stderr.splitlines()
    assert line.startswith("edge: ")
    return line


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    return speak("what time is it", tmp_path_factory.mktemp("speech"), "awb")


# -- sound files


@pytest.mark.parametrize("kind", ["8 kHz", "48 kHz", "stereo", "24 bits", "clipped"])
def test_any_common_kind_of_file_gets_the_right_answer(
    tmp_path: Path, question: Samples, kind: str
) -> None:
    path = tmp_path / "question.wav"
    match kind:
        case "8 kHz":
            _write(path, resample(question, 16_000, 8_000).tobytes(), rate=8_000)
        case "48 kHz":
            _write(path, resample(question, 16_000, 48_000).tobytes(), rate=48_000)
        case "stereo":
            _write(path, np.repeat(question, 2).tobytes(), channels=2)
        case "24 bits":
            wide = (question.astype("<i4") << 8).tobytes()
            bytes_of = np.frombuffer(wide, np.uint8).reshape(-1, 4)[:, :3]
            _write(path, bytes_of.tobytes(), width=3)
        case _:
            loud = np.clip(question.astype(np.int32) * 3, -32768, 32767).astype(np.int16)
            _write(path, loud.tobytes())
    done = edge(tmp_path, "ask", path, "--json", "--fast")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["skill"] == "time.now"
    assert ("question.wav is clipped (" in done.stderr) == (kind == "clipped")
    assert ("question.wav was recorded at 8000 Hz" in done.stderr) == (kind == "8 kHz")


def test_a_cut_file_is_heard_as_far_as_it_goes(tmp_path: Path, question: Samples) -> None:
    whole = np.concatenate([question, np.zeros(32_000, np.int16)])
    path = _write(tmp_path / "cut.wav", whole.tobytes())
    path.write_bytes(path.read_bytes()[:-40_000])
    done = edge(tmp_path, "ask", path, "--json", "--fast")
    assert json.loads(done.stdout)["skill"] == "time.now"
    assert "cut.wav is cut" in done.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"what time is it, said a text\n", "is not a WAV file"),
        (b"RIFF\x00\x00\x00\x00WAVE", "without sound"),
    ],
)
def test_what_is_no_sound_file_is_named(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "bad.wav"
    path.write_bytes(content)
    for words in (("ask", path), ("ask", path, "--fast", "--json"), ("listen", path)):
        sentence = _sentence(edge(tmp_path, *words), 5)
        assert told in sentence
        assert str(path) in sentence


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    gone = _sentence(edge(tmp_path, "ask", tmp_path / "gone.wav"), 5)
    assert "No such file" in gone
    folder = _sentence(edge(tmp_path, "ask", tmp_path), 5)
    assert "directory" in folder


def test_silence_is_told_as_such(tmp_path: Path) -> None:
    path = _write(tmp_path / "silence.wav", bytes(64_000))
    done = edge(tmp_path, "ask", path, "--fast", "--json")
    assert "nobody speaks in" in _sentence(done, 9)
    assert json.loads(done.stdout)["error"]["code"] == "nothing heard"
    assert "nobody speaks in" in _sentence(edge(tmp_path, "listen", path, "--fast"), 9)


def test_an_empty_question_and_an_empty_text_are_refused(tmp_path: Path) -> None:
    assert "empty" in _sentence(edge(tmp_path, "ask", " "), 5)
    assert "empty" in _sentence(edge(tmp_path, "say", ""), 5)


def test_an_unknown_language_lists_the_known_ones(tmp_path: Path) -> None:
    assert "en, zh" in _sentence(edge(tmp_path, "ask", "hello", "--language", "tlh"), 5)


# -- settings


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[listening]\nmod = 1\n", 'did you mean "mode"'),
        ('[speaking]\nwords_per_minute = "fast"\n', "wants a whole number"),
        ("[speaking]\nvolume_percent = 300\n", "outside 0 to 100"),
        ("[speaking\n", "not valid TOML"),
        ('[profile]\nlanguage = "tlh"\n', "is not one of en, zh"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path: Path, text: str, told: str) -> None:
    config = tmp_path / "edge.toml"
    config.write_text(text, encoding="utf-8")
    sentence = _sentence(edge(tmp_path, "--config", config, "ask", "what time is it"), 3)
    assert told in sentence
    assert str(config) in sentence


def test_a_settings_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    for file, told in (("gone.toml", "No such file"), ("binary.toml", "not UTF-8")):
        done = edge(tmp_path, "devices", EDGE_CONFIG=str(tmp_path / file))
        assert told in _sentence(done, 3)


# -- models


def test_what_is_told_of_a_broken_model_is_not_taken_for_the_answer(tmp_path: Path) -> None:
    (tmp_path / "cut.gguf").write_bytes(b"GGUF")
    done = edge(tmp_path, "ask", "what is 2 plus 2", "--output", "null", EDGE_MODELS=str(tmp_path))
    assert "edge: 4." in done.stdout, done


# -- devices


def test_an_unknown_device_is_named(tmp_path: Path) -> None:
    done = edge(tmp_path, "say", "hello", "--output", "no such card")
    assert "loudspeaker" in _sentence(done, 4)


def test_listening_without_a_microphone_says_so(tmp_path: Path) -> None:
    assert "no microphone on this machine" in _sentence(edge(tmp_path, "listen"), 4)


def test_an_output_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    nowhere = f"file:{tmp_path}/nowhere/out.wav"
    assert "nowhere/out.wav" in _sentence(edge(tmp_path, "say", "hello", "--output", nowhere), 4)
    assert "nowhere/out.wav" in _sentence(edge(tmp_path, "ask", "hello", "--output", nowhere), 4)


def test_run_goes_on_without_its_devices_and_says_so(tmp_path: Path) -> None:
    done = edge(
        tmp_path, "run", "--plain", "--input", "no such card", "--output", "no such card",
        "--for", "4",
    )  # fmt: skip
    assert done.returncode == 0, done
    lost = [line for line in done.stdout.splitlines() if line.startswith("device lost: ")]
    assert len(lost) == 2
    assert "Traceback" not in done.stderr


# -- state


def test_a_corrupt_database_is_told_and_answers_go_on(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    (state / "edge.db").write_bytes(b"this is no database at all" * 500)
    done = edge(tmp_path, "run", "--plain", "--fake", typed="what is two plus two\n")
    assert done.returncode == 0
    assert "edge: 4" in done.stdout or "4." in done.stdout
    assert "damaged" in done.stdout + done.stderr
    assert list(state.glob("edge.db.corrupt-*"))


def test_a_state_folder_that_cannot_be_written_is_told_and_answers_go_on(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    blocked = str(tmp_path / "a file" / "state")
    done = edge(
        tmp_path, "run", "--plain", "--fake", typed="what is two plus two\n", EDGE_STATE=blocked
    )
    assert done.returncode == 0
    assert "4" in done.stdout
    assert "Nothing new will be remembered" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_is_told_and_answers_go_on(tmp_path: Path) -> None:
    """A limit on the size of files is a full disk to SQLite."""
    words = command("run", "--plain", "--fake")
    limited = ["sh", "-c", 'ulimit -f 1; trap "" XFSZ; exec "$@"', "sh", *words]
    done = subprocess.run(
        limited, env=environment(tmp_path, PYTHONDONTWRITEBYTECODE="1"), capture_output=True,
        input="what is two plus two\n", text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done
    assert "4" in done.stdout
    assert "Nothing new will be remembered" in done.stdout + done.stderr


# -- ending


@pytest.mark.parametrize("after", [0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.3, 1.7, 2.2, 3.0])
def test_ctrl_c_ends_at_any_moment_without_a_traceback(tmp_path: Path, after: float) -> None:
    code, told = _stopped(tmp_path, signal.SIGINT, after)
    if not OUR_MAIN.search(told) and "Traceback" in told:
        return  # before our first line an interrupt is the interpreter's own to tell
    assert code in (130, -signal.SIGINT)
    assert "Traceback" not in told


@pytest.mark.parametrize("after", [0.6, 1.0, 1.5, 2.2, 3.0])
def test_a_sigterm_ends_in_order(tmp_path: Path, after: float) -> None:
    code, told = _stopped(tmp_path, signal.SIGTERM, after)
    assert code == 0 or (code == -signal.SIGTERM and after < 2.0)
    assert told == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_sound_comes_by_standard_input_ends_in_order(
    tmp_path: Path, number: signal.Signals
) -> None:
    code, told = _stopped(tmp_path, number, 3.0, sound=np.zeros(16_000 * 60, np.int16).tobytes())
    assert code == (0 if number == signal.SIGTERM else 130)
    assert told == ""


def test_the_time_is_over_while_sound_comes_by_standard_input(tmp_path: Path) -> None:
    words = ("run", "--plain", "--input", "stdin", "--output", "null", "--for", "0.5")
    with subprocess.Popen(["cat", "/dev/zero"], stdout=subprocess.PIPE) as sound:
        done = subprocess.run(
            command(*words), env=environment(tmp_path), stdin=sound.stdout, capture_output=True,
            text=True, timeout=30, check=False,
        )  # fmt: skip
        sound.kill()
    assert (done.returncode, done.stderr) == (0, "")


def _stopped(
    folder: Path, number: signal.Signals, after: float, sound: bytes = b""
) -> tuple[int, str]:
    """(exit code, standard error) of `edge run`, ended by a signal after so many seconds.

    It must end within ENDS_SECONDS; `sound` is what lies in its standard input.
    """
    child = subprocess.Popen(
        command("run", "--plain", "--input", "stdin", "--output", "null"),
        env=environment(folder), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert child.stdin is not None
    writer = threading.Thread(target=_pour, args=(child.stdin, sound), daemon=True)
    writer.start()
    try:
        time.sleep(after)
        child.send_signal(number)
        began = time.monotonic()
        code = child.wait(10)
        assert time.monotonic() - began < ENDS_SECONDS
        assert child.stderr is not None
        return code, child.stderr.read().decode()
    finally:
        child.kill()
        child.wait()
        writer.join()
        for pipe in (child.stdin, child.stdout, child.stderr):
            assert pipe is not None
            with suppress(BrokenPipeError):
                pipe.close()


def _pour(pipe: IO[bytes], sound: bytes) -> None:
    """As fast as it is read, until nobody reads any more."""
    with suppress(OSError):
        pipe.write(sound)
        pipe.flush()


@pytest.mark.parametrize("words", [("devices",), ("ask", "what time is it", "--fast")])
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path, words: tuple[str, ...]) -> None:
    child = subprocess.Popen(
        command(*words), env=environment(tmp_path), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()
    told = child.stderr.read()
    child.stderr.close()
    assert (child.wait(20), told) == (1, "")


def test_an_input_of_nothing_is_the_end_of_typing(tmp_path: Path) -> None:
    done = subprocess.run(
        command("run", "--plain", "--fake"), env=environment(tmp_path), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_a_closed_standard_input_is_the_end_of_typing(tmp_path: Path) -> None:
    shell = shutil.which("sh")
    assert shell
    words = command("run", "--plain", "--fake")
    done = subprocess.run(
        [shell, "-c", 'exec "$@" <&-', "sh", *words], env=environment(tmp_path),
        capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
