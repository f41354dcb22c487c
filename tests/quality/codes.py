"""How blurred, turned, tilted and dazzled a code may be: `python -m tests.quality.codes`.

Codes drawn by zxing-cpp, each with digits of its own, modules of three pixels. A wrong text counts
as a false decode, whatever it is.
"""

from __future__ import annotations

import random
import sys
from functools import partial
from typing import TYPE_CHECKING

from edge.engines.vision.zxing import Zxing
from edge.seeing.codes import check_digit, is_checked
from tests.pictures import blurred, code_picture, darkened, rotated, tilted, with_glare

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from edge.ports import Picture

    Change = Callable[[Picture], Picture]

MODULE = 3
"""Pixels of the narrowest bar."""
KINDS = ("EAN13", "EAN8", "QRCode", "DataMatrix")
CHANGES: dict[str, dict[str, Change]] = {
    "blur, of a module": {
        f"{share:g}": partial(blurred, sigma=share * MODULE)
        for share in (0.0, 0.3, 0.5, 0.7, 0.9, 1.2)
    },
    "turned, degrees": {
        f"{degrees}": partial(rotated, degrees=degrees) for degrees in (5, 20, 45, 70, 90, 180)
    },
    "tilted, of the width": {
        f"{share:g}": partial(tilted, share=share) for share in (0.05, 0.1, 0.2, 0.3)
    },
    "glare, of the height": {
        f"{share:g}": partial(with_glare, radius_share=share) for share in (0.1, 0.2, 0.3, 0.4)
    },
    "light left": {f"{share:g}": partial(darkened, share=share) for share in (0.5, 0.2, 0.1, 0.05)},
}


def text_of(kind: str, chance: random.Random) -> str:
    digits = {"EAN13": 12, "EAN8": 7}.get(kind)
    if digits is None:
        return "".join(chance.choice("ABCDEFGHKLMNPRSTUVWXYZ0123456789") for _ in range(14))
    body = "".join(chance.choice("0123456789") for _ in range(digits))
    return f"{body}{check_digit(body)}"


def decoded(kind: str, change: Change, count: int, live: bool = False) -> tuple[int, int]:
    """How many of `count` are read rightly, and how many texts are wrong."""
    reader = Zxing(live=live)
    chance = random.Random(7)
    right = wrong = 0
    for _ in range(count):
        text = text_of(kind, chance)
        found = reader.decode(change(code_picture(kind, text, scale=MODULE, margin=40)))
        texts = {one.text for one in found if is_checked(one)}
        right += text in texts
        wrong += len(texts - {text})
    return right, wrong


def main(arguments: Sequence[str]) -> None:
    count = int(arguments[0]) if arguments else 20
    for title, steps in CHANGES.items():
        for step, change in steps.items():
            parts = []
            for kind in KINDS:
                (right, wrong), (live, _) = (
                    decoded(kind, change, count, one) for one in (False, True)
                )
                false = f", {wrong} FALSE" if wrong else ""
                parts.append(
                    f"{kind} {100 * right // count} % (live {100 * live // count} %{false})"
                )
            sys.stdout.write(f"{title} {step}: {', '.join(parts)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
