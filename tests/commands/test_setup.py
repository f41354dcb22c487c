"""`edge setup`: the dialogue with shipped fakes in virtual time, and the command as it is typed."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.output import Output
from edge.commands.fetching import Order
from edge.commands.setup_hearing import AnswerRecognizer
from edge.commands.setup_steps import ModelStep, Setup, judged, meter, prepare
from edge.commands.setup_talk import Loudspeaker, Sound, Talk, TappedMicrophone
from edge.errors import RemoteError
from edge.fakes.engines import FakeRecognizer
from edge.fakes.sound import FakeMicrophone, FakeSpeaker
from edge.fakes.speech import FakeSynthesizer
from edge.fakes.voices import say
from edge.settings import OutputSettings, Settings
from edge.store.store import Store
from edge.tasks import Tasks
from edge.thinking.people import People
from tests.commands.run import edge, environment
from tests.models.goods import Goods, mind, weights

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from edge.ports import Samples
    from tests.pulse import PulseBench

ENTRY = mind(Goods().part("mind.gguf", weights("mind")))
NOTHING, SOMETHING = Order(entries=(), here=()), Order(entries=(ENTRY,), here=())


@pytest.fixture(scope="module", autouse=True)
def _languages_read() -> None:
    prepare()


def hum(level: float, seconds: float = 4.0) -> Samples:
    """A tone of that peak, in int16 units."""
    times = np.arange(round(16_000 * seconds)) / 16_000
    return np.clip(np.sin(2 * np.pi * 200 * times) * level, -32768, 32767).astype(np.int16)


class Desk:
    """Somebody at the keyboard, and what the setup did."""

    def __init__(
        self, *answers: str | None, order: Order = NOTHING, fetch: Exception | None = None
    ) -> None:
        self.shown: list[str] = []
        self.fetched: list[Order] = []
        self.asked_for: list[str] = []
        self.store = Store.in_memory()
        self.people = People(self.store, Settings())
        self.talk = Talk(self.shown.append)
        self._order, self._failure = order, fetch
        for answer in (*answers, None):
            self.talk.typed(answer)

    async def order(self, code: str) -> Order:
        self.asked_for.append(code)
        return self._order

    async def fetch(self, order: Order) -> None:
        self.fetched.append(order)
        if self._failure:
            raise self._failure

    def setup(
        self, microphone: TappedMicrophone | None = None, loudspeaker: Loudspeaker | None = None
    ) -> Setup:
        step = ModelStep(self.order, self.fetch)
        return Setup(self.talk, self.people, self.store, step, Sound(microphone, loudspeaker))


async def test_empty_answers_leave_everything_as_it_is() -> None:
    desk = Desk("", "")
    assert await desk.setup().run() is True
    who = desk.people.current
    assert (who.language, who.words_per_minute) == ("en", 175)
    assert desk.shown[-2:] == [
        "The models for this machine are here already.",
        "That is all. edge setup brings you here again.",
    ]


@pytest.mark.parametrize("answer", ["zh", "中文", "Chinese", "mandarin.", "i want 普通话"])
async def test_a_language_is_understood_in_any_language(answer: str) -> None:
    desk = Desk(answer, "", "")
    await desk.setup().run()
    assert desk.people.current.language == "zh"
    assert desk.asked_for == ["zh"]
    assert "好，用中文。" in desk.shown


async def test_a_language_that_is_not_there_is_asked_for_again() -> None:
    desk = Desk("klingon", "english", "")
    await desk.setup().run()
    assert desk.people.current.language == "en"
    assert "I did not understand that. An empty answer leaves it as it is." in desk.shown


@pytest.mark.parametrize(
    ("answers", "rate"),
    [(("slower", "slower", "yes"), 125), (("faster", ""), 200), (("slower please",), 150)],
)
async def test_the_speed_goes_on_until_it_is_right(answers: tuple[str, ...], rate: int) -> None:
    desk = Desk("", *answers)
    await desk.setup().run()
    assert desk.people.current.words_per_minute == rate


@pytest.mark.parametrize("word", ["skip", "Later.", "跳过", "quit"])
async def test_who_wants_to_leave_leaves_and_keeps_what_was_said(word: str) -> None:
    desk = Desk("", "slower", word, "yes", order=SOMETHING)
    assert await desk.setup().run() is False
    assert desk.people.current.words_per_minute == 150
    assert desk.fetched == []
    assert desk.shown[-1] == "As you like. edge setup brings you here again."


async def test_models_are_fetched_only_after_yes_and_with_their_size_told() -> None:
    desk = Desk("", "", "no", order=SOMETHING)
    await desk.setup().run()
    assert desk.fetched == []
    assert any("mind. That is 0.1 MB, about 0 s on a usual line." in line for line in desk.shown)
    willing = Desk("", "", "perhaps", "yes", order=SOMETHING)
    await willing.setup().run()
    assert willing.fetched == [SOMETHING]
    assert "They are here, and work from the next start on." in willing.shown


async def test_a_fetch_that_fails_is_told_and_is_not_the_end() -> None:
    desk = Desk("", "", "yes", order=SOMETHING, fetch=RemoteError("the server fell silent"))
    assert await desk.setup().run() is True
    assert "the server fell silent" in desk.shown
    assert any(line.startswith("That did not work.") for line in desk.shown)


@pytest.mark.parametrize("answer", ["no", "skip", None])
async def test_an_offer_can_be_declined(answer: str | None) -> None:
    desk = Desk(*([answer] if answer else []))
    assert await desk.setup().offer() is False
    assert desk.asked_for == []


async def test_an_offer_that_is_taken_begins() -> None:
    desk = Desk("yes", "", "")
    assert await desk.setup().offer() is True


@pytest.mark.parametrize(
    ("level", "told"),
    [
        (3000, "I hear you well."),
        (40, "You are hardly to be heard: come nearer, or turn the microphone up."),
        (90_000, "You are too loud for the microphone: turn it down."),
    ],
)
async def test_the_microphone_is_shown_judged_and_played_back(level: float, told: str) -> None:
    air, speaker = FakeMicrophone(), FakeSpeaker()
    tapped = TappedMicrophone(air)
    output = Output(speaker, OutputSettings(), asyncio.get_running_loop().time)
    output.open()
    loudspeaker = Loudspeaker(output, FakeSynthesizer(), lambda: 175)
    desk = Desk("", "", "yes", "no")
    async with Tasks() as tasks:
        tasks.start(_read(tapped))
        air.hear(hum(level, 60.0))
        await desk.setup(tapped, loudspeaker).run()
    output.close()
    assert told in desk.shown
    assert sum("dBFS" in line for line in desk.shown) == 15
    assert np.abs(speaker.sound()).max() > 0.2 * min(level, 32767)


async def _read(microphone: TappedMicrophone) -> None:
    async for _ in microphone.blocks():
        pass


async def test_a_microphone_that_gives_nothing_is_told_and_not_waited_for_for_ever() -> None:
    desk = Desk("", "", "yes", "no")
    await desk.setup(TappedMicrophone(FakeMicrophone())).run()
    assert "No sound came from the microphone." in desk.shown


async def test_what_is_said_answers_too_but_not_while_we_speak() -> None:
    shown: list[str] = []
    said: list[str] = []

    async def say(text: str, code: str) -> None:
        said.append(text)
        talk.heard("our own voice")
        await asyncio.sleep(2.0)

    talk = Talk(shown.append, say)

    async def person() -> None:
        await asyncio.sleep(5.0)
        talk.heard("yes")

    async with asyncio.TaskGroup() as group:
        group.create_task(person())
        answer = await talk.ask("shall we?", "en")
    assert (answer, said, shown) == ("yes", ["shall we?"], ["shall we?", "> yes"])


async def test_answers_are_heard_in_any_language_until_one_is_chosen() -> None:
    desk = Desk()
    desk.talk = Talk(desk.shown.append)
    usual, naming = FakeRecognizer(), FakeRecognizer()
    hearing = AnswerRecognizer(usual, naming, lambda: desk.talk.asks_language)

    async def person() -> None:
        for text in ("mandarin", "ok"):
            await asyncio.sleep(1.0)
            found = [one async for one in hearing.transcribe(_said(text))]
            desk.talk.heard(found[-1].text)
        desk.talk.typed(None)

    async with asyncio.TaskGroup() as group:
        group.create_task(person())
        await desk.setup().run()
    assert (naming.heard, usual.heard) == (["mandarin"], ["ok"])
    assert desk.people.current.language == "zh"


async def _said(text: str) -> AsyncIterator[Samples]:
    yield say(text)


async def test_typing_cuts_our_question_short() -> None:
    cut = False

    async def say(text: str, code: str) -> None:
        nonlocal cut
        try:
            await asyncio.sleep(60.0)
        except asyncio.CancelledError:
            cut = True
            raise

    talk = Talk(lambda _: None, say)
    talk.typed("yes")
    assert await talk.ask("a long question", "en") == "yes"
    assert cut
    assert asyncio.get_running_loop().time() < 1.0


async def test_questions_are_said_in_their_language_and_at_the_persons_speed() -> None:
    speaker, synthesizer = FakeSpeaker(), FakeSynthesizer()
    output = Output(speaker, OutputSettings(), asyncio.get_running_loop().time)
    output.open()
    loudspeaker = Loudspeaker(output, synthesizer, lambda: 210)
    await loudspeaker.say("你好", "zh")
    output.close()
    ((text, voice),) = synthesizer.said
    assert (text, voice.language, voice.words_per_minute) == ("你好", "zh", 210)
    assert np.abs(speaker.sound()).max() > 0


@pytest.mark.parametrize(
    ("sound", "verdict"),
    [
        (np.zeros(0, np.int16), "nothing"),
        (np.zeros(16_000, np.int16), "quiet"),
        (hum(2000), "well"),
        (hum(120_000), "clipped"),
    ],
)
def test_a_recording_is_judged_by_its_loudest_and_its_clipping(
    sound: Samples, verdict: str
) -> None:
    assert judged(sound) == verdict


def test_the_meter_grows_with_the_sound() -> None:
    bars = [meter(hum(level)).count("#") for level in (30, 300, 3000, 30_000)]
    assert bars == sorted(set(bars))


@pytest.mark.engines
def test_the_command_asks_keeps_and_fetches(tmp_path: Path) -> None:
    done = edge(tmp_path, "setup", "--plain", typed="english\nslower\nyes\nno\n")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("English: ")
    assert lines[-1] == "That is all. edge setup brings you here again."
    store = Store.open(tmp_path / "state")
    assert People(store, Settings()).current.words_per_minute == 150
    store.close()


@pytest.mark.engines
def test_without_anybody_to_answer_the_command_ends(tmp_path: Path) -> None:
    done = edge(tmp_path, "setup")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("As you like. edge setup brings you here again.\n")


@pytest.mark.pulse
def test_with_sound_the_questions_are_said_and_the_microphone_is_tried(
    tmp_path: Path, pulse: PulseBench
) -> None:
    config = tmp_path / "edge.toml"
    config.write_text(
        '[[audio.microphones]]\ndevice = "pulse:room.monitor"\n'
        '[[audio.outputs]]\nname = "hall"\ndevice = "pulse:room"\n',
        encoding="utf-8",
    )
    words = ("--config", config, "setup")
    done = edge(tmp_path, *words, typed="\n\nyes\nno\nno\n", **pulse.environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Say something; I listen for three seconds and play it back." in done.stdout
    assert done.stdout.count("dBFS") == 15
    assert done.stdout.endswith("That is all. edge setup brings you here again.\n")


OFFER = """
import asyncio
from edge.commands import setup
from edge.settings import Settings
asyncio.run(setup.offer(Settings(), plain=True))
"""


def _offered(folder: Path, typed: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", OFFER], env=environment(folder), input=typed,
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.mark.engines
def test_it_is_offered_once(tmp_path: Path) -> None:
    question, farewell = _offered(tmp_path, "skip\n")
    assert question.startswith("Shall I set things up with you?")
    assert farewell == "As you like. edge setup brings you here again."
    assert _offered(tmp_path, "yes\n") == []
