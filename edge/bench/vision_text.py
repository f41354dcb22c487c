"""How well and how fast pictures are read: words right, wrong and missed, each engine by itself.

`python -m edge.bench.vision_text ENGINE THREADS ROUNDS PICTURES [DATA]` measures one engine in this
process and prints JSON; `figures` does so in a fresh process, whose memory is the engine's alone.
"""

from __future__ import annotations

import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from edge.bench.rows import percentile_95
from edge.errors import EngineError
from edge.seeing.document import folded
from edge.seeing.picture import load
from edge.seeing.reading_order import flat, in_reading_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edge.ports import TextReader

CONTENTS = "CONTENTS.tsv"
_ANNOUNCED = re.compile(r"\b(?:text|label|sign|poster)[^:\"]*: ")
_SECONDS_LIMIT = 900


@dataclass(frozen=True, slots=True)
class PictureText:
    """One picture, read by one engine."""

    picture: str
    right: int
    """Words that are printed there and were read; each Chinese character is a word."""
    wrong: int
    """Words that were read and are not known to be printed there."""
    missed: int
    character_error: float | None
    """Letters wrong, missing and added by those printed, in reading order; None without print."""
    p50: float
    """Seconds."""
    p95: float


@dataclass(frozen=True, slots=True)
class EngineText:
    """One engine with so many threads."""

    engine: str
    threads: int
    load_seconds: float
    peak_mb: int
    """Of its process, with Python, numpy and OpenCV."""
    resident_mb: int
    pictures: tuple[PictureText, ...]


def expected(contents: str) -> str:
    """What is printed on a picture, from its line in CONTENTS.tsv: quoted, or after "sign:"."""
    quoted = re.findall(r'"([^"]*)"', contents)
    if quoted:
        return " ".join(quoted).replace(" / ", " ")
    announced = _ANNOUNCED.search(contents)
    return contents[announced.end() :].replace(" / ", " ").replace(", ", " ") if announced else ""


def words(text: str) -> Counter[str]:
    """Without case, accents and marks; a Chinese character alone is a word."""
    spaced = re.sub(r"([\u3400-\u9fff])", r" \1 ", text)
    return Counter(word for word in map(folded, re.split(r"[\s/]+", spaced)) if word)


def distance(one: str, other: str) -> int:
    """Letters to change, add and take away (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        before, row[0] = row[0], number
        for at, wanted in enumerate(other, 1):
            before, row[at] = (
                row[at],
                min(row[at] + 1, row[at - 1] + 1, before + (letter != wanted)),
            )
    return row[-1]


def figures(
    engine: str, threads: int, pictures: Path, data: Path | None = None, rounds: int = 3
) -> EngineText:
    """Measured in a process of its own. Raises EngineError with what that says."""
    command = [sys.executable, "-m", "edge.bench.vision_text", engine, str(threads), str(rounds)]
    command += [str(pictures), *([str(data)] if data else [])]
    alone = {"OMP_THREAD_LIMIT": str(threads), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False,
        env=os.environ | alone, timeout=_SECONDS_LIMIT,
    )  # fmt: skip
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise EngineError(f"measuring {engine} ended with exit code {done.returncode}: {last}")
    found = json.loads(done.stdout)
    return EngineText(
        **found | {"pictures": tuple(PictureText(**picture) for picture in found["pictures"])}
    )


def measured(engine: str, threads: int, rounds: int, folder: Path, data: Path | None) -> EngineText:
    """In this process."""
    began = time.perf_counter()
    reader = _reader(engine, threads, data)
    loaded = time.perf_counter() - began
    lines = (folder / CONTENTS).read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    stills = [(row[0], row[1]) for row in rows if row[0].endswith((".jpg", ".png"))]
    found = [_picture(reader, folder / name, expected(text), rounds) for name, text in stills]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return EngineText(engine, threads, round(loaded, 3), peak, _resident_mb(), tuple(found))


def _reader(engine: str, threads: int, data: Path | None) -> TextReader:
    if engine == "tesseract":
        from edge.engines.vision.tesseract import Tesseract

        if data is None:
            raise EngineError("Tesseract wants the folder of its data")
        languages = [file.stem for file in sorted(data.glob("*.traineddata"))]
        return Tesseract(data, languages)
    from edge.engines.vision.rapidocr import RapidOcr

    return RapidOcr(threads)


def _picture(reader: TextReader, file: Path, printed: str, rounds: int) -> PictureText:
    picture = load(file).picture
    seconds, read = [], ""
    for _ in range(rounds):
        began = time.perf_counter()
        lines = reader.read(picture)
        seconds.append(time.perf_counter() - began)
        read = " ".join(line.text for line in flat(in_reading_order(lines)))
    wanted, found = words(printed), words(read)
    return PictureText(
        picture=file.name,
        right=(wanted & found).total(),
        wrong=(found - wanted).total(),
        missed=(wanted - found).total(),
        character_error=_character_error(printed, read),
        p50=round(statistics.median(seconds), 3),
        p95=round(percentile_95(sorted(seconds)), 3),
    )


def _character_error(printed: str, read: str) -> float | None:
    wanted = folded(printed)
    return round(distance(folded(read), wanted) / len(wanted), 3) if wanted else None


def _resident_mb() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def table(engines: Iterable[EngineText]) -> str:
    """A line a picture, and one for all of them."""
    return "\n".join(line for one in engines for line in _lines(one))


def _lines(one: EngineText) -> list[str]:
    head = f"{one.engine}, {one.threads} threads: loaded in {one.load_seconds:.2f} s, "
    columns = f"{'':24}{'right':>6}{'wrong':>6}{'missed':>7}{'CER':>7}{'p50 s':>7}{'p95 s':>7}"
    rows = [_line(picture) for picture in one.pictures]
    return [
        head + f"{one.peak_mb} MB at most, {one.resident_mb} MB after",
        columns,
        *rows,
        _sum(one),
    ]


def _line(one: PictureText) -> str:
    error = "-" if one.character_error is None else f"{one.character_error:.3f}"
    counts = f"{one.right:>6}{one.wrong:>6}{one.missed:>7}"
    return f"{one.picture:24}{counts}{error:>7}{one.p50:>7.2f}{one.p95:>7.2f}"


def _sum(one: EngineText) -> str:
    parts = [
        sum(getattr(picture, name) for picture in one.pictures)
        for name in ("right", "wrong", "missed")
    ]
    seconds = sorted(picture.p50 for picture in one.pictures)
    times = f"{statistics.median(seconds):>7.2f}{percentile_95(seconds):>7.2f}" if seconds else ""
    return f"{'all':24}{parts[0]:>6}{parts[1]:>6}{parts[2]:>7}{'':>7}{times}"


def main(arguments: Sequence[str]) -> None:
    engine, threads, rounds, folder, *data = arguments
    found = measured(
        engine, int(threads), int(rounds), Path(folder), Path(data[0]) if data else None
    )
    sys.stdout.write(json.dumps(asdict(found)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
