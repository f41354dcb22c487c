"""The shape of the mouth for a phoneme, as fifteen visemes under their customary names.

The names are those of the Oculus lip-sync set, which most avatars know: sil PP FF TH DD kk CH SS
nn RR aa E I O U. Phonemes are IPA as engines spell it, with stress, length and tone signs.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edge.ports import Mark

SILENCE = "sil"
VISEMES = (
    "sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U",
)  # fmt: skip

_SPELLED = {
    "PP": "p b m ɓ ʘ",
    "FF": "f v ɱ ɸ β ʋ ⱱ",
    "TH": "θ ð",
    "DD": "t d ʈ ɖ ɗ ǀ ǁ",
    "kk": "k ɡ g q ɢ ɠ x ɣ χ h ɦ ħ ʕ ʔ ʛ c ɟ ʄ ç ʝ ʜ ʢ",
    "CH": "tʃ dʒ tʂ dʐ tɕ dʑ ts. ʃ ʒ ɕ ʑ ʂ ʐ s. z. ɧ",
    "SS": "s z ts dz ɬ ɮ",
    "nn": "n ŋ ɲ ɳ ɴ l ɫ ɭ ʎ ʟ ɺ",
    "RR": "r ɹ ɾ ɽ ʀ ʁ ɻ ɚ ɝ ɜ ɐ̯ i. ɥ˞",
    "aa": "a ɑ ɐ ʌ æ ɶ ə ɘ ɞ",
    "E": "e ɛ ø œ ɤ",
    "I": "i ɪ ɨ j ɯ",
    "O": "o ɔ ɒ ɵ",
    "U": "u ʊ y ʏ ʉ w ɥ ʍ ɰ",
}
_SHAPES = {sound: viseme for viseme, sounds in _SPELLED.items() for sound in sounds.split()}
_LONGEST = max(map(len, _SHAPES))
_VOWELS = frozenset({"aa", "E", "I", "O", "U", "RR"})


def visemes_of(phoneme: str) -> list[str]:
    """The mouth's shapes for one phoneme in order: two for a diphthong, none for a mere sign."""
    if not phoneme:
        return [SILENCE]
    bare = "".join(letter for letter in unicodedata.normalize("NFD", phoneme) if _sounds(letter))
    shapes: list[str] = []
    at = 0
    while at < len(bare):
        length, shape = _shape(bare, at)
        if shape and (not shapes or shapes[-1] != shape):
            shapes.append(shape)
        at += length
    return shapes


def track(marks: Iterable[Mark], rate: int) -> list[tuple[float, str]]:
    """(seconds, viseme) wherever the mouth changes; `rate`: samples a second of the marks."""
    timed: list[tuple[float, str]] = []
    phonemes = [mark for mark in marks if mark.kind in ("phoneme", "end")]
    for number, mark in enumerate(phonemes):
        shapes = visemes_of(mark.phoneme) if mark.kind == "phoneme" else [SILENCE]
        after = phonemes[number + 1].sample if number + 1 < len(phonemes) else mark.sample
        for place, shape in enumerate(shapes):
            at = mark.sample + (after - mark.sample) * place / len(shapes)
            if timed and timed[-1][0] == at / rate:
                timed.pop()  # a sound of no length
            if not timed or timed[-1][1] != shape:
                timed.append((at / rate, shape))
    return timed


def _sounds(letter: str) -> bool:
    """False for stress, length, tone and other signs that do not move the lips."""
    return letter == "." or unicodedata.category(letter) in ("Ll", "Lo")


def _shape(bare: str, at: int) -> tuple[int, str | None]:
    """(letters taken, viseme) of the longest known sound that begins here."""
    for length in range(min(_LONGEST, len(bare) - at), 0, -1):
        if shape := _SHAPES.get(bare[at : at + length]):
            return length, shape
    return 1, None
