"""The grammar of a language's sentences: which word sequences it allows."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

from edge.language import Choice, Language, NumberRange, load
from edge.listening.grammar import command_grammar
from edge.thinking.router import Router


def _language(*sentences: str, **parts: object) -> Language:
    """English with these sentences only, and nothing polite around them."""
    empty: dict[str, object] = {
        "rules": {}, "lists": {}, "numbers": {}, "free_text": frozenset(),
        "letters": frozenset(), "openers": (), "closers": (), "heard": {},
    }  # fmt: skip
    return replace(load("en"), skills={"test": sentences}, **{**empty, **parts})  # type: ignore[arg-type]  # fields by name


def _allows(grammar: str, sentence: str) -> bool:
    """Walk the grammar as a recogniser would."""
    steps = [line.split() for line in grammar.splitlines() if line.startswith("TRANSITION")]
    final = next(line.split()[1] for line in grammar.splitlines() if line.startswith("FINAL"))
    silent = [(step[1], step[2]) for step in steps if len(step) == 4]
    start = next(line.split()[1] for line in grammar.splitlines() if line.startswith("START"))
    states = _spread({start}, silent)
    for word in sentence.split():
        heard = {step[2] for step in steps if step[1] in states and step[4:] == [word]}
        states = _spread(heard, silent)
    return final in states


def _spread(states: set[str], silent: list[tuple[str, str]]) -> set[str]:
    """These states and all that are reached without a word."""
    while True:
        more = states | {target for source, target in silent if source in states}
        if more == states:
            return states
        states = more


def _check(grammar: str, allowed: list[str], refused: list[str]) -> None:
    assert [s for s in allowed if not _allows(grammar, s)] == []
    assert [s for s in refused if _allows(grammar, s)] == []


def test_optional_words_and_alternatives_are_all_heard() -> None:
    grammar = command_grammar(_language("set [a] timer", "(stop|end) it [please]"))
    _check(
        grammar,
        ["set a timer", "set timer", "stop it", "end it please"],
        ["set", "timer", "set a a timer", "stop", "it please", ""],
    )


def test_a_piece_of_a_word_joins_the_word_before_it() -> None:
    _check(
        command_grammar(_language("one minute[s] left")),
        ["one minute left", "one minutes left"],
        ["one minute s left"],
    )


def test_rules_and_permutations_are_expanded() -> None:
    grammar = command_grammar(_language("go <where>", rules={"where": "(up;now)"}))
    _check(grammar, ["go up now", "go now up"], ["go up", "go now", "go up up"])


def test_a_closed_list_is_heard_as_its_spoken_values() -> None:
    days = (Choice("monday", "0"), Choice("[the] day after tomorrow", "2"))
    grammar = command_grammar(_language("on {day}", lists={"day": days}))
    _check(grammar, ["on monday", "on the day after tomorrow", "on day after tomorrow"], ["on 0"])


def test_numbers_are_heard_in_words_within_their_range() -> None:
    grammar = command_grammar(_language("at {n}", numbers={"n": NumberRange(5, 199, decimal=True)}))
    _check(
        grammar,
        ["at five", "at twenty five", "at one hundred and five", "at a hundred five"],
        ["at four", "at two hundred", "at twenty twenty", "at and five"],
    )


def test_large_negative_and_decimal_numbers_are_heard() -> None:
    wide = NumberRange(-1_000_000, 1_000_000, decimal=True)
    grammar = command_grammar(_language("{n}", numbers={"n": wide}))
    _check(
        grammar,
        [
            "minus three",
            "two point five",
            "twelve thousand three hundred",
            "one million",
            "zero point oh five",
        ],
        ["point", "minus", "two point", "thousand"],
    )


def test_ordinals_and_years_are_heard() -> None:
    numbers = {"d": NumberRange(1, 31, ordinal=True), "y": NumberRange(1900, 2199)}
    grammar = command_grammar(_language("{d} of {y}", numbers=numbers))
    _check(
        grammar,
        [
            "twenty first of twenty forty nine",
            "third of two thousand twenty six",
            "three of twenty twenty six",
        ],
        ["thirty second of twenty twenty"],
    )


def test_a_letter_is_heard_by_its_name() -> None:
    grammar = command_grammar(_language("spell {l} [{l}]", letters=frozenset({"l"})))
    _check(grammar, ["spell a", "spell b c"], ["spell", "spell bc", "b c"])


def test_a_sentence_that_needs_free_text_is_left_out_but_not_its_short_form() -> None:
    grammar = command_grammar(
        _language("note {text}", "timer [called {text}]", free_text=frozenset({"text"}))
    )
    _check(grammar, ["timer"], ["note", "timer called"])


def test_polite_words_may_stand_around_any_command() -> None:
    grammar = command_grammar(_language("stop", openers=("could you",), closers=("please",)))
    _check(grammar, ["stop", "could you stop please"], ["could you", "please stop"])


def test_every_skill_of_every_language_with_sentences_compiles() -> None:
    for code in ("en",):
        grammar = command_grammar(load(code))
        assert grammar.startswith("FSG_BEGIN")
        assert _allows(grammar, "what time is it")


def test_a_skill_is_listened_for_in_the_sentences_that_are_usually_said() -> None:
    heard = {"skills": {"test": ["stop"]}, "openers": ["could you please"]}
    grammar = command_grammar(_language("stop", "cease", "desist", heard=heard))
    _check(grammar, ["stop", "could you please stop"], ["cease", "desist"])


def test_a_slot_is_listened_for_in_the_values_that_are_usually_said() -> None:
    heard = {"lists": {"minutes": {"low": 1, "high": 9}}}
    grammar = command_grammar(_language("{minutes} minutes", heard=heard))
    _check(grammar, ["nine minutes"], ["ten minutes"])


def test_follow_ups_are_heard_but_weigh_less() -> None:
    language = replace(_language(), skills={"help": ("help",), "answer.yes": ("yes",)})
    grammar = command_grammar(language)
    _check(grammar, ["help", "yes"], [])
    light = [line for line in grammar.splitlines() if line.split()[3:] == ["0.01"]]
    assert len(light) == 1


def test_whatever_is_listened_for_reaches_the_skill_it_stands_under() -> None:
    """So nothing is heard as a command that typing the same words would not do."""
    from hassil.parse_expression import parse_sentence
    from hassil.sample import sample_sentence

    router, strays = Router(), []
    for skill, sentences in load("en").heard["skills"].items():
        for sentence in sentences:
            if "{" not in sentence and "<" not in sentence:
                for said in sample_sentence(parse_sentence(sentence)):
                    found = router.matches(" ".join(said.split()), "en")
                    if skill not in [match.skill for match in found]:
                        strays.append((skill, said))
    assert not strays


def test_every_skill_that_is_listened_for_exists() -> None:
    language = load("en")
    assert set(language.heard["skills"]) <= set(language.skills)


def test_a_slot_goes_on_only_as_its_own_sentence_does() -> None:
    _check(
        command_grammar(load("en")),
        ["add four seconds to the timer", "snooze for four seconds", "set a two hour timer"],
        ["snooze for four seconds to the timer", "set a two hour", "what's two pints in an hour"],
    )


def test_the_same_sentences_give_the_same_text_in_every_process() -> None:
    """Or what is kept for a grammar would be made anew at every other start."""
    program = (
        "from edge.language import load; from edge.listening.grammar import command_grammar; "
        "print(command_grammar(load('zh')))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(texts) == 1
