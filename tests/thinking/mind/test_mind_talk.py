"""Whole talks with skills and a language model, as a person has them."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from edge.ports import Role
from edge.thinking import skill as skills
from edge.thinking.actions import DeletedEverything, ScheduleChanged
from edge.thinking.answer import Answer
from edge.thinking.mind.foresight import IDLE_SECONDS
from edge.thinking.mind.held_answer import HELD_PIECES
from edge.thinking.mind.prompting import head
from edge.thinking.skill import Effect, Skill
from tests.thinking.minds import MindTalk, question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edge.ports import Prompt

LONG_ANSWER = json.dumps({"say": "They sleep, and they purr, and then they sleep again. " * 2})
REFUSED = "I don't make up numbers or times. Ask me for the time, a sum or a timer directly."


# -- figures -------------------------------------------------------------------------------------


async def test_a_sum_that_the_model_works_out_is_worked_out_by_the_skill() -> None:
    talk = MindTalk(
        {"seventeen boxes of twenty three, hmm": '{"say": "That is 401 in all."}'},
        second='{"skill": "sum", "expression": "17 * 23"}',
    )
    answer = await talk.answer("seventeen boxes of twenty three, hmm")
    assert (answer.text, answer.skill) == ("391.", "sum")


async def test_a_time_that_no_skill_knows_is_refused_honestly() -> None:
    talk = MindTalk({"when does my train leave": '{"say": "It leaves at 9:47."}'})
    assert await talk("when does my train leave") == REFUSED


async def test_words_before_the_figure_are_said_and_the_figure_is_not() -> None:
    talk = MindTalk({"how old is the tower": '{"say": "Oh, very old. It was built in 1889."}'})
    assert await talk("how old is the tower") == f"Oh, very old. {REFUSED}"


async def test_the_second_try_never_has_an_effect() -> None:
    talk = MindTalk(
        {"some minutes for the eggs": '{"say": "Set for 7 minutes."}'},
        second='{"skill": "timer.set", "minutes": 7}',
    )
    assert await talk("some minutes for the eggs") == REFUSED
    assert await talk("list my timers") == "There is no timer."


async def test_the_time_of_day_is_a_fact_that_may_be_quoted() -> None:
    talk = MindTalk({"am i late for breakfast": '{"say": "It is only 9 am, so no."}'})
    assert await talk("am i late for breakfast") == "It is only 9 am, so no."


async def test_a_figure_that_the_person_said_may_be_said_back() -> None:
    talk = MindTalk({"i have forty two cats": '{"say": "Forty two! That is a lot of cats."}'})
    assert await talk("i have forty two cats") == "Forty two! That is a lot of cats."


async def test_a_figure_that_a_skill_told_a_while_ago_is_no_longer_vouched_for() -> None:
    talk = MindTalk({"and my pasta then": '{"say": "It has 8 minutes left."}'})
    await talk("set a pasta timer for 8 minutes")
    talk.clock.advance(300)
    talk.mind.heard(talk.last, "")
    assert await talk("and my pasta then") == "It has 8 minutes left."  # the person said 8
    talk.answers = {"and my pasta then": '{"say": "It has 3 minutes left."}'}
    assert await talk("and my pasta then") == REFUSED


# -- actions -------------------------------------------------------------------------------------


async def test_a_destructive_action_is_confirmed_before_it_runs() -> None:
    talk = MindTalk({"start afresh with a clean slate": '{"skill": "erase"}'})
    await talk("note that the milk is sour")
    answer = await talk.answer("start afresh with a clean slate")
    assert answer.expects
    assert answer.actions == ()
    assert await talk("no") == "Okay."
    assert await talk("read my notes") == "1 note: the milk is sour."
    await talk("start afresh with a clean slate")
    assert DeletedEverything() in (await talk.answer("yes")).actions


@pytest.fixture
def sending() -> Iterator[list[str]]:
    """A skill that makes something leave the device; what it was given."""
    sent: list[str] = []

    def send(slots: skills.Slots, context: object) -> Answer:
        sent.append(str(slots["text"]))
        return Answer("Sent.")

    installed = skills._skills
    kept = installed["spell"]
    skills.installed()
    installed["spell"] = Skill("spell", send, Effect.SENDS)
    yield sent
    installed["spell"] = kept


async def test_what_leaves_the_device_is_confirmed_where_a_model_asked_for_it(
    sending: list[str],
) -> None:
    talk = MindTalk({"let mum know": '{"skill": "spell", "text": "hello mum"}'})
    answer = await talk.answer("let mum know")
    assert answer.expects
    assert sending == []
    assert await talk("yes") == "Sent."
    assert sending == ["hello mum"]


async def test_a_missing_value_is_asked_for_as_ever() -> None:
    talk = MindTalk({"eggs are on the stove": '{"skill": "timer.set", "name": "egg"}'})
    assert await talk("eggs are on the stove") == "For how long?"
    answer = await talk.answer("six minutes")
    assert answer.text == "The egg timer is set for 6 minutes."
    assert answer.actions == (ScheduleChanged(),)


async def test_what_a_model_did_can_be_undone() -> None:
    talk = MindTalk({"my tea is steeping": '{"skill": "timer.set", "minutes": 4}'})
    await talk("my tea is steeping")
    assert await talk("undo that") == "Undone."
    assert await talk("list my timers") == "There is no timer."


async def test_rights_of_the_profile_hold_for_a_model_too() -> None:
    from dataclasses import replace

    talk = MindTalk({"my tea is steeping": '{"skill": "timer.set", "minutes": 4}'})
    person = talk.thinker.people.current
    talk.store.profiles.keep(replace(person, rights=()))
    assert await talk("my tea is steeping") == "This profile may not do that."


async def test_a_partner_never_reaches_the_model() -> None:
    talk = MindTalk({"my tea is steeping": '{"skill": "timer.set", "minutes": 4}'})
    answer = await talk.answer("my tea is steeping", role=Role.PARTNER)
    assert (answer.text, answer.understood, talk.model.prompts) == ("", True, [])


async def test_only_skills_that_were_offered_are_asked_for_and_their_schema_is_given() -> None:
    talk = MindTalk()
    await talk("do you like cats")
    kinds = json.loads(talk.model.prompts[-1].schema)["anyOf"]
    assert {"skill": {"const": "undo"}} in [kind["properties"] for kind in kinds]


# -- what is remembered --------------------------------------------------------------------------


async def test_skills_and_the_model_share_one_history() -> None:
    talk = MindTalk({"is that enough for pasta": '{"say": "For fresh pasta, yes."}'})
    await talk("set a pasta timer for 4 minutes")
    await talk("is that enough for pasta")
    await talk("and for rice")
    call = '{"skill": "timer.set", "name": "pasta", "minutes": 4}'
    assert [(message.role, message.text) for message in talk.history] == [
        ("user", "set a pasta timer for 4 minutes"),
        ("assistant", f"{call} The pasta timer is set for 4 minutes."),
        ("user", "is that enough for pasta"),
        ("assistant", '{"say": "For fresh pasta, yes."}'),
    ]


async def test_what_was_said_unasked_is_remembered_where_it_was_heard() -> None:
    talk = MindTalk()
    await talk("do you like cats")
    talk.mind.remember(900, None, Answer("Your pasta timer is done."))
    talk.mind.heard(900, "Your pasta timer is done.")
    await talk("oh that was quick")
    assert talk.history[1].text.endswith("\nYour pasta timer is done.")
    assert [message.role for message in talk.history] == ["user", "assistant"]


async def test_an_answer_of_which_nothing_was_heard_is_marked() -> None:
    talk = MindTalk({"do you like cats": '{"say": "I do."}'})
    await talk("do you like cats", heard="")
    await talk("never you mind then my dear")
    assert talk.history[1].text == '{"say": ""} [interrupted here]'


async def test_what_two_outputs_said_was_heard_as_far_as_the_longer_one() -> None:
    talk = MindTalk({"do you like cats": '{"say": "I do, very much."}'})
    await talk("do you like cats", heard="I do,")
    talk.mind.heard(talk.last, "I do, very much.")
    talk.mind.heard(talk.last, "I")
    await talk("and dogs as well")
    assert talk.history[1].text == '{"say": "I do, very much."}'


async def test_what_others_said_is_in_no_prompt() -> None:
    talk = MindTalk()
    talk.thinker.answer(talk.said("the safe code is swordfish", Role.PARTNER))
    assert "swordfish" in await talk("what did they say")
    await talk("do you like cats")
    told = " ".join(message.text for message in talk.model.prompts[-1].messages)
    assert "swordfish" not in told


async def test_deleting_everything_wipes_the_history_too() -> None:
    talk = MindTalk()
    await talk("i am fond of walnuts you know")
    await talk("delete everything")
    answer = await talk.answer("yes")
    assert DeletedEverything() in answer.actions
    talk.mind.forget()
    await talk("what am i fond of my friend")
    told = " ".join(message.text for message in talk.model.prompts[-1].messages)
    assert "walnuts" not in told
    await talk.mind.close()


async def test_what_is_being_summed_up_when_everything_is_deleted_is_gone_too() -> None:
    talk = MindTalk(lambda prompt: "You like walnuts." if not prompt.schema else '{"say": "Oh."}')
    talk.mind._past.budget.limit = 1100
    for _ in range(20):
        await talk("i am fond of walnuts you know and of much else besides as well my dear friend")
    talk.mind.rest()
    await asyncio.sleep(IDLE_SECONDS + 0.05)
    talk.mind.forget()
    await asyncio.sleep(60)
    await talk("what am i fond of my friend")
    told = " ".join(message.text for message in talk.model.prompts[-1].messages)
    assert "walnuts" not in told
    await talk.mind.close()


async def test_another_profile_has_another_head_and_none_of_the_history() -> None:
    talk = MindTalk()
    await talk("i am fond of walnuts you know")
    await talk("add a profile called Bo")
    await talk("do you like cats")
    first, last = talk.model.prompts[0].messages, talk.model.prompts[-1].messages
    assert first[0] != last[0]
    assert "You talk with Bo." in last[0].text
    assert not any("walnuts" in message.text for message in last)


async def test_how_much_is_said_is_told_in_the_head() -> None:
    talk = MindTalk()
    await talk("be brief")
    await talk("do you like cats")
    prompt = talk.model.prompts[-1]
    assert "Say one short sentence." in prompt.messages[0].text
    assert prompt.longest == 80


# -- going on ------------------------------------------------------------------------------------


async def test_yes_goes_to_the_model_where_the_model_spoke_last() -> None:
    talk = MindTalk({"do you like cats": '{"say": "I do. Shall I tell you why?"}',
                     "yes": '{"say": "They purr."}'})  # fmt: skip
    assert await talk("yes") == "Okay."
    await talk("do you like cats")
    assert await talk("yes") == "They purr."


async def test_tell_me_more_goes_to_the_model_where_the_model_spoke_last() -> None:
    talk = MindTalk({"do you like cats": '{"say": "I do."}', "tell me more": '{"say": "Purr."}'})
    assert "Ask:" in await talk("tell me more")
    await talk("do you like cats")
    assert await talk("tell me more") == "Purr."


async def test_why_tells_that_the_model_answered() -> None:
    talk = MindTalk({"do you like cats": '{"say": "I do."}'})
    await talk("do you like cats")
    told = await talk("why did you say that")
    assert "No skill fitted, so the language model answered." in told
    assert "Nothing left this device." in told


# -- Chinese -------------------------------------------------------------------------------------


async def test_chinese_is_answered_in_chinese() -> None:
    talk = MindTalk(
        {
            "你喜欢猫吗": '{"say": "喜欢，很喜欢。它们会打呼噜。"}',
            "我在泡茶呢": '{"skill": "timer.set", "minutes": 4}',
            "火车几点开来着": '{"say": "九点四十七分开。"}',
        },
        language="zh",
    )
    pieces, answer = await talk.pieces("你喜欢猫吗")
    assert pieces == ["喜欢，", "很喜欢。", "它们会打呼噜。"]
    assert answer.language == "zh"
    assert await talk("我在泡茶呢") == "计时4分钟。"
    assert await talk("火车几点开来着") == "我不会编数字或时间。请直接问我时间、算式或计时器。"
    assert talk.model.prompts[0].messages[0].text.startswith("你是Edge")


async def test_typed_chinese_is_answered_in_chinese_where_english_is_listened_for() -> None:
    talk = MindTalk({"你喜欢猫吗": '{"say": "喜欢。"}'})
    answer = await talk.answer("你喜欢猫吗")
    assert (answer.text, answer.language) == ("喜欢。", "zh")


async def test_what_was_generated_and_not_heard_is_counted_once() -> None:
    talk = MindTalk({"do you like cats": '{"say": "I do, very much. They purr."}'})
    await talk("do you like cats", heard="I do,")
    wasted = talk.mind.wasted.answer_tokens
    talk.mind.heard(talk.last, "I do,")
    assert talk.mind.wasted.answer_tokens == wasted > 0


# -- ahead ---------------------------------------------------------------------------------------


async def test_the_words_so_far_are_evaluated_while_somebody_still_speaks() -> None:
    talk = MindTalk()
    for text in ("do you", "do you like", "do you like cats"):
        talk.mind.prepare(talk.said(text))
        await asyncio.sleep(0.2)
    before = talk.model.counts.evaluated
    await talk("do you like cats")
    assert talk.model.counts.evaluated == before
    assert talk.mind.wasted.prompt_tokens == 0


async def test_the_answer_is_begun_before_it_is_asked_for_and_said_only_then() -> None:
    talk = MindTalk({"do you like cats": '{"say": "I do, very much. They purr when they sleep."}'})
    talk.mind.prepare(talk.said("do you like cats"))
    await asyncio.sleep(5)
    generated = talk.model.counts.generated
    assert 0 < generated <= HELD_PIECES
    began = asyncio.get_running_loop().time()
    reply = talk.mind.reply(said := talk.said("Do you like cats?"), talk.thinker.answer(said), 1)
    assert await anext(reply) == "I do, "
    assert asyncio.get_running_loop().time() == began
    assert [part async for part in reply][-1].text == "I do, very much. They purr when they sleep."  # type: ignore[union-attr]  # the last is an Answer
    assert len(talk.model.prompts) == 1
    assert talk.mind.wasted.answer_tokens < 10


async def test_an_action_that_is_held_is_not_run_before_it_is_asked_for() -> None:
    talk = MindTalk({"my tea is steeping": '{"skill": "timer.set", "minutes": 4}'})
    talk.mind.prepare(talk.said("my tea is steeping"))
    await asyncio.sleep(5)
    assert await talk("list my timers") == "There is no timer."
    talk.mind.prepare(talk.said("my tea is steeping"))
    await asyncio.sleep(5)
    assert await talk("my tea is steeping") == "Timer set for 4 minutes."


async def test_nothing_is_begun_for_words_that_a_skill_answers() -> None:
    talk = MindTalk()
    talk.mind.prepare(talk.said("set a timer for ten minutes"))
    await asyncio.sleep(5)
    assert talk.model.prepared == talk.model.prompts == []


async def test_an_answer_to_other_words_is_dropped_and_counted() -> None:
    talk = MindTalk(lambda _: LONG_ANSWER)
    talk.mind.prepare(talk.said("do you like bats"))
    await asyncio.sleep(5)
    talk.mind.prepare(talk.said("do you like cats"))
    await asyncio.sleep(5)
    assert talk.model.closed == 1
    wasted = talk.mind.wasted.answer_tokens
    assert wasted > 0
    await talk("what time is it")
    await asyncio.sleep(1)
    assert talk.model.closed == 2
    assert talk.mind.wasted.answer_tokens > wasted


async def test_a_held_answer_that_broke_is_asked_for_again() -> None:
    talk = MindTalk({"do you like cats": '{"say": "I do."}'})
    talk.mind.prepare(talk.said("do you like cats"))
    await asyncio.sleep(0.21)
    talk.model.fail()
    await asyncio.sleep(5)
    talk.model.fail("")
    assert await talk("do you like cats") == "I do."


async def test_closing_drops_what_is_held() -> None:
    talk = MindTalk(lambda _: LONG_ANSWER)
    talk.mind.prepare(talk.said("do you like cats"))
    await asyncio.sleep(5)
    await talk.mind.close()
    assert talk.model.closed == 1


async def test_the_same_words_again_begin_nothing_anew() -> None:
    talk = MindTalk(lambda _: '{"say": "I do, very much. They purr when they sleep."}')
    for _ in range(5):
        talk.mind.prepare(talk.said("do you like cats"))
        await asyncio.sleep(1)
    assert len(talk.model.prepared) == len(talk.model.prompts) == 1
    await talk.mind.close()


async def test_words_that_changed_are_counted_as_wasted() -> None:
    talk = MindTalk()
    talk.mind.prepare(talk.said("do you like bats and rats"))
    await asyncio.sleep(0.1)
    talk.mind.prepare(talk.said("do you like cats"))
    await asyncio.sleep(0.1)
    wasted = talk.mind.wasted.prompt_tokens
    assert wasted > 0
    assert talk.model.counts.wasted > 0
    await talk("what time is it")
    assert talk.mind.wasted.prompt_tokens > wasted


async def test_a_new_guess_gives_up_the_one_before() -> None:
    talk = MindTalk()
    talk.model.seconds_per_prompt_token = 0.5
    talk.mind.prepare(talk.said("do you like bats"))
    await asyncio.sleep(1)
    talk.mind.prepare(talk.said("do you like cats"))
    await asyncio.sleep(600)
    assert [question(prompt) for prompt in talk.model.prepared] == [
        "do you like bats", "do you like cats",
    ]  # fmt: skip
    assert talk.model.counts.evaluated < 600


async def test_a_question_never_waits_for_what_is_done_ahead() -> None:
    talk = MindTalk({"do you like cats": '{"say": "I do."}'})
    talk.model.seconds_per_prompt_token = 0.01
    talk.mind.prepare(talk.said("do you like"))
    await asyncio.sleep(0.3)
    evaluated = talk.model.counts.evaluated
    assert await talk("do you like cats") == "I do."
    assert talk.model.counts.evaluated > evaluated > 0


async def test_what_fails_ahead_is_no_failure_of_a_turn() -> None:
    talk = MindTalk({"do you like cats": '{"say": "I do."}'})
    talk.model.fail()
    talk.mind.prepare(talk.said("do you like"))
    await asyncio.sleep(1)
    talk.model.fail("")
    assert await talk("do you like cats") == "I do."


async def test_resting_warms_what_every_prompt_begins_with() -> None:
    talk = MindTalk()
    talk.mind.rest()
    await asyncio.sleep(IDLE_SECONDS + 1)
    evaluated = talk.model.counts.evaluated
    await talk("do you like cats")
    assert talk.model.counts.evaluated - evaluated < 10


def answers_of(prompt: Prompt) -> str:
    return '{"say": "I see."}' if prompt.schema else "They talked about cats and 77 dogs."


async def test_a_summary_states_no_figure_of_its_own_making() -> None:
    talk = MindTalk(answers_of)
    talk.mind._past.budget.limit = 1100
    for _ in range(20):
        await talk("i am fond of walnuts you know and of much else besides as well my dear friend")
    talk.mind.rest()
    await asyncio.sleep(IDLE_SECONDS + 60)
    assert "77" not in talk.mind._past.memory.summary
    await talk.mind.close()


async def test_the_head_is_the_same_bytes_for_the_same_person_and_language() -> None:
    talk = MindTalk()
    first = talk.thinker.brief(talk.said("hello to you"))
    talk.clock.advance(5000)
    second = talk.thinker.brief(talk.said("and to you"))
    assert first is not None
    assert second is not None
    assert first.facts != second.facts
    assert head(first) == head(second)
