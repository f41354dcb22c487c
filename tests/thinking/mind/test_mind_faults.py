"""What the person notices of a language model that fails, stalls or talks nonsense."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from edge.engines.llm.fallback import FallbackLanguageModel
from edge.engines.llm.openai import CONNECT_SECONDS, FIRST_SECONDS
from edge.errors import ContextFull, EngineError
from edge.fakes.language_model import FakeLanguageModel
from edge.thinking.answer import Answer
from edge.thinking.mind.mind import Limits, Mind
from tests.thinking.minds import MindTalk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.ports import Prompt

UNKNOWN = "I heard: tell me things. I can't do that yet. Say help to hear what I can do."
FAILED = "My language model does not work at the moment; I go on without it."
SLOW_SECONDS_PER_WORD = 0.1
"""Of a prompt, on a board that evaluates 25 tokens a second: a word has about 2.5."""
SLEEPY = '{"say": "Cats sleep a lot. They dream, too. They also purr."}'


class _GivenUp(FakeLanguageModel):
    """Gives up as late as with a server that stalls."""

    def __init__(self, model: FakeLanguageModel) -> None:
        super().__init__()
        self._model = model

    async def generate(self, prompt: Prompt) -> AsyncIterator[str]:
        try:
            async with asyncio.timeout(CONNECT_SECONDS + FIRST_SECONDS):
                async for piece in self._model.generate(prompt):
                    yield piece
        except TimeoutError:
            raise EngineError("it has sent nothing") from None


def broken(prompt: Prompt) -> str:
    raise EngineError("the model is gone")


async def test_a_model_that_fails_at_once_is_told_of_once_and_answered_as_without() -> None:
    talk = MindTalk(broken)
    assert await talk("tell me things") == f"{FAILED} {UNKNOWN}"
    assert await talk("tell me things") == UNKNOWN


async def test_a_model_that_works_again_and_fails_again_is_told_of_again() -> None:
    talk = MindTalk(broken)
    await talk("tell me things")
    talk.answers = {"tell me things": '{"say": "Yes."}'}
    assert await talk("tell me things") == "Yes."
    talk.answers = broken
    assert await talk("tell me things") == f"{FAILED} {UNKNOWN}"


async def test_a_failure_is_not_remembered_as_something_the_model_said() -> None:
    talk = MindTalk(broken)
    answer = await talk.answer("tell me things")
    assert not answer.understood


async def test_what_was_said_before_it_broke_stays_and_is_said_to_have_broken() -> None:
    talk = MindTalk({"tell me things": SLEEPY})
    said = talk.said("tell me things")
    parts = []
    async for part in talk.mind.reply(said, talk.thinker.answer(said), 1):
        parts.append(part)
        talk.model.fail()
    assert parts[:-1] == ["Cats sleep a lot. ", "I lost my thread there."]
    assert isinstance(parts[-1], Answer)
    assert parts[-1].text == "Cats sleep a lot. I lost my thread there."


async def test_a_model_without_a_first_word_is_given_up_after_twenty_seconds() -> None:
    talk = MindTalk()
    talk.model.seconds_per_prompt_token = 60.0
    began = asyncio.get_running_loop().time()
    assert await talk("tell me things") == f"{FAILED} {UNKNOWN}"
    assert asyncio.get_running_loop().time() - began == pytest.approx(20.0)


async def test_a_long_prompt_on_a_slow_board_is_work_and_no_stall() -> None:
    talk = MindTalk({"tell me things": SLEEPY})
    talk.model.seconds_per_prompt_token = SLOW_SECONDS_PER_WORD
    began = asyncio.get_running_loop().time()
    assert (await talk("tell me things")).startswith("Cats sleep a lot.")
    assert asyncio.get_running_loop().time() - began > 20.0


async def test_a_model_that_stalls_in_a_long_prompt_is_given_up_twenty_seconds_later() -> None:
    talk = MindTalk()
    talk.model.seconds_per_prompt_token = SLOW_SECONDS_PER_WORD
    asyncio.get_running_loop().call_later(8.0, setattr, talk.model, "seconds_per_prompt_token", 1e6)
    began = asyncio.get_running_loop().time()
    assert await talk("tell me things") == f"{FAILED} {UNKNOWN}"
    assert asyncio.get_running_loop().time() - began == pytest.approx(28.0, abs=1.0)


async def test_a_server_that_stalls_leaves_the_mind_time_for_another_model() -> None:
    first = _GivenUp(FakeLanguageModel(seconds_per_prompt_token=60.0))
    second = FakeLanguageModel(otherwise='{"say": "Clouds."}')
    talk = MindTalk()
    model = FallbackLanguageModel(first, second, lambda _: None)
    mind = Mind(model, talk.thinker, talk.store.run)
    said = talk.said("why does it rain")
    parts = [part async for part in mind.reply(said, talk.thinker.answer(said), 1)]
    assert parts[0] == "Clouds."


async def test_a_model_that_stalls_in_a_sentence_is_given_up_after_ten_seconds() -> None:
    talk = MindTalk({"tell me things": SLEEPY})
    said = talk.said("tell me things")
    texts = []
    async for part in talk.mind.reply(said, talk.thinker.answer(said), 1):
        texts.append(part)
        if len(texts) == 1:
            talk.model.stall()
            stalled = asyncio.get_running_loop().time()
    assert texts[1] == "I lost my thread there."
    assert asyncio.get_running_loop().time() - stalled == pytest.approx(10.0)
    assert talk.model.closed == 1


@pytest.mark.parametrize(
    "nothing",
    ["", "   ", '{"say": ""}', '{"say": " "}', "<think>what now</think>", "<think>on and on",
     '{"say": "**😀**"}'],
)  # fmt: skip
async def test_an_answer_without_words_is_as_without_a_model(nothing: str) -> None:
    talk = MindTalk({"tell me things": nothing})
    answer = await talk.answer("tell me things")
    assert (answer.text, answer.understood) == (UNKNOWN, False)


@pytest.mark.parametrize(
    "broken_json",
    ['{"skill": "timer.set", "minutes": ', '{"skill": "timer.explode"}', '{"skill": 3}', "{}",
     '{"skill": "timer.set", "minutes": "ten"}', '{"skill": "none"}'],
)  # fmt: skip
async def test_an_action_that_makes_no_sense_is_not_run(broken_json: str) -> None:
    talk = MindTalk({"tell me things": broken_json})
    answer = await talk.answer("tell me things")
    assert answer.text == "I could not make sense of that. Please say it in other words."
    assert answer.actions == ()
    assert await talk("list my timers") == "There is no timer."


async def test_text_and_action_at_once_is_text_and_no_action() -> None:
    both = '{"say": "Timer is set.", "skill": "timer.set", "minutes": 5}'
    talk = MindTalk({"tell me things": both})
    text = await talk("tell me things")
    assert text.endswith("I could not make sense of that. Please say it in other words.")
    assert await talk("list my timers") == "There is no timer."


@pytest.mark.parametrize(
    "endless",
    [
        '{"say": "' + "I am a cat. " * 1000,
        '{"say": "' + "no no no " * 1000,
        '{"say": "' + "喵" * 5000,
        "I am a cat. " * 1000,
    ],
)
async def test_a_reply_that_goes_round_in_circles_ends(endless: str) -> None:
    talk = MindTalk({"tell me things": endless})
    answer = await talk.answer("tell me things")
    assert len(answer.text) < 300
    assert talk.model.counts.generated < 150


async def test_a_sentence_that_is_cut_by_the_limit_of_tokens_is_left_out() -> None:
    talk = MindTalk({"tell me things": '{"say": "Cats sleep a lot. They also like to'})
    assert await talk("tell me things") == "Cats sleep a lot. "


async def test_the_only_sentence_is_said_even_where_it_is_cut() -> None:
    talk = MindTalk({"tell me things": '{"say": "Cats like to'})
    assert await talk("tell me things") == "Cats like to"


async def test_a_context_that_is_smaller_than_told_costs_old_turns_and_no_answer() -> None:
    talk = MindTalk(lambda _: '{"say": "I see, that is interesting indeed."}')
    for number in range(12):
        await talk(f"a story about my friend {number}")
    talk.model.context = 500
    assert await talk("and now something else") == "I see, that is interesting indeed."
    assert talk.history[-2].text == "a story about my friend 11"
    assert len(talk.history) < 24


async def test_a_question_that_fits_no_context_is_refused_in_words() -> None:
    def full(prompt: Prompt) -> str:
        raise ContextFull(5000, 2048)

    talk = MindTalk(full)
    assert await talk("tell me things") == "That is more than I can take in at once."


async def test_closing_a_reply_keeps_what_was_said_and_frees_the_model() -> None:
    talk = MindTalk({"tell me things": SLEEPY})
    said = talk.said("tell me things")
    reply = talk.mind.reply(said, talk.thinker.answer(said), 101)
    assert await anext(reply) == "Cats sleep a lot. "
    await reply.aclose()
    talk.mind.heard(101, "Cats sleep")
    assert await talk("what did you just say") == "Cats sleep a lot. "
    await talk("go on please do")
    assert talk.history[1].text == '{"say": "Cats sleep"} [interrupted here]'
    assert talk.mind.wasted.answer_tokens > 0


async def test_a_voice_deadline_can_be_set() -> None:
    talk = MindTalk(limits=Limits(first_seconds=2.0))
    talk.model.seconds_per_prompt_token = 60.0
    began = asyncio.get_running_loop().time()
    await talk("tell me things")
    assert asyncio.get_running_loop().time() - began == pytest.approx(2.0)
