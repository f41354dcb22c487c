"""Chinese sentences, in characters and in digits, mean what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.thinking.conftest import Talk

COMMANDS: list[tuple[str, str, dict[str, Any]]] = [
    ("现在几点了", "time.now", {}),
    ("请问现在几点？", "time.now", {}),
    ("东京现在几点", "time.in", {"city": "Asia/Tokyo"}),
    ("今天星期几", "date.of", {"relative_day": "0"}),
    ("明天几号", "date.of", {"relative_day": "1"}),
    ("五月二十一号星期几", "date.of", {"month": 5, "day_of_month": 21}),
    ("离圣诞节还有多少天", "date.until", {"holiday": "12-25"}),
    ("设一个十分钟的计时器", "timer.set", {"minutes": 10}),
    ("请帮我设一个10分钟的计时器，谢谢", "timer.set", {"minutes": 10}),
    ("设一个一小时二十五分钟的定时器", "timer.set", {"hours": 1, "minutes": 25}),
    ("一个半小时的计时器", "timer.set", {"hours": 1, "minutes": "30"}),
    ("半小时的倒计时", "timer.set", {"minutes": "30"}),
    ("设一个煮面的计时器八分钟", "timer.set", {"name": "煮面", "minutes": 8}),
    ("倒计时三十秒", "timer.set", {"seconds": 30}),
    ("给煮面计时器加五分钟", "timer.change", {"name": "煮面", "minutes": 5}),
    ("把计时器减少两分钟", "timer.shorten", {"minutes": 2}),
    ("煮面计时器还有多久", "timer.left", {"name": "煮面"}),
    ("还剩多久", "timer.left", {}),
    ("有哪些计时器", "timer.list", {}),
    ("取消煮面计时器", "timer.cancel", {"name": "煮面"}),
    ("取消所有计时器", "timer.cancel_all", {}),
    ("暂停计时器", "timer.pause", {}),
    ("设一个晚上七点半的闹钟", "alarm.set", {"half_day": "pm", "hour": 7, "past": "30"}),
    ("设一个7:30的闹钟", "alarm.set", {"hour": 7, "minute": 30}),
    ("明天早上六点叫我起床", "alarm.set", {"relative_day": "1", "half_day": "am", "hour": 6}),
    ("明早六点叫我起床", "alarm.set", {"relative_day": "1", "half_day": "am", "hour": 6}),
    ("每周一上午九点的闹钟", "alarm.set", {"repeat_on": "0", "half_day": "am", "hour": 9}),
    ("取消所有闹钟", "alarm.cancel_all", {}),
    ("下午五点提醒我给妈妈打电话", "reminder.set",
     {"half_day": "pm", "hour": 5, "text": "给妈妈打电话"}),
    ("提醒我明天九点开会", "reminder.set", {"relative_day": "1", "hour": 9, "text": "开会"}),
    ("十分钟后提醒我看烤箱", "reminder.set", {"minutes": 10, "text": "看烤箱"}),
    ("每天早上八点提醒我吃两片药", "reminder.set",
     {"repeat": "daily", "half_day": "am", "hour": 8, "text": "吃两片药"}),
    ("我的提醒有哪些", "reminder.list", {}),
    ("二十五加十七等于多少", "sum", {"a": 25, "operator_1": "+", "b": 17}),
    ("十二乘以七", "sum", {"a": 12, "operator_1": "*", "b": 7}),
    ("八十的百分之十五是多少", "sum", {"a": 80, "percent_of": 15}),
    ("一百四十四的平方根", "sum", {"a": 144, "root": "2"}),
    ("十英里是多少公里", "convert",
     {"number": 10, "from_unit": "mile", "to_unit": "kilometer"}),
    ("把二十摄氏度换算成华氏度", "convert",
     {"number": 20, "from_unit": "degree_Celsius", "to_unit": "degree_Fahrenheit"}),
    ("10 km是多少英里", "convert",
     {"number": 10, "from_unit": "kilometer", "to_unit": "mile"}),
    ("全部删除", "erase", {}),
    ("刚才他们说了什么", "captions", {}),
    ("设一个名叫面条的三分钟计时器", "timer.set", {"name": "面条", "minutes": 3}),
    ("把面条计时器改成五分钟", "timer.length", {"name": "面条", "minutes": 5}),
    ("电池还有多少", "status.battery", {}),
    ("切换到连续模式", "listening.set", {"listening_mode": "continuous"}),
    ("别听了", "listening.stop", {}),
    ("定一个十分钟的闹钟", "timer.set", {"minutes": 10}),
    ("设一个叫上班的七点的闹钟", "alarm.set", {"name": "上班", "hour": 7}),
    ("取消叫上班的闹钟", "alarm.cancel", {"name": "上班"}),
    ("删除第一条笔记", "note.delete", {"place": 1}),
    ("删除关于牛奶的笔记", "note.delete", {"text": "牛奶"}),
    ("字母 A B C", "spell.letters", {"letter": "a", "letter_2": "b", "letter_3": "c"}),
    ("a b c", "spell.letters", {"letter": "a", "letter_2": "b", "letter_3": "c"}),
    ("字母ABC", "spell.letters", {"text": "ABC"}),
    ("必要怎么写", "spell", {"text": "必要"}),
    ("记一条笔记买牛奶和鸡蛋", "note.take", {"text": "买牛奶和鸡蛋"}),
    ("读我的笔记", "note.read", {}),
    ("删除最后一条笔记", "note.delete", {}),
    ("记住我的钥匙在抽屉里", "remember", {"thing": "我的钥匙", "is": "在", "text": "抽屉里"}),
    ("我的钥匙在哪里", "recall", {"thing": "我的钥匙"}),
    ("大声一点", "volume.up", {}),
    ("把音量调到百分之五十", "volume.set", {"percent": 50}),
    ("静音", "volume.mute", {}),
    ("说快一点", "rate.up", {}),
    ("语速调到四百", "rate.set", {"rate": 400}),
    ("用低沉的声音说话", "voice.set", {"voice": "deep"}),
    ("说英语", "language.set", {"language": "en"}),
    ("简短一点", "verbosity.set", {"verbosity": "brief"}),
    ("切换到引导模式", "mode.set", {"mode": "guide"}),
    ("停", "hush", {}),
    ("再说一遍", "repeat", {}),
    ("他们说了什么", "captions", {}),
    ("你为什么这么说", "why", {}),
    ("有什么离开了这台设备", "sent", {}),
    ("你能做什么", "help", {}),
    ("计时器帮助", "help.topic", {"topic": "timers"}),
    ("还有多少电", "status.battery", {}),
    ("撤销", "undo", {}),
    ("删除所有数据", "erase", {}),
    ("添加用户小明", "profile.add", {"name": "小明"}),
    ("我是谁", "profile.who", {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "skill", "slots"), COMMANDS, ids=lambda value: str(value))
def test_a_chinese_command_reaches_its_skill(
    chinese: Talk, text: str, skill: str, slots: dict[str, Any]
) -> None:
    answer = chinese.answer(text)
    assert (answer.skill, answer.slots) == (skill, slots)


@pytest.mark.parametrize(
    "text", ["今天天气不错", "我昨天去了市场", "他们在家里吃饭", "我是学生", "这个计时器公司倒闭了"]
)
def test_talk_that_is_no_command_reaches_no_skill(chinese: Talk, text: str) -> None:
    answer = chinese.answer(text)
    assert answer.skill is None
    assert text in answer.text


ANSWERS = [
    ("现在几点了", "现在上午9点。"),
    ("东京现在几点", "东京现在晚上6点。"),
    ("今天星期几", "今天是3月2日星期一。"),
    ("明天几号", "是3月3日星期二。"),
    ("离圣诞节还有多少天", "离12月25日星期五还有298天。"),
    ("设一个九十秒的计时器", "计时1分钟30秒。"),
    ("定一个十分钟的闹钟", "计时10分钟。"),
    ("设一个五点的闹钟", "闹钟定在今天下午5点。"),
    ("晚上十二点叫我", "闹钟定在明天凌晨12点。"),
    ("下周三下午三点提醒我开会", "3月11日星期三下午3点提醒你：开会。"),
    ("三个月后提醒我体检", "6月2日星期二上午9点提醒你：体检。"),
    ("一除以三", "约0.333333。"),
    ("七减十等于几", "负3。"),
    ("二的十次方", "1024。"),
    ("二点五乘四", "10。"),
    ("12*7", "84。"),
    ("字母WHO", "拼成who：W，H，O。"),
    ("五除以零", "不能除以零。"),
    ("一万二千三百加一", "12301。"),
    ("把音量调到150", "要在0到100之间。"),
    ("说法语", "我还不会说法语。"),
]


@pytest.mark.parametrize(("text", "reply"), ANSWERS, ids=lambda value: str(value))
def test_a_chinese_answer_is_right(chinese: Talk, text: str, reply: str) -> None:
    assert chinese(text) == reply


def test_characters_typed_into_an_english_device_are_answered_in_chinese(talk: Talk) -> None:
    answer = talk.answer("现在几点了")
    assert (answer.text, answer.language) == ("现在上午9点。", "zh")


LATIN = [
    ("what time is it", "It's 9 am."),
    ("hello", "Hello."),
    ("undo that", "There is nothing to undo."),
    ("set a timer for ten minutes", "Timer set for 10 minutes."),
]


@pytest.mark.parametrize(("text", "reply"), LATIN, ids=lambda value: str(value))
def test_english_typed_into_a_chinese_device_is_answered_in_english(
    chinese: Talk, text: str, reply: str
) -> None:
    answer = chinese.answer(text)
    assert (answer.text, answer.language) == (reply, "en")


@pytest.mark.parametrize("text", ["timer", "wifi", "字母表很长"])
def test_a_word_in_letters_is_not_spelled_unasked(chinese: Talk, text: str) -> None:
    answer = chinese.answer(text)
    assert (answer.skill, answer.language) != ("spell.letters", "zh")
    assert "，" not in answer.text.partition("：")[0]


def test_a_note_asked_for_in_chinese_may_be_written_in_letters(chinese: Talk) -> None:
    assert chinese("记一条笔记") == "要记什么？"
    assert chinese("milk") == "已记下：milk。"
