"""`edge look`: what a picture, a video or the camera shows, where, and how sure that is."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from edge import language as languages
from edge.app import sight
from edge.app.installed import Installed
from edge.commands import look_video, looked, say
from edge.devices.camera_opencv import PatientVideo
from edge.errors import DeviceError, EngineError, InputError
from edge.modes.sight.camera_use import CameraUse
from edge.ports import Voice
from edge.seeing.image_header import read_header
from edge.seeing.picture import load
from edge.thinking.phrases import Phrases

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator, Callable

    from edge.modes.sight.outfit import Outfit
    from edge.ports.sight import Frame
    from edge.seeing.eyes import Eyes, EyesChanged
    from edge.settings import Settings

CAMERA = "camera"
HEADER_BYTES = 64
VIDEO_SECONDS = 30.0
"""Of a film, where nothing else is asked for."""
PER_SECOND = 5.0
"""Pictures of a film or a camera that are looked at."""
NO_CAMERA = "no camera is plugged in, or named in the settings under camera"
NOTHING_READS = "nothing here reads print: pip install edge-assistant[vision]"
NOTHING_SEES = "nothing here recognises things: put a YOLOX model into {folder}"


@dataclass(frozen=True, kw_only=True)
class Looking:
    """What somebody wants to know, and what there is to find it out with."""

    options: argparse.Namespace
    settings: Settings
    outfit: Outfit
    folder: Path
    """Of the models."""
    phrases: Phrases


def main(options: argparse.Namespace, settings: Settings) -> int:
    """0, or 6 where something was found though nothing here recognises things."""
    code = options.language or settings.profile.language
    phrases = Phrases(languages.load(code), settings.profile.verbosity)
    shelf = Installed.surveyed(settings, language=code)
    result, is_whole = asyncio.run(_looked(options, shelf, phrases))
    told = json.dumps(result.record, ensure_ascii=False) if options.json else result.lines
    print(told, flush=True)  # before it is spoken
    if not is_whole:
        print(f"edge: {NOTHING_SEES.format(folder=shelf.found.folder)}", file=sys.stderr)
    if result.spoken and not options.silent:
        voice = Voice(code, settings.speaking.voice, settings.speaking.words_per_minute)
        asyncio.run(say.aloud(result.spoken, voice, settings, options.output))
    return 0 if is_whole else EngineError.exit_code


async def _looked(
    options: argparse.Namespace, shelf: Installed, phrases: Phrases
) -> tuple[looked.Result, bool]:
    """The result, and whether everything could be looked for that was asked."""
    outfit = await asyncio.to_thread(sight.looking, shelf, asyncio.get_running_loop())
    if options.read and outfit.reader is None:
        raise EngineError(NOTHING_READS)
    looking = Looking(
        options=options,
        settings=shelf.settings,
        outfit=outfit,
        folder=shelf.found.folder,
        phrases=phrases,
    )
    try:
        return await _result(looking), options.read or outfit.things is not None
    finally:
        await outfit.close()


async def _result(looking: Looking) -> looked.Result:
    options = looking.options
    if options.source == CAMERA:
        async with _camera(looking) as use, use.using() as eyes:
            if options.seconds is None or options.read:
                return await _one(looking, await eyes.still())
            return await _film(looking, _newest(eyes), options.seconds)
    path = Path(options.source)
    if await asyncio.to_thread(_is_picture, path):
        frame = await looking.outfit.looker.ask("decoding", partial(load, path))
        return await _one(looking, frame)
    if options.read:
        raise InputError(f"{path} is no JPEG, PNG, WebP or BMP picture, and no other is read")
    frames = PatientVideo(path).frames(lambda: PER_SECOND)
    return await _film(looking, frames, options.seconds or VIDEO_SECONDS)


def _is_picture(path: Path) -> bool:
    """By its name or its first bytes; what is wrong with it is told when it is loaded."""
    try:
        with path.open("rb") as file:
            known = read_header(file.read(HEADER_BYTES)) is not None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError:  # of a picture whose header goes on
        return True
    return known or path.suffix.lower() in sight.PICTURES


async def _one(looking: Looking, frame: Frame) -> looked.Result:
    """Of one picture."""
    only_print = looking.options.read
    seen = await looked.seen(looking.outfit.vision, frame, only_print=only_print)
    tell = looked.read_aloud if only_print else looked.described
    return tell(seen, looking.phrases, looking.outfit.looker.seconds)


async def _film(looking: Looking, frames: AsyncIterator[Frame], seconds: float) -> looked.Result:
    """Of many pictures: what comes and goes, printed when it does."""
    if looking.outfit.things is None:
        raise EngineError(NOTHING_SEES.format(folder=looking.folder))
    tell: Callable[[str], None] = (lambda _: None) if looking.options.json else print
    seen = await look_video.followed(looking.outfit.vision, frames, seconds, tell)
    return look_video.summed_up(seen, looking.phrases, looking.options.source)


async def _newest(eyes: Eyes) -> AsyncIterator[Frame]:
    """The pace is the eyes' own."""
    while True:
        yield await eyes.look()


@asynccontextmanager
async def _camera(looking: Looking) -> AsyncIterator[CameraUse]:
    """With its capture light. Raises DeviceError with the camera's own reason."""
    source = await asyncio.to_thread(sight.camera, looking.settings)
    if source is None:
        raise DeviceError(NO_CAMERA)
    reasons: list[str] = []

    def told(change: EyesChanged) -> None:
        if change.reason:
            reasons.append(change.reason)

    use = CameraUse(sight.eyes(source, looking.settings.camera, told))
    try:
        yield use
    except DeviceError as error:
        raise DeviceError(reasons[0]) if reasons else error from None
    finally:
        await use.close()
