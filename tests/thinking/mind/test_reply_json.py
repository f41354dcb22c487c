"""Reading {"say": "..."} while it grows: any cut gives the same words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.thinking.mind.reply_json import Form, ReplyReader


def read(pieces: list[str]) -> tuple[str, ReplyReader]:
    reader = ReplyReader()
    text = "".join(map(reader.feed, pieces))
    reader.finish()
    return text, reader


def characters(text: str) -> list[str]:
    return list(text)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ('{"say": "Hello."}', "Hello."),
        (' \n{ "say" :  "Hi" }', "Hi"),
        (r'{"say": "a \"b\" \\ c\/d"}', 'a "b" \\ c/d'),
        (r'{"say": "caf\u00e9 \u4f60\u597d"}', "café 你好"),
        (r'{"say": "\ud83d\ude00!"}', "😀!"),
        (r'{"say": "one\ntwo\tthree"}', "one\ntwo three"),
        ('{"say": ""}', ""),
        ('```json\n{"say": "fenced"}\n```', "fenced"),
        ("I speak plainly.", "I speak plainly."),
    ],
)
def test_the_text_is_read_however_the_pieces_are_cut(raw: str, text: str) -> None:
    for pieces in ([raw], characters(raw)):
        said, reader = read(pieces)
        assert said == text
        assert reader.form in (Form.SAID, Form.TEXT)


def test_the_text_comes_before_the_object_ends() -> None:
    reader = ReplyReader()
    assert reader.feed('{"say": "Well, I') == "Well, I"
    assert reader.feed(" think") == " think"
    assert not reader.done


@pytest.mark.parametrize("raw", [r'{"say": "half \ud83d"}', r'{"say": "half \ude00"}'])
def test_half_a_character_stands_for_nothing(raw: str) -> None:
    for pieces in ([raw], characters(raw)):
        assert read(pieces)[0] == "half "


@pytest.mark.parametrize(
    "raw",
    [
        '{"say": "x", "skill": "timer.set"}',
        r'{"say": "bad \x escape"}',
        r'{"say": "bad \u12g4 escape"}',
        '{"skill": "timer.set", "minutes": 3',
        '{"skill": "a", "skill": "b"}',
        '{"skill": NaN}',
        '{"skill": 1e99999999999999999999}',
        '{"skill": "x"} and more',
        "{",
        "{}}",
        "[" * 100_000,
    ],
)
def test_what_fits_no_form_is_broken_and_no_action(raw: str) -> None:
    _, reader = read([raw])
    assert reader.action is None
    assert reader.form in (Form.BROKEN, Form.TEXT)
    if raw.startswith("{"):
        assert reader.form is Form.BROKEN


def test_an_action_is_told_at_its_end() -> None:
    raw = '{"skill": "note.take", "text": "a } in it"}'
    for pieces in ([raw], characters(raw)):
        said, reader = read(pieces)
        assert said == ""
        assert reader.action == {"skill": "note.take", "text": "a } in it"}


def test_a_text_that_stops_in_the_middle_is_told_apart() -> None:
    text, reader = read(['{"say": "I was about to'])
    assert (text, reader.form) == ("I was about to", Form.SAYING)


@given(st.text(), st.booleans(), st.lists(st.integers(min_value=1, max_value=9), max_size=60))
def test_every_text_survives_being_written_as_json(
    text: str, ascii_only: bool, cuts: list[int]
) -> None:
    raw = json.dumps({"say": text}, ensure_ascii=ascii_only)
    pieces, at = [], 0
    for cut in cuts:
        pieces.append(raw[at : at + cut])
        at += cut
    said, reader = read([*pieces, raw[at:]])
    plain = str.maketrans({"\t": " ", "\r": "\n", "\b": "", "\f": " "})
    wanted = "".join(each for each in text.translate(plain) if not "\ud800" <= each <= "\udfff")
    assert (said, reader.form) == (wanted, Form.SAID)
