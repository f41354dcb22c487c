"""Writing as it is said, in English and in Chinese, with the way back to the original."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge import language
from edge.speaking.normalise import Normaliser


@cache
def _normaliser(code: str) -> Normaliser:
    known = language.load(code)
    return Normaliser(code, known.spoken, known.spaced)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It is 3.5 km.", "It is three point five kilometres."),
        ("25km away", "twenty-five kilometres away"),
        ("1 kg or 2 kg", "one kilogram or two kilograms"),
        ("-5 °C", "minus five degrees Celsius"),
        (
            "1,234,567 people",
            "one million two hundred thirty-four thousand five hundred sixty-seven people",
        ),
        ("At 10:30", "At ten thirty"),
        ("at 7:05 am", "at seven oh five A M"),
        ("at 3:00 p.m.", "at three P M."),
        ("by 8:00", "by eight o'clock"),
        ("at 14:00", "at fourteen hundred"),
        ("on 2026-03-02", "on March second, twenty twenty-six"),
        ("in 1999", "in nineteen ninety-nine"),
        ("since 2005", "since two thousand five"),
        ("in 1905", "in nineteen zero five"),
        ("$3.50", "three dollars and fifty cents"),
        ("$1", "one dollar"),
        ("20 €", "twenty euros"),
        ("50%", "fifty percent"),
        ("the 21st", "the twenty-first"),
        ("pages 3-5", "pages three to five"),
        ("½ cup and 3/4", "one half cup and three quarters"),
        ("call 555-0199-23", "call five five five zero one nine nine two three"),
        ("+49 170 55 01", "four nine one seven zero five five zero one"),
        ("take 10 20 30", "take ten twenty thirty"),
        ("code 007", "code zero zero seven"),
        ("Dr. Smith, e.g. here", "Doctor Smith, for example here"),
        ("apples, etc. Then", "apples, and so on. Then"),
        ("salt & pepper", "salt and pepper"),
        ("R&D", "R and D"),
        ("3*4=12", "three times four equals twelve"),
        ("**bold** `code`", "bold code"),
        ("100 km/h", "one hundred kilometres an hour"),
        ("B2 and mp3 and v1.2.3", "B2 and mp3 and v1.2.3"),
        ("the 1990s", "the 1990s"),
        ("C++", "C plus plus"),
        ("10%–20%", "ten percent – twenty percent"),
        ("7 / 2", "seven divided by two"),
        ("May 5, 2026", "May 5, twenty twenty-six"),
        ("https://a.example/b?c=1", "https://a.example/b?c=1"),
        ("(5)", "(five)"),
        ("nothing to change", "nothing to change"),
    ],
)
def test_english_is_said_properly(text: str, said: str) -> None:
    assert " ".join(_normaliser("en").spoken(text).text.split()) == said


@given(st.text(alphabet="ab 0123456789.,:-/%$°C€kmh&Dr*年月日个½好。", max_size=40))
def test_any_text_leads_back_to_its_end(text: str) -> None:
    spoken = _normaliser("en").spoken(text)
    assert spoken.original_end(len(spoken.text)) == len(text)
    ends = [spoken.original_end(end) for end in range(len(spoken.text) + 1)]
    assert ends == sorted(ends)


def test_a_huge_number_is_said_digit_by_digit() -> None:
    assert _normaliser("en").spoken("9" * 16).text == " ".join(["nine"] * 16)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("现在2:05。", "现在两点零五分。"),
        ("14:30", "十四点三十分"),
        ("10:00", "十点"),
        ("2026年3月2日", "二零二六年三月二日"),
        ("2026-03-02", "二零二六年三月二日"),
        ("气温-5℃", "气温负五摄氏度"),
        ("25%", "百分之二十五"),
        ("走2公里", "走两公里"),
        ("周长2m", "周长两米"),
        ("第2章", "第二章"),
        ("3.5公里", "三点五公里"),
        ("¥3.50", "三点五元"),
        ("1999年", "一九九九年"),
        ("3-5天", "三到五天"),
        ("105", "一百零五"),
        ("2+3=5", "二加三等于五"),
        ("1/2杯", "二分之一杯"),
        ("没有数字", "没有数字"),
    ],
)
def test_chinese_is_said_properly(text: str, said: str) -> None:
    assert _normaliser("zh").spoken(text).text == said
