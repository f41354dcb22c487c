"""`edge doctor`: what it says of a machine without sound, and what it measures on one with it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from edge import app
from edge.app.chosen import refusal
from edge.commands import checks, checks_sight, measure
from edge.fakes.engines import FakeRecognizer
from edge.fakes.speech import FakeSynthesizer
from edge.modes.parts import Engines
from edge.settings import (
    AudioSettings,
    CameraSettings,
    ListeningSettings,
    ModelSettings,
    OutputSettings,
    ProfileSettings,
    Settings,
    WakeWordSettings,
)
from edge.store.store import Store
from tests.commands.run import edge

if TYPE_CHECKING:
    from tests.pulse import PulseBench


def _checks(text: str) -> dict[str, dict[str, Any]]:
    return {check["what"]: check for check in json.loads(text)["checks"]}


@pytest.mark.engines
def test_a_machine_without_sound_can_run_and_is_told_what_it_lacks(tmp_path: Path) -> None:
    done = edge(tmp_path, "doctor", "--json")
    found = _checks(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["can_run"] is True
    assert found["loop delay"]["state"] == "attention"
    assert str(tmp_path / "state") in found["state"]["where"]
    assert "of real time" in found["speed of the recogniser"]["where"]
    assert {check["state"] for check in found.values()} == {"ok", "attention"}


@pytest.mark.engines
def test_each_check_is_a_line_that_begins_with_its_state(tmp_path: Path) -> None:
    lines = edge(tmp_path, "doctor", "--no-sound").stdout.splitlines()
    assert lines[-1] == "edge can run"
    assert all(line.split(":")[0] in ("ok", "attention", "missing") for line in lines[:-1])
    assert not any("loop delay" in line for line in lines)


@pytest.mark.engines
def test_a_language_without_a_recogniser_ends_with_1(tmp_path: Path) -> None:
    config = tmp_path / "edge.toml"
    config.write_text('[profile]\nlanguage = "zh"\n', encoding="utf-8")
    done = edge(tmp_path, "--config", config, "doctor", "--no-sound", EDGE_MODELS=str(tmp_path))
    assert done.returncode == 1
    (missing,) = [line for line in done.stdout.splitlines() if line.startswith("missing")]
    assert '"zh"' in missing
    assert str(tmp_path) in missing


@pytest.mark.engines
def test_a_recogniser_on_the_shelf_is_enough_for_a_language(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "streaming-zipformer-zh"
    folder.mkdir(parents=True)
    for name in ("encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt"):
        (folder / name).write_bytes(b"cut")
    chinese = Settings(
        profile=ProfileSettings(language="zh"), models=ModelSettings(path=str(tmp_path / "models"))
    )
    told = checks.models(chinese)[0]
    if refusal("streaming transducer"):
        pytest.skip("sherpa-onnx is not installed")
    assert (told.state, told.what) == ("ok", "recognisers")
    assert str(folder) in told.where


@pytest.mark.engines
def test_a_name_of_ones_own_is_asked_of_the_spotter_on_the_shelf(tmp_path: Path) -> None:
    for name in ("encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt"):
        (tmp_path / "kws-en").mkdir(exist_ok=True)
        (tmp_path / "kws-en" / name).write_bytes(b"cut")
    own = Settings(
        listening=ListeningSettings(wake_words=(WakeWordSettings(name="hey banana"),)),
        models=ModelSettings(path=str(tmp_path)),
    )
    (told,) = (check for check in checks.models(own) if check.what == "wake words")
    assert told.state == "attention"
    assert "kws-en" in told.where


@pytest.mark.parametrize(
    ("device", "audience", "told"),
    [("", "owner", 1), ("pulse", "owner", 1), ("pulse:buds", "owner", 0), ("", "everyone", 0)],
)
def test_an_earpiece_that_a_sound_server_may_move_is_told(
    device: str, audience: str, told: int
) -> None:
    output = OutputSettings(name="ear", device=device, audience=audience)
    found = checks.private_outputs(Settings(audio=AudioSettings(outputs=(output,))))
    assert [(check.state, check.what) for check in found] == told * [("attention", "output ear")]


@pytest.mark.engines
def test_a_state_folder_that_cannot_be_used_is_told_and_does_no_harm(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.touch()
    done = edge(tmp_path, "doctor", "--json", "--no-sound", EDGE_STATE=str(blocked / "state"))
    state = _checks(done.stdout)["state"]
    assert done.returncode == 0
    assert state["state"] == "attention"
    assert str(blocked) in state["where"]


@pytest.mark.engines
def test_the_board_table_measures_what_lies_on_the_shelf(tmp_path: Path, shared: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    for name in ("speech/turn", "llm"):
        (models / Path(name).name).symlink_to(shared / "models" / name)
    done = edge(tmp_path, "doctor", "--json", "--no-sound", EDGE_MODELS=str(models))
    engines = {line["name"]: line for line in json.loads(done.stdout)["engines"]}
    judge, mind = engines["smart-turn-v3.2"], engines["stories260K-f32"]
    assert judge["chosen"] is True
    assert 0.0 < judge["speed"] < 5.0
    if not mind["refused"]:
        assert mind["speed"] > 1.0
    told = _checks(done.stdout)
    assert "class " in told["board"]["where"]
    assert "none from the shelf, so eSpeak NG speaks" in told["engine voice"]["where"]


async def test_engines_that_were_measured_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Opened:
        closed = False

        async def close(self) -> None:
            self.closed = True

    opened = Opened()

    async def load(*_: object, **__: object) -> Engines:
        ears = FakeRecognizer()
        return Engines(recognizer=lambda _: ears, synthesizer=FakeSynthesizer(), opened=(opened,))

    monkeypatch.setattr(app, "load_engines", load)
    told = await measure.speeds(Settings())
    assert [check.what for check in told] == ["speed of the voice", "speed of the recogniser"]
    assert opened.closed


@pytest.mark.engines
def test_a_model_that_is_cut_is_named_and_does_no_harm(tmp_path: Path) -> None:
    transducer = ("encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt")
    models = {"zipformer-en": transducer, "whisper-of-no-language": transducer[:2] + transducer[3:]}
    for folder, names in models.items():
        (tmp_path / "models" / folder).mkdir(parents=True)
        for name in names:
            (tmp_path / "models" / folder / name).write_bytes(b"cut")
    (tmp_path / "models" / "mind.gguf").write_bytes(b"GGUF")
    done = edge(tmp_path, "doctor", "--json", "--no-sound", EDGE_MODELS=str(tmp_path / "models"))
    assert done.returncode == 0
    engines = {line["name"]: line for line in json.loads(done.stdout)["engines"]}
    assert all(engines[name]["refused"] for name in models)
    assert engines["mind"]["refused"]
    assert engines["mind"]["speed"] is None


@pytest.mark.pulse
def test_the_loop_delay_is_measured_kept_and_used(tmp_path: Path, pulse: PulseBench) -> None:
    config = tmp_path / "edge.toml"
    config.write_text(
        '[[audio.microphones]]\ndevice = "pulse:room.monitor"\n'
        '[[audio.outputs]]\nname = "hall"\ndevice = "pulse:room"\n',
        encoding="utf-8",
    )
    done = edge(tmp_path, "--config", config, "doctor", "--json", **pulse.environment)
    check = _checks(done.stdout)["loop delay of hall"]
    assert (check["state"], done.returncode) == ("ok", 0), check
    measured = float(check["where"].split()[0]) / 1000
    assert measured == pytest.approx(asyncio.run(_delay_of_the_next_start(tmp_path)), abs=0.03)


async def _delay_of_the_next_start(folder: Path) -> float:
    """Seconds that an output assumes after the doctor was there."""
    store = await asyncio.to_thread(Store.open, folder / "state")
    assert store.loop_delays.get("hall") is not None
    output = app.output(OutputSettings(name="hall", device="pulse:room"), store)
    await output.opened()
    delay = output.speaker.delay()
    await output.closed()
    await asyncio.to_thread(store.close)
    return delay


def _seeing(folder: Path, camera: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The state of each line about seeing."""
    monkeypatch.setenv("EDGE_MODELS", str(folder))
    found = checks_sight.sight(Settings(camera=CameraSettings(device=camera)))
    return {check.what: check.state for check in found}


def test_what_is_needed_to_see_is_missed_only_where_there_is_a_camera(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(_seeing(tmp_path, "none", monkeypatch).values()) == {"ok"}


def test_a_cut_network_and_a_camera_that_is_gone_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("cv2", reason="opencv is not installed")
    (tmp_path / "yolox_nano.onnx").write_bytes(b"cut")
    found = _seeing(tmp_path, "/dev/video99", monkeypatch)
    assert found["camera"] == "attention"
    assert found["recognising things"] == "attention"
    assert found["finding faces"] == "attention"
