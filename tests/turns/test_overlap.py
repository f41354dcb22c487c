"""Conversations in which the first clause is made ready by a slow voice, in virtual time."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from edge.events import Endpointed, PlaybackFinished, PlaybackStarted, SkillAnswered
from edge.fakes.engines import FakeRecognizer
from edge.fakes.language_model import FakeLanguageModel
from edge.fakes.speech import FakeSynthesizer
from edge.fakes.voices import say
from edge.modes.model_use import BEHIND_SECONDS
from edge.ports import VitalSigns
from tests.turns.conftest import stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.ports import Hypothesis, Prompt, Samples

STORY = "Rain falls from clouds. Then the ground drinks it, and rivers run."
FIRST_SECONDS, FACTOR = 0.5, 0.6


def model(reply: str = STORY, question: str = "why does it rain") -> FakeLanguageModel:
    """Has something to say to the whole question, and nothing to half of it."""

    def answer(prompt: Prompt) -> str:
        is_whole = prompt.messages[-1].text.endswith(question)
        return json.dumps({"say": reply} if is_whole else {"skill": "time.now"})

    return FakeLanguageModel(answer, tokens_per_second=100)


def slow_voice() -> FakeSynthesizer:
    return FakeSynthesizer(first_seconds=FIRST_SECONDS, factor=FACTOR)


async def test_a_slow_voice_begins_as_soon_as_the_turn_is_over() -> None:
    voice = slow_voice()
    async with stage(mind=model(), synthesizer=voice) as world:
        world.microphone.hear(say("why does it rain"), at=1.0)
        ended = await world.until(Endpointed)
        started = await world.until(PlaybackStarted)
        finished = await world.until(PlaybackFinished)
        assert started.at - ended.at < FIRST_SECONDS
        assert finished.heard.strip() == STORY
        assert "".join(text for text, _ in voice.said) == STORY
        assert world.conversation.speech.wasted_samples == 0


async def test_nothing_is_heard_of_it_before_the_turn_is_over() -> None:
    voice = slow_voice()
    async with stage(mind=model(), synthesizer=voice, mode="key") as world:
        world.button.press()
        world.microphone.hear(say("why does it rain"))
        await asyncio.sleep(5)
        assert len(voice.said) == 1
        assert world.happened(PlaybackStarted) == []
        world.button.release()
        await world.until(PlaybackFinished)


async def test_words_that_go_on_drop_what_was_made_ready() -> None:
    voice = slow_voice()
    async with stage(mind=model(), synthesizer=voice, mode="key") as world:
        world.button.press()
        world.microphone.hear(say("why does it rain"))
        await asyncio.sleep(5)
        world.microphone.hear(say(" on mondays only"))
        await asyncio.sleep(5)
        sound, _ = voice.render(voice.said[0][0])
        assert world.conversation.speech.wasted_samples == len(sound)
        world.button.release()
        await world.until(PlaybackFinished)


async def test_a_skill_drops_what_was_made_ready_for_its_first_words() -> None:
    voice = slow_voice()
    mind = model(question="tell me what")
    async with stage(mind=mind, synthesizer=voice, mode="key") as world:
        world.button.press()
        world.microphone.hear(say("tell me what"))
        await asyncio.sleep(5)
        assert len(voice.said) == 1
        world.microphone.hear(say(" time it is"))
        await asyncio.sleep(2)
        world.button.release()
        answered = await world.until(SkillAnswered)
        await world.until(PlaybackFinished)
        assert answered.skill == "time.now"
        assert world.conversation.speech.wasted_samples > 0


async def test_a_figure_of_the_models_own_is_not_made_ready_either() -> None:
    voice = slow_voice()
    async with stage(mind=model("It takes 47 years."), synthesizer=voice, mode="key") as world:
        world.button.press()
        world.microphone.hear(say("why does it rain"))
        await asyncio.sleep(5)
        assert voice.said == []


async def test_a_hot_device_makes_nothing_ready() -> None:
    mind, voice = model(), slow_voice()
    async with stage(mind=mind, synthesizer=voice, mode="key") as world:
        for seconds in range(0, 15, 5):
            world.conversation.governor.look(VitalSigns(temperature=76.0), float(seconds))
        world.button.press()
        world.microphone.hear(say("why does it rain"))
        await asyncio.sleep(5)
        assert (mind.prompts, voice.said) == ([], [])


class BusyRecognizer(FakeRecognizer):
    """Stops taking sound while it is `busy`."""

    def __init__(self) -> None:
        super().__init__()
        self.free = asyncio.Event()
        self.free.set()

    async def transcribe(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Hypothesis]:
        async for hypothesis in super().transcribe(self._taken(sound)):
            yield hypothesis

    async def _taken(self, sound: AsyncIterator[Samples]) -> AsyncIterator[Samples]:
        async for samples in sound:
            yield samples
            await self.free.wait()


async def test_a_recogniser_that_falls_behind_ends_what_is_done_ahead() -> None:
    mind, ears = model("Rain falls " + "and falls " * 60 + "at last."), BusyRecognizer()
    mind.tokens_per_second = 2
    async with stage(mind=mind, recognizer=ears, mode="key") as world:
        world.button.press()
        world.microphone.hear(say("why does it rain"))
        await asyncio.sleep(3)
        begun, given_up = len(mind.prompts), mind.closed
        assert begun == given_up + 1
        ears.free.clear()
        await asyncio.sleep(BEHIND_SECONDS + 0.2)
        assert mind.closed == begun
        ears.free.set()
        world.microphone.hear(say(" today"))
        await asyncio.sleep(3)
        assert len(mind.prompts) > begun


async def test_nothing_is_begun_while_the_recogniser_is_behind() -> None:
    mind, ears = model(), BusyRecognizer()
    async with stage(mind=mind, recognizer=ears, mode="key") as world:
        await asyncio.sleep(10)
        prepared = len(mind.prepared)
        world.button.press()
        ears.free.clear()
        world.microphone.hear(say("why does it rain"))
        await asyncio.sleep(1)
        assert world.conversation.ears["main"].behind > BEHIND_SECONDS
        assert len(mind.prepared) == prepared


async def test_what_is_ready_stays_when_the_recogniser_falls_behind() -> None:
    voice, ears = slow_voice(), BusyRecognizer()
    async with stage(mind=model(), synthesizer=voice, recognizer=ears, mode="key") as world:
        world.button.press()
        world.microphone.hear(say("why does it rain"))
        await asyncio.sleep(5)
        ears.free.clear()
        await asyncio.sleep(1)
        ears.free.set()
        await asyncio.sleep(0.1)
        world.button.release()
        await world.until(PlaybackFinished)
        assert world.conversation.speech.wasted_samples == 0
        assert "".join(text for text, _ in voice.said) == STORY


async def test_a_change_of_language_is_said_in_the_new_language_and_with_its_voice() -> None:
    voice = FakeSynthesizer()

    def answer(prompt: Prompt) -> str:
        asked = prompt.messages[-1].text
        if "beijing" in asked:
            return '{"skill": "language.set", "language": "Chinese"}'
        return json.dumps({"say": "雨来自云。"}, ensure_ascii=False)

    async with stage(mind=FakeLanguageModel(answer), synthesizer=voice) as world:
        typed = world.conversation.assistant.typed
        typed("do it the way they talk in beijing")
        await world.until(PlaybackFinished)
        assert world.happened(SkillAnswered)[0].language == "zh"
        assert [told.language for told in world.happened(PlaybackStarted)] == ["zh"]
        assert {kind.language for _, kind in voice.said} == {"zh"}
        typed("雨是怎么来的呀")
        await world.until(PlaybackFinished, 2)
        assert world.conversation.body.language == "zh"
        assert {kind.language for _, kind in voice.said} == {"zh"}


async def test_an_answer_before_the_change_keeps_its_own_language() -> None:
    voice = FakeSynthesizer()

    def answer(prompt: Prompt) -> str:
        if "beijing" in prompt.messages[-1].text:
            return '{"skill": "language.set", "language": "Chinese"}'
        return json.dumps({"say": STORY})

    async with stage(mind=FakeLanguageModel(answer), synthesizer=voice) as world:
        typed = world.conversation.assistant.typed
        typed("why does it rain")
        await world.until(PlaybackFinished)
        typed("do it the way they talk in beijing")
        await world.until(PlaybackFinished, 2)
        assert [told.language for told in world.happened(PlaybackStarted)] == ["en", "zh"]
