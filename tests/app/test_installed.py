"""From a folder of models to the engines of a conversation."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import edge.modes.conversation  # noqa: F401 - read before the loop runs, where nothing may block
from edge import app
from edge import language as languages
from edge.app import chosen_ears, chosen_mind, chosen_voices
from edge.app.chosen_ears import Spoken
from edge.app.chosen_wake import wake_words
from edge.app.installed import Installed
from edge.bus import Bus
from edge.engines.asr.denoised import DenoisedRecognizer
from edge.engines.llm.openai import OpenAiLanguageModel
from edge.engines.tts.espeak import EspeakSynthesizer
from edge.errors import SettingsError
from edge.events import EngineReplaced, SkillAnswered
from edge.fakes.engines import FakeRecognizer
from edge.fakes.voices import say
from edge.modes.governor import TIERS
from edge.ports import Voice
from edge.settings import (
    EngineSettings,
    ListeningSettings,
    ModelSettings,
    ProfileSettings,
    Settings,
    WakeWordSettings,
)
from tests.engines.language_server import LanguageServer
from tests.engines.wake.test_micro import fired, read

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.ports import Samples

pytestmark = pytest.mark.engines


def _settings(folder: Path, **engines: str) -> Settings:
    return Settings(models=ModelSettings(path=str(folder)), engines=EngineSettings(**engines))  # type: ignore[arg-type]  # texts only


def test_an_empty_shelf_leaves_everything_to_what_is_embedded(tmp_path: Path) -> None:
    shelf = Installed.surveyed(_settings(tmp_path))
    espeak = EspeakSynthesizer()
    assert chosen_voices.voices(shelf, espeak) is espeak
    assert chosen_ears.judge(shelf) is None
    assert chosen_ears.recognizers(shelf, {}, Spoken(lambda: "en")) == {}


async def test_without_a_model_nobody_is_asked(tmp_path: Path) -> None:
    shelf = await asyncio.to_thread(Installed.surveyed, _settings(tmp_path))
    assert await chosen_mind.language_model(shelf, None) == (None, 0)


async def test_the_owner_may_want_no_language_model(shared: Path) -> None:
    settings = _settings(shared / "models", language_model="none")
    shelf = await asyncio.to_thread(Installed.surveyed, settings)
    assert await chosen_mind.language_model(shelf, None) == (None, 0)


def test_the_judge_of_turns_on_the_shelf_is_used(shared: Path) -> None:
    pytest.importorskip("onnxruntime")
    judge = chosen_ears.judge(Installed.surveyed(_settings(shared / "models")))
    assert judge is not None


def test_a_cut_judge_is_told_and_done_without(tmp_path: Path, shared: Path) -> None:
    pytest.importorskip("onnxruntime")
    whole = shared / "models/speech/turn/smart-turn-v3.2/smart-turn-v3.2-cpu.onnx"
    (tmp_path / "turn").mkdir()
    (tmp_path / "turn" / whole.name).write_bytes(whole.read_bytes()[:100_000])
    told: list[tuple[str, str]] = []
    shelf = Installed.surveyed(_settings(tmp_path), None, lambda *why: told.append(why))
    assert chosen_ears.judge(shelf) is None
    assert [role for role, _ in told] == ["end of turn"]


async def test_a_whole_conversation_asks_the_model_on_the_shelf(shared: Path) -> None:
    pytest.importorskip("llama_cpp")
    bus = Bus()
    answers = bus.subscribe(SkillAnswered)
    async with app.conversation(_settings(shared / "models"), app.Plan(rings=False), bus) as talk:
        talk.assistant.typed("why does it rain")
        async for event in answers:
            assert isinstance(event, SkillAnswered)
            assert event.skill is None
            assert event.reply
            break


async def test_a_model_that_cannot_be_loaded_is_told_and_the_conversation_goes_on(
    tmp_path: Path, shared: Path
) -> None:
    pytest.importorskip("llama_cpp")
    whole = shared / "models/llm/stories260K/stories260K-f32.gguf"
    (tmp_path / "cut.gguf").write_bytes(whole.read_bytes()[:200_000])
    bus = Bus()
    news = bus.subscribe(EngineReplaced, SkillAnswered)
    async with app.conversation(_settings(tmp_path), app.Plan(rings=False), bus) as talk:
        talk.assistant.typed("what is 2 + 2")
        seen = []
        async for event in news:
            seen.append(event)
            if isinstance(event, SkillAnswered):
                break
    assert isinstance(seen[0], EngineReplaced)
    assert seen[0].role == "language model"
    assert "cut.gguf" in seen[0].message
    assert isinstance(seen[-1], SkillAnswered)
    assert seen[-1].skill == "sum"


async def test_a_model_that_is_asked_for_and_is_not_here_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []
    settings = _settings(tmp_path, voice="nobody", language_model="server")
    shelf = await asyncio.to_thread(
        Installed.surveyed, settings, None, lambda *why: told.append(why)
    )
    engines = await app.load_engines(settings, hears=False, installed=shelf)
    await engines.close()
    ((role, reason),) = told
    assert role == "voice"
    assert '"nobody", which was asked for, cannot be used' in reason


async def test_a_voice_without_its_config_is_told_once_where_no_other_speaks(
    tmp_path: Path,
) -> None:
    (tmp_path / "en_US-amy-low.onnx").write_bytes(b"cut")
    told: list[tuple[str, str]] = []
    settings = _settings(tmp_path)
    shelf = await asyncio.to_thread(
        Installed.surveyed, settings, None, lambda *why: told.append(why)
    )
    engines = await app.load_engines(settings, hears=False, installed=shelf)
    await engines.close()
    missing = f"en_US-amy-low.onnx.json is missing in {tmp_path}"
    assert told == [("voice", f"en_US-amy-low is not whole: {missing}")]


async def test_where_the_best_voice_is_broken_the_next_on_the_shelf_speaks(tmp_path: Path) -> None:
    pytest.importorskip("piper", reason="the extra piper is not installed")
    pytest.importorskip("onnx", reason="onnx, which makes the tiny voice, is not installed")
    from tests.engines.tiny_voice import RATE, piper_voice

    await asyncio.to_thread(piper_voice, tmp_path / "en_US-whole.onnx")
    (tmp_path / "en_US-larger.onnx").write_bytes(b"\0" * 10_000_000)
    (tmp_path / "en_US-larger.onnx.json").write_text('{"language": {"code": "en_US"}}')
    told: list[tuple[str, str]] = []
    settings = _settings(tmp_path)
    shelf = await asyncio.to_thread(
        Installed.surveyed, settings, None, lambda *why: told.append(why)
    )
    voice = await asyncio.to_thread(chosen_voices.voices, shelf, EspeakSynthesizer())
    await shelf.standby.open()
    chunks = [chunk async for chunk in voice.synthesize("twelve eggs", Voice())]
    await shelf.standby.close()
    assert chunks[-1].marks[-1].sample > RATE // 4
    ((role, reason),) = told
    assert role == "voice"
    assert "en_US-larger.onnx.json is not the config of a Piper voice" in reason


async def test_only_the_server_that_the_owner_names_is_given_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("EDGE_SERVER_KEY", "secret-word")
    server = LanguageServer()
    for name in ("127.0.0.1:8080", ""):
        settings = _settings(tmp_path, server=name)
        shelf = await asyncio.to_thread(Installed.surveyed, settings)
        mind, _ = await chosen_mind.language_model(shelf, server.connect)
        assert isinstance(mind, OpenAiLanguageModel)
        await mind.open()
        told = {asked.headers.get("authorization") for asked in server.asked}
        assert told == ({"Bearer secret-word"} if name else {None})
        server.asked.clear()


@pytest.mark.parametrize(("language", "role"), [("en", "recogniser"), ("zh", "only recogniser")])
async def test_a_failed_recogniser_is_told_by_whether_another_hears_the_language(
    tmp_path: Path, language: str, role: str
) -> None:
    pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is not installed")
    folder = tmp_path / "sherpa-onnx-streaming-zipformer-zh-en"
    folder.mkdir()
    for name in ("encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt"):
        (folder / name).write_bytes(b"cut")
    told: list[str] = []
    settings = replace(_settings(tmp_path), profile=ProfileSettings(language=language))
    shelf = await asyncio.to_thread(
        Installed.surveyed, settings, None, lambda role, _: told.append(role)
    )
    embedded = {"en": FakeRecognizer()}
    await asyncio.to_thread(chosen_ears.recognizers, shelf, embedded, Spoken(lambda: language))
    await shelf.standby.open()
    await shelf.standby.close()
    assert told == [role]
    for code in ("en", "zh"):
        assert f"replaced.{role}" in languages.load(code).replies


async def test_a_voice_on_the_shelf_speaks(tmp_path: Path) -> None:
    pytest.importorskip("piper", reason="the extra piper is not installed")
    pytest.importorskip("onnx", reason="onnx, which makes the tiny voice, is not installed")
    from tests.engines.tiny_voice import RATE, piper_voice

    await asyncio.to_thread(piper_voice, tmp_path / "tiny" / "en_US-tiny.onnx")
    async with app.voices(_settings(tmp_path)) as voice:
        assert voice.rate == RATE  # which is not eSpeak NG's
        chunks = [chunk async for chunk in voice.synthesize("twelve eggs", Voice())]
    assert chunks[-1].marks[-1].sample > RATE // 4


async def test_the_same_failure_is_told_once() -> None:
    bus = Bus()
    told = bus.subscribe(EngineReplaced)
    news = app.EngineNews(bus)
    news.replaced("voice", "it broke")
    news.release()
    for reason in ("it broke", "it needs 90 MB, 70 are free", "it needs 90 MB, 65 are free", "no"):
        news.replaced("voice", reason)
    found = [await anext(aiter(told)) for _ in range(3)]
    assert [event.message for event in found if isinstance(event, EngineReplaced)] == [
        "it broke",
        "it needs 90 MB, 70 are free",
        "no",
    ]


async def test_a_denoiser_that_the_owner_wants_stands_before_every_recogniser(shared: Path) -> None:
    pytest.importorskip("onnxruntime")
    for name in ("gtcrn", "dtln"):
        shelf = await asyncio.to_thread(
            Installed.surveyed, _settings(shared / "models", denoiser=name)
        )
        spoken = Spoken(lambda: "en")
        ears = await asyncio.to_thread(
            chosen_ears.recognizers, shelf, {"en": FakeRecognizer()}, spoken
        )
        heard = [one async for one in ears["en"].transcribe(_sound())]
        assert isinstance(ears["en"], DenoisedRecognizer)
        assert heard[-1].final


async def _sound() -> AsyncIterator[Samples]:
    yield say("what time is it")


def test_a_denoiser_that_is_not_there_is_named(tmp_path: Path) -> None:
    shelf = Installed.surveyed(_settings(tmp_path, denoiser="gtcn"))
    with pytest.raises(SettingsError, match=r'engines.denoiser = "gtcn" is no denoiser in'):
        chosen_ears.recognizers(shelf, {"en": FakeRecognizer()}, Spoken(lambda: "en"))


def test_a_denoiser_that_is_broken_is_told_and_done_without(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    (tmp_path / "gtcrn").mkdir()
    (tmp_path / "gtcrn" / "gtcrn_simple.onnx").write_bytes(b"cut")
    told: list[str] = []
    settings = _settings(tmp_path, denoiser="gtcrn")
    shelf = Installed.surveyed(settings, None, lambda role, _: told.append(role))
    ear = FakeRecognizer()
    ears = chosen_ears.recognizers(shelf, {"en": ear}, Spoken(lambda: "en"))
    assert ears == {"en": ear}
    assert told == ["denoising"]


def test_where_the_spotter_of_ones_own_name_is_broken_a_usual_name_calls(
    tmp_path: Path, shared: Path
) -> None:
    spotter = tmp_path / "kws-en"
    spotter.mkdir()
    for name in ("encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt"):
        (spotter / name).write_bytes(b"cut")
    told: list[str] = []
    shelf = Installed.surveyed(_settings(tmp_path), None, lambda role, _: told.append(role))
    listening = ListeningSettings(wake_words=(WakeWordSettings(name="hey banana"),))
    ears = wake_words(listening, shelf.spotter())
    assert told == ["wake word"]
    sounds = map(read, sorted((shared / "data/speech/wakeword").rglob("*.wav")))
    assert {word for sound in sounds for word in fired(ears, sound)} == {"okay_nabu", "hey_jarvis"}


async def test_a_tier_takes_away_what_it_does_not_allow_and_another_brings_it_back(
    tmp_path: Path, shared: Path
) -> None:
    pytest.importorskip("llama_cpp")
    pytest.importorskip("piper", reason="the extra piper is not installed")
    pytest.importorskip("onnx", reason="onnx, which makes the tiny voice, is not installed")
    from tests.engines.tiny_voice import piper_voice

    model = shared / "models/llm/stories260K/stories260K-f32.gguf"
    (tmp_path / model.name).symlink_to(model)
    await asyncio.to_thread(piper_voice, tmp_path / "tiny" / "en_US-tiny.onnx")
    engines = await app.load_engines(_settings(tmp_path), hears=False)
    full, low, minimal = TIERS[0], TIERS[-2], TIERS[-1]
    mind, voice = await _workers(2)
    engines.governed(low)
    assert await _workers(1) in ([mind], [voice])
    engines.governed(minimal)
    await _workers(0)
    engines.governed(full)
    assert not {mind, voice}.intersection(await _workers(2))
    await engines.close()
    await _workers(0)


async def test_only_voices_of_languages_that_are_spoken_are_loaded_at_the_start(
    tmp_path: Path,
) -> None:
    pytest.importorskip("piper", reason="the extra piper is not installed")
    pytest.importorskip("onnx", reason="onnx, which makes the tiny voice, is not installed")
    from tests.engines.tiny_voice import piper_voice

    for code in ("en_US", "zh_CN"):
        path = tmp_path / code / f"{code}-tiny.onnx"
        await asyncio.to_thread(piper_voice, path)
        config = path.with_name(f"{path.name}.json")
        table = {**json.loads(config.read_text()), "language": {"code": code}}
        config.write_text(json.dumps(table))
    async with app.voices(_settings(tmp_path)) as voice:
        await _workers(1)
        assert [chunk async for chunk in voice.synthesize("你好", Voice("zh"))]
        await _workers(2)
    async with app.voices(_settings(tmp_path), "zh"):
        await _workers(2)


async def _workers(count: int) -> list[int]:
    """The processes of engines, as soon as there are so many."""
    async with asyncio.timeout(20):
        while len(found := await asyncio.to_thread(_children)) != count:  # noqa: ASYNC110 - a process wakes nobody
            await asyncio.sleep(0.02)
    return found


def _children() -> list[int]:
    ours = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            is_worker = b"edge.engines.runtime.worker" in (folder / "cmdline").read_bytes()
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            if is_worker and int(parent) == os.getpid():
                ours.append(int(folder.name))
    return ours
