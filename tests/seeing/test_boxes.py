"""Boxes taught once are told apart later, by code or by label, or not at all."""

from __future__ import annotations

import pytest

from edge.ports import Box, Code, TextLine
from edge.seeing.boxes import Answer, Finding, Look, RightBox, Taught, answer, look, verdict

MORNING_CODE, EVENING_CODE, OTHER_CODE = "07310865004703", "04006381333931", "00036000291452"
MORNING = Taught(1, "the morning one", frozenset({MORNING_CODE}))
EVENING = Taught(2, "the evening one", frozenset({EVENING_CODE}), reminder=7)


def label(*texts: str, score: float = 0.95) -> Look:
    lines = [TextLine(text, score, Box(0, 0, 1, 1)) for text in texts]
    return look([], lines, 2026)


WEAK = Taught(3, "the weak one", words=label("Metoprolol 50 mg Krka depottablett").words)
STRONG = Taught(4, "the strong one", words=label("Metoprolol 100 mg Krka depottablett").words)
TEA = Taught(5, "the tea", words=label("Earl Grey black tea with bergamot 25 bags").words)


def test_any_code_of_the_product_names_the_box() -> None:
    retail = look([Code("EAN13", MORNING_CODE[1:], Box(0, 0, 1, 1))], [], 2026)
    text = f"01{MORNING_CODE}1727013110A1"
    medicine = look([Code("GS1 DataMatrix", text, Box(0, 0, 1, 1))], [], 2026)
    for seen in (retail, medicine):
        found = verdict(seen, [MORNING, EVENING])
        assert (found.finding, found.box, found.is_by_code) == (Finding.TAUGHT, MORNING, True)


def test_a_code_whose_digits_are_wrong_is_not_seen() -> None:
    assert look([Code("EAN13", "7310865004704", Box(0, 0, 1, 1))], [], 2026).codes == frozenset()


def test_a_strange_code_was_not_taught() -> None:
    seen = Look(frozenset({OTHER_CODE}))
    assert verdict(seen, [MORNING, EVENING]).finding is Finding.NOT_TAUGHT


def test_a_strange_code_may_be_on_a_box_that_was_taught_by_its_label() -> None:
    assert verdict(Look(frozenset({OTHER_CODE})), [MORNING, WEAK]).finding is Finding.CANNOT_TELL


@pytest.mark.parametrize("box", [WEAK, STRONG])
def test_two_strengths_are_told_apart_by_their_number(box: Taught) -> None:
    found = verdict(Look(words=box.words), [WEAK, STRONG, TEA])
    assert (found.finding, found.box) == (Finding.TAUGHT, box)


def test_a_label_without_the_number_cannot_be_told() -> None:
    seen = label("Metoprolol Krka depottablett")
    assert verdict(seen, [WEAK, STRONG]).finding is Finding.CANNOT_TELL


def test_a_third_strength_is_neither() -> None:
    seen = label("Metoprolol 200 mg Krka depottablett")
    assert verdict(seen, [WEAK, STRONG]).finding is Finding.CANNOT_TELL
    assert verdict(seen, [WEAK]).finding is Finding.CANNOT_TELL


def test_another_label_was_not_taught() -> None:
    seen = label("Crispbread with whole grain rye")
    assert verdict(seen, [WEAK, STRONG, TEA]).finding is Finding.NOT_TAUGHT
    assert verdict(seen, [WEAK, MORNING]).finding is Finding.CANNOT_TELL


@pytest.mark.parametrize("seen", [Look(), label("tea"), label("Earl Grey black tea", score=0.5)])
def test_too_little_print_cannot_be_told(seen: Look) -> None:
    assert verdict(seen, [WEAK, TEA]).finding is Finding.CANNOT_TELL


def test_chinese_labels_are_compared_too() -> None:
    taught = Taught(9, "cough", words=label("蜜炼川贝枇杷膏 300毫升").words)
    assert verdict(label("蜜炼川贝枇杷膏", "300毫升"), [taught, TEA]).box == taught


def test_the_answer_says_whether_it_is_the_one_that_was_asked_for() -> None:
    found = verdict(Look(frozenset({EVENING_CODE})), [MORNING, EVENING])
    assert answer(found, EVENING) is Answer.RIGHT
    assert answer(found, MORNING) is Answer.ANOTHER
    assert answer(found, None) is Answer.RIGHT
    assert answer(verdict(Look(), [MORNING]), MORNING) is Answer.CANNOT_TELL


def test_two_looks_have_to_agree() -> None:
    asking = RightBox([MORNING, EVENING])
    seen = Look(frozenset({EVENING_CODE}))
    assert asking.step(seen) is None
    assert asking.step(Look()) is None
    found = asking.step(seen)
    assert found is not None
    assert found.box == EVENING


def test_two_looks_that_differ_cannot_be_told() -> None:
    asking = RightBox([MORNING, EVENING])
    asking.step(Look(frozenset({EVENING_CODE})))
    found = asking.step(Look(frozenset({MORNING_CODE})))
    assert found is not None
    assert found.finding is Finding.CANNOT_TELL


def test_looking_ends_after_a_while() -> None:
    asking = RightBox([MORNING])
    looks = [asking.step(Look()) for _ in range(6)]
    assert looks[:5] == [None] * 5
    assert looks[5] is not None
    assert looks[5].finding is Finding.CANNOT_TELL


def test_teaching_wants_a_code_or_some_words() -> None:
    assert not label("a b").is_enough_to_teach
    assert label("three words here").is_enough_to_teach
    assert Look(frozenset({MORNING_CODE})).is_enough_to_teach


def test_nothing_was_taught_yet() -> None:
    assert verdict(label("three words here"), []).finding is Finding.NOT_TAUGHT
