"""Spelling: a word letter by letter, the last answer, or letters put together to a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.thinking.skill import skill

if TYPE_CHECKING:
    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots

LONGEST = 120
"""Characters that are spelled at once."""


@skill("spell")
def spell(slots: Slots, context: Context) -> Answer:
    return context.reply("spell", letters=spelled(str(slots["text"]), context))


@skill("spell.again", private=True)
def spell_last(slots: Slots, context: Context) -> Answer:
    """The last answer, letter by letter."""
    answers = [answer.text for answer in context.conversation.answers if answer.text]
    if not answers:
        return context.reply("repeat.nothing")
    return context.reply("spell", letters=spelled(answers[-1], context))


@skill("spell.letters")
def letters(slots: Slots, context: Context) -> Answer | None:
    """Letters that were said one by one, or written without spaces, as the word they make."""
    if "text" in slots:
        word = "".join(str(slots["text"]).split()).lower()
        if not (word.isascii() and word.isalpha()):
            return None
    else:
        word = "".join(str(slots[name]) for name in sorted(slots, key=_place))
    return context.reply("spell.word", word=word, letters=spelled(word, context))


def _place(slot: str) -> int:
    return int(slot.partition("_")[2] or 1)


def spelled(text: str, context: Context) -> str:
    """Each character by its name, with a pause between them; Chinese with how it is explained."""
    words = context.language.words["spelling"]
    names = [
        words["signs"].get(character) or _letter(character, words)
        for character in text[:LONGEST].strip()
    ]
    return str(words["between"]).join(names)


def _letter(character: str, words: dict[str, str]) -> str:
    if character.isupper() and character.lower() != character:
        return words["capital"].format(letter=character)
    return character.upper()
