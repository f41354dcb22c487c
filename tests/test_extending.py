"""docs/extending.md works: its files are written where they say, into a copy, and used."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"```(?:python|toml)\n# (\S+(?:: \w+)?)\n(.*?)```", PAGE, re.DOTALL))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package as somebody has it who follows the page."""
    shutil.copytree(ROOT / "edge", tmp_path / "edge", ignore=shutil.ignore_patterns("__pycache__"))
    for where, text in BLOCKS.items():
        if where.endswith(".py"):
            assert not (tmp_path / where).exists()
            (tmp_path / where).write_text(text, encoding="utf-8")
    return tmp_path


def run(copy: Path, script: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-W", "error", "-c", script]
    done = subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


ASK = """
import sys
from edge.fakes.time import FakeClock
from edge.store.store import Store
from edge.thinking.said import Said
from edge.thinking.thinker import Thinker
answer = Thinker(Store.in_memory(), FakeClock()).answer(Said("{text}", language="{language}"))
print(answer.skill, answer.text)
"""


def test_the_skill_of_the_page_answers(copy: Path) -> None:
    file = copy / "edge" / "languages" / "en.toml"
    text = file.read_text(encoding="utf-8")
    for table in ("skills", "replies"):
        lines = BLOCKS[f"edge/languages/en.toml: {table}"]
        assert f"\n[{table}]\n" in text
        text = text.replace(f"\n[{table}]\n", f"\n[{table}]\n{lines}")
    file.write_text(text, encoding="utf-8")
    said = run(copy, ASK.format(text="please flip a coin", language="en"))
    assert said in ("coin.toss It's heads.", "coin.toss It's tails.")


def test_the_language_of_the_page_answers(copy: Path) -> None:
    text = (copy / "edge" / "languages" / "en.toml").read_text(encoding="utf-8")
    for line in BLOCKS["edge/languages/eo.toml: instead"].splitlines():
        key, value = line.split(" = ")
        kind = r"\[.*" if value.startswith("[") else r'".*'
        pattern = re.compile(rf"^{re.escape(key)} = {kind}$", re.MULTILINE)
        text, count = pattern.subn(line, text, count=1)  # [heard] may name the skill once more
        assert count == 1, line
    (copy / "edge" / "languages" / "eo.toml").write_text(text, encoding="utf-8")
    said = run(copy, ASK.format(text="Kioma horo estas?", language="eo"))
    assert said.startswith("time.now Estas 9")


def test_the_tables_that_the_page_lists_are_those_of_the_data_files() -> None:
    import tomllib

    for file in (ROOT / "edge" / "languages").glob("*.toml"):
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        for name in tables:
            assert f"`{name}`" in PAGE or f"`[{name}]`" in PAGE, f"{file.name}: {name}"


def test_the_engine_of_the_page_tells_speech_from_a_quiet_room(copy: Path) -> None:
    script = """
import numpy as np
from edge.engines.vad_loudness import LoudnessVoiceActivity
from edge.ports import VAD_SAMPLES
vad = LoudnessVoiceActivity()
quiet, loud = (np.full(VAD_SAMPLES, level, dtype=np.int16) for level in (30, 3000))
print(vad.speech_probability(quiet), vad.speech_probability(loud))
"""
    assert run(copy, script) == "0.0 1.0"


def test_the_device_of_the_page_passes_presses_on(copy: Path) -> None:
    script = """
import asyncio, os
from edge.devices.button_fifo import FifoButton
from edge.errors import DeviceError

async def main():
    presses = FifoButton("talk").presses()
    first = asyncio.ensure_future(anext(presses))
    await asyncio.sleep(0.05)
    with open("talk", "w") as pipe:
        pipe.write("down\\nnonsense\\nup\\n")
    print(await first, await anext(presses))
    await presses.aclose()
    try:
        await anext(FifoButton("absent").presses())
    except DeviceError as error:
        print(error)

os.mkfifo("talk")
asyncio.run(main())
"""
    told = run(copy, script)
    assert told == "down up\ncannot open the key absent: No such file or directory"


def test_the_files_of_the_page_pass_the_checks(copy: Path) -> None:
    files = [str(copy / where) for where in BLOCKS if where.endswith(".py")]
    shutil.copy(ROOT / "pyproject.toml", copy)
    checker = copy / "fits_the_ports.py"
    checker.write_text(
        "from edge.devices.button_fifo import FifoButton\n"
        "from edge.engines.vad_loudness import LoudnessVoiceActivity\n"
        "from edge.ports import Button, VoiceActivityDetector\n\n"
        "vad: VoiceActivityDetector = LoudnessVoiceActivity()\n"
        'key: Button = FifoButton("talk")\n',
        encoding="utf-8",
    )
    for command in (
        ["ruff", "check", *files],
        ["ruff", "format", "--check", *files],
        ["mypy", "--no-incremental", *files, str(checker)],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=copy, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
