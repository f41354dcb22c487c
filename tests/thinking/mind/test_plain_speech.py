"""What of a language model's text can be spoken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.thinking.mind.plain_speech import Markup, Thoughts


def without_thoughts(pieces: list[str]) -> str:
    thoughts = Thoughts()
    return "".join(map(thoughts.feed, pieces)) + thoughts.finish()


def spoken(pieces: list[str], full_stop: str = ". ") -> str:
    markup = Markup(full_stop)
    return "".join(map(markup.feed, pieces)) + markup.finish()


def cut(text: str, lengths: list[int]) -> list[str]:
    pieces, at = [], 0
    for length in lengths:
        pieces.append(text[at : at + length])
        at += length
    return [*pieces, text[at:]]


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("<think>They want 4.</think>Hello.", "Hello."),
        ("<THINK>x</Think> Hi", " Hi"),
        ("a <thinking>b</thinking>c<reasoning>d</reasoning>", "a c"),
        ("2 < 3 and <b>", "2 < 3 and <b>"),
        ("never closed <think>on and on", "never closed "),
        ("stray </think>end", "stray end"),
        ("ends with <thi", "ends with <thi"),
    ],
)
def test_thoughts_are_left_out_across_every_cut(raw: str, kept: str) -> None:
    for pieces in ([raw], list(raw)):
        assert without_thoughts(pieces) == kept


def test_nothing_waits_that_cannot_become_a_tag() -> None:
    assert Thoughts().feed("2 < 3") == "2 < 3"


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("**Bold** and *light* and `code`.", "Bold and light and code."),
        ("# Title\nText.", "Title. Text."),
        ("- milk\n- eggs\n- tea", "milk. eggs. tea"),
        ("1. first\n2. second", "first. second"),
        ("> quoted\n\n* starred", "quoted. starred"),
        ("See [the page](http://x.y/z) now.", "See the page now."),
        ("![a cat](cat.png) sits", "a cat sits"),
        ("Fine 😀👍🏽 really ❤️.", "Fine really ."),
        ("| a | b |\n|---|---|\n| c | d |", "a b. c d"),
        ("snake_case and _light_", "snake_case and light"),
        ("~~gone~~ stays", "gone stays"),
        ("It is 20 °C.", "It is 20 °C."),
        ("Yes.\n\nNo.\n", "Yes. No."),
        ("zero\u200bwidth \u202eturned", "zerowidth turned"),
        ("你好，**世界**。😀再见", "你好，世界。再见"),
    ],
)
def test_markup_and_pictures_are_left_out(raw: str, plain: str) -> None:
    for pieces in ([raw], list(raw)):
        assert spoken(pieces) == plain


def test_lines_in_chinese_end_in_their_own_full_stop() -> None:
    assert spoken(["- 牛奶\n- 鸡蛋"], "。") == "牛奶。鸡蛋"


def test_words_are_given_out_while_the_line_grows() -> None:
    markup = Markup()
    assert markup.feed("Cats sleep a") == "Cats sleep"
    assert markup.feed(" lot") == " a"


MIXED = st.text(alphabet="ab ,.*_`#[]()!\n-1>|~😀你。<>/thinkTHINK\t", max_size=80)


@given(MIXED, st.lists(st.integers(min_value=1, max_value=7), max_size=40))
def test_where_the_pieces_are_cut_changes_nothing(text: str, lengths: list[int]) -> None:
    assert spoken(cut(text, lengths)) == spoken([text])
    assert without_thoughts(cut(text, lengths)) == without_thoughts([text])
