"""The language model's part of the talk, in virtual time."""

from __future__ import annotations

from edge.ports import Role
from tests.thinking.minds import MindTalk


async def test_what_no_skill_understands_falls_to_the_model() -> None:
    talk = MindTalk({"do you like cats": '{"say": "I do, very much. They purr."}'})
    answer = await talk.answer("do you like cats")
    assert (answer.text, answer.skill) == ("I do, very much. They purr.", None)
    assert answer.understood


async def test_what_a_skill_understands_never_reaches_the_model() -> None:
    talk = MindTalk()
    assert await talk("what is 3 plus 4") == "7."
    assert talk.model.prompts == []


async def test_the_first_clause_comes_before_the_answer_is_complete() -> None:
    talk = MindTalk({"tell me something": '{"say": "Well, cats sleep a lot. They dream too."}'})
    said = talk.said("tell me something")
    reply = talk.mind.reply(said, talk.thinker.answer(said), 1)
    assert await anext(reply) == "Well, "
    assert talk.model.counts.generated < 5
    await reply.aclose()
    assert talk.model.closed == 1


async def test_an_action_runs_the_skill_as_if_it_had_been_said() -> None:
    talk = MindTalk({"my tea is steeping": '{"skill": "timer.set", "minutes": 4, "name": "tea"}'})
    answer = await talk.answer("my tea is steeping")
    assert answer.text == "The tea timer is set for 4 minutes."
    assert (answer.skill, answer.effect) == ("timer.set", "reversible")
    assert await talk("how long is left on the tea timer") == "4 minutes left."


async def test_a_value_out_of_range_never_runs() -> None:
    talk = MindTalk({"timer business": '{"skill": "timer.set", "minutes": -30}'})
    assert await talk("timer business") == "It has to be from 1 to 999."
    assert await talk("list my timers") == "There is no timer."


async def test_what_was_heard_is_what_is_remembered() -> None:
    talk = MindTalk({"do you like cats": '{"say": "I do, very much. They purr."}'})
    await talk("do you like cats", heard="I do, very")
    await talk("and dogs as well")
    asked, answered = talk.history
    assert asked.text == "do you like cats"
    assert answered.text == '{"say": "I do, very"} [interrupted here]'


async def test_say_that_again_repeats_what_the_model_said() -> None:
    talk = MindTalk({"do you like cats": '{"say": "I do."}'})
    await talk("do you like cats")
    assert await talk("what did you just say") == "I do."


async def test_a_stranger_gets_no_effect_and_no_history() -> None:
    talk = MindTalk({"my tea is steeping": '{"skill": "timer.set", "minutes": 4}'})
    await talk("nice weather, isn't it")
    answer = await talk.answer("my tea is steeping", role=Role.UNKNOWN)
    assert (answer.text, answer.effect) == ("Only my owner can ask for that.", "none")
    assert talk.history == []
