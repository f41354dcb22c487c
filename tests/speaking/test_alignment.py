"""Which words were heard at a sample: exact, in Latin and in Chinese text, over several pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.fakes.speech import FakeSynthesizer
from edge.ports import Mark
from edge.speaking.alignment import Alignment, TimedWord, timed_words
from edge.speaking.spoken import Replacement, Spoken

FAKE = FakeSynthesizer(rate=1000, word_seconds=0.3, gap_seconds=0.1)


def _aligned(text: str, ratio: float = 1.0) -> Alignment:
    alignment = Alignment()
    sound, marks = FAKE.render(text)
    alignment.begin(Spoken(text), 0, ratio)
    alignment.add([*marks, Mark("end", len(sound))])
    return alignment


def test_a_word_counts_when_its_last_sound_was_heard() -> None:
    alignment = _aligned("one two three")
    heard = [alignment.heard_text(sample) for sample in (0, 299, 300, 400, 699, 700, 1100, 9999)]
    assert heard == ["", "", "one", "one", "one", "one two", "one two three", "one two three"]


def test_another_rate_at_the_output_moves_the_words() -> None:
    alignment = _aligned("one two", ratio=2.0)
    assert (alignment.heard_text(599), alignment.heard_text(600)) == ("", "one")


def test_pieces_follow_each_other() -> None:
    text = "one two. Three"
    alignment = Alignment()
    for piece, at in (("one two. ", 0), ("Three", 1000)):
        sound, marks = FAKE.render(piece)
        alignment.begin(Spoken(piece), at, 1.0)
        alignment.add([*marks, Mark("end", len(sound))])
    assert alignment.heard_text(900) == "one two."
    assert alignment.heard_text(1299) == "one two."
    assert alignment.heard_text(1300) == text


def test_chinese_is_heard_character_by_character_with_its_punctuation() -> None:
    alignment = _aligned("你好，世界。")
    heard = [alignment.heard_text(sample) for sample in (299, 300, 700, 1100, 1500)]
    assert heard == ["", "你", "你好，", "你好，世", "你好，世界。"]


def test_a_character_without_an_event_belongs_to_the_one_before() -> None:
    marks = [Mark("word", 0, 0, 1), Mark("word", 800, 2, 1), Mark("end", 1200)]
    words = timed_words("你好吗", marks)
    assert words == [TimedWord(0, 2, 0, 800), TimedWord(2, 3, 800, 1200)]


def test_words_that_the_engine_joins_are_heard_together() -> None:
    marks = [Mark("word", 0, 0, 3), Mark("word", 500, 4, 2), Mark("end", 900)]
    assert [word.end for word in timed_words("all of the", marks)] == [3, 10]


def test_several_events_within_one_word_make_one_word() -> None:
    marks = [Mark("word", 0, 0, 2), Mark("word", 300, 1, 2), Mark("word", 600, 3), Mark("end", 900)]
    assert timed_words("25 km", marks) == [TimedWord(0, 2, 0, 600), TimedWord(3, 5, 600, 900)]


def test_the_last_word_is_open_until_its_end_is_known() -> None:
    alignment = Alignment()
    _, marks = FAKE.render("one two")
    alignment.begin(Spoken("one two"), 0, 1.0)
    alignment.add(marks)
    assert alignment.heard_text(5000) == "one"
    alignment.add([Mark("end", 800)])
    assert alignment.heard_text(5000) == "one two"


def test_a_piece_without_any_word_is_heard_at_its_end() -> None:
    alignment = Alignment()
    alignment.begin(Spoken("!!!"), 0, 1.0)
    alignment.add([Mark("end", 100)])
    assert (alignment.heard_text(99), alignment.heard_text(100)) == ("", "!!!")


def test_a_written_number_is_heard_when_all_its_words_were() -> None:
    spoken = Spoken(
        "it is 25km away", (Replacement(6, 8, "twenty five "), Replacement(8, 10, "kilometres"))
    )
    assert spoken.text == "it is twenty five kilometres away"
    alignment = Alignment()
    sound, marks = FAKE.render(spoken.text)
    alignment.begin(spoken, 0, 1.0)
    alignment.add([*marks, Mark("end", len(sound))])
    heard = [alignment.heard_text(sample) for sample in (700, 1100, 1500, 1900, 2300)]
    assert heard == ["it is", "it is", "it is", "it is 25km", "it is 25km away"]


@given(
    st.lists(st.from_regex(r"[a-z]{1,8}[,.!?]?", fullmatch=True), min_size=1, max_size=20),
    st.integers(0, 9000),
)
def test_what_is_heard_is_exactly_the_words_whose_sound_ended(words: list[str], at: int) -> None:
    ended = sum(1 for number in range(len(words)) if number * 400 + 300 <= at)
    assert _aligned(" ".join(words)).heard_text(at) == " ".join(words[:ended])


def test_a_second_piece_leads_back_to_its_own_place_in_the_original() -> None:
    alignment = Alignment()
    for spoken, at in (
        (Spoken("it is 25. ", (Replacement(6, 8, "twenty five"),)), 0),
        (Spoken("Or 30", (Replacement(3, 5, "thirty"),)), 2000),
    ):
        sound, marks = FAKE.render(spoken.text)
        alignment.begin(spoken, at, 1.0)
        alignment.add([*marks, Mark("end", len(sound))])
    heard = [alignment.heard_text(sample) for sample in (1600, 2300, 2700)]
    assert heard == ["it is 25.", "it is 25. Or", "it is 25. Or 30"]


@given(st.text(max_size=60), st.integers(0, 9000), st.integers(0, 9000))
def test_hearing_more_never_takes_back(text: str, one: int, other: int) -> None:
    alignment = _aligned(text)
    early, late = sorted((one, other))
    assert text.startswith(alignment.heard_text(early))
    assert alignment.heard_text(late).startswith(alignment.heard_text(early))


@pytest.mark.parametrize(
    ("end", "original"), [(0, 0), (6, 6), (7, 6), (17, 6), (18, 8), (19, 9), (23, 13)]
)
def test_spoken_characters_lead_back_to_the_original(end: int, original: int) -> None:
    spoken = Spoken("it is 25 miles", (Replacement(6, 8, "twenty five!"),))
    assert spoken.original_end(end) == original
