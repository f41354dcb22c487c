"""Which figures a text states, and that a model may say only those that somebody vouches for."""

from __future__ import annotations

import pytest

from edge.thinking.mind.figures import figures, unfounded


@pytest.mark.parametrize(
    "text",
    [
        "It is nine o'clock.", "It is 9:05.", "That makes 391.", "That makes three hundred.",
        "About 2.5 litres.", "½ of it", "chapter Ⅳ", "②", "٣ of them", "the third of May",
        "the first of May", "May first", "十分钟以后", "四分之一",
        "at noon", "by midnight", "half past", "It is Sunday.", "in half an hour", "a dozen eggs",
        "It's at one.", "one minute left", "one percent", "It is one o'clock.", "code X7K",
        "现在九点。", "还剩五分钟。", "三百九十一。", "今天星期天。", "中午到了。", "半小时后",
        "一分钟", "下午一点钟", "一共两个", "百分之一", "第一个",
    ],
)  # fmt: skip
def test_a_figure_of_its_own_making_is_noticed(text: str) -> None:
    assert unfounded(text, ())


@pytest.mark.parametrize(
    "text",
    [
        "That one is nice.", "No one knows.", "One of them purrs.", "I like both.", "You may ask.",
        "Someone came in March.", "It is a long story.", "one amazing tale",
        "First, take the milk.", "the first time", "At first I did.", "Second, add tea.",
        "我不知道。", "我们一起去。", "有一点冷。", "一个朋友", "一样的", "说一下",
        "我十分高兴。", "万一下雨呢", "千万别去", "三明治很好吃", "四川菜很辣", "乱七八糟",
    ],
)  # fmt: skip
def test_plain_talk_states_no_figure(text: str) -> None:
    assert figures(text) == frozenset()


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("It is 9:05 am, Monday, March 2.", "It is 9:05 on Monday."),
        ("It is 9:05 am.", "It is nine oh five."),
        ("It is 9 am.", "Nine o'clock already"),
        ("My locker is 42.", "Locker forty two it is."),
        ("I have three cats.", "3 cats are lovely."),
        ("现在上午9点05分，3月2日星期一。", "现在九点五分，星期一。"),
        ("我有三只猫", "三只猫真好"),
        ("7.50 euros", "7.5"),
    ],
)
def test_what_was_told_or_said_may_be_said(told: str, text: str) -> None:
    assert unfounded(text, figures(told)) == frozenset()


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("It is 9:05 am.", "It is 5:09."),
        ("It is 9:05 am.", "It is 9:06."),
        ("It is Monday.", "It is Tuesday."),
        ("I have 12 cats and 3 dogs.", "That makes 15."),
    ],
)
def test_figures_that_are_put_together_anew_are_not_vouched_for(told: str, text: str) -> None:
    assert unfounded(text, figures(told))
