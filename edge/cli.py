"""The command line: what can be typed, and how every command ends."""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TypeAlias

from edge import __version__, settings
from edge.errors import EdgeError, Terminated

ABOUT = """\
A voice assistant that runs on this machine and keeps what it hears to itself.

  edge run                 talk with it (or type); Ctrl-C ends
  edge ask FILE.wav        ask with a recording, through the same loop as a microphone
  edge ask "what time is it"
  edge say "hello"         speak a sentence
  edge listen [FILE.wav]   write down what is said
  edge look FILE|camera    what a picture, a video or the camera shows; --read reads it
  edge devices             microphones and outputs by name
  edge models              models that are here, and better ones to fetch
  edge map                 the map that is here; edge map import FILE.osm.pbf reads one
  edge setup               language, speed, microphone and models, step by step
  edge doctor              check this machine, measure the sound loop
  edge bench               measure the product on this machine
  edge replay FOLDER       run a conversation again that --record kept
"""

EXIT_CODES = """\
exit codes: 0 done; 1 failed; 2 wrong usage; 3 settings; 4 device; 5 input (a file, a text, the
name of a voice or language); 6 engine; 7 state folder; 8 not allowed to leave the device; 9 no
speech in a recording; 10 a server cannot be reached or answers wrongly; 130 interrupted by Ctrl-C
"""

SLOWEST, FASTEST = 80, 450
RECORD = "keep the conversation in a new folder, for edge replay"


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    top = argparse.ArgumentParser(
        prog="edge",
        description=ABOUT,
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"edge {__version__}")
    top.add_argument("--config", type=Path, metavar="FILE", help="settings file (EDGE_CONFIG)")
    top.add_argument("--debug", action="store_true", help="tell everything on standard error")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _add_run(commands)
    _add_ask(commands)
    _add_say(commands)
    _add_listen(commands)
    _add_look(commands)
    _add_devices(commands)
    _add_models(commands)
    _add_map(commands)
    _add_setup(commands)
    _add_doctor(commands)
    _add_bench(commands)
    _add_replay(commands)
    return top


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _command(commands: Commands, name: str, purpose: str) -> argparse.ArgumentParser:
    return commands.add_parser(
        name, help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}."
    )


def _add_run(commands: Commands) -> None:
    run = _command(commands, "run", "start the assistant")
    run.add_argument("--plain", action="store_true", help="one line per fact, no decoration")
    run.add_argument("--mode", choices=("wake word", "key", "continuous"), help="when to listen")
    run.add_argument("--input", metavar="DEVICE", help="microphone: name, file:PATH or stdin")
    run.add_argument("--output", metavar="DEVICE", help="output: name, file:PATH, stdout or null")
    run.add_argument("--for", dest="seconds", type=float, metavar="SECONDS", help="end by itself")
    run.add_argument("--record", metavar="FOLDER", help=RECORD)
    run.add_argument("--fake", action="store_true", help="no sound devices at all: type instead")


def _add_ask(commands: Commands) -> None:
    ask = _command(commands, "ask", "one question from a recording or as text")
    ask.add_argument("question", metavar='FILE.wav|"TEXT"', help="a recording, or the words")
    ask.add_argument("--json", action="store_true", help="print one object")
    ask.add_argument("--fast", action="store_true", help="do not wait at real speed, do not speak")
    ask.add_argument("--output", metavar="DEVICE", help="output: name, file:PATH, stdout or null")
    ask.add_argument("--record", metavar="FOLDER", help=RECORD)
    ask.add_argument("--language", metavar="CODE", help="language of the question, e.g. en, zh")


def _add_say(commands: Commands) -> None:
    say = _command(commands, "say", "speak a sentence")
    say.add_argument("text", help="what to say, in quotes")
    say.add_argument("--language", metavar="CODE", help="language of the text, e.g. en, zh")
    say.add_argument("--voice", metavar="NAME", help="the engine's name of a voice")
    rates = f"words a minute, {SLOWEST} to {FASTEST}"
    say.add_argument("--rate", type=_words_per_minute, metavar="WPM", help=rates)
    say.add_argument("--output", metavar="DEVICE", help="output: name, file:PATH, stdout or null")


def _words_per_minute(text: str) -> int:
    """Words a minute that eSpeak NG can speak."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f'"{text}" is no number of words a minute')
    rate = int(text)
    if not SLOWEST <= rate <= FASTEST:
        raise argparse.ArgumentTypeError(f"{rate} is outside {SLOWEST} to {FASTEST} words a minute")
    return rate


def _add_listen(commands: Commands) -> None:
    listen = _command(commands, "listen", "write down what is said")
    listen.add_argument("file", nargs="?", metavar="FILE.wav", help="default: the microphone")
    listen.add_argument("--json", action="store_true", help="one line a partial and final")
    listen.add_argument("--fast", action="store_true", help="read a file as fast as it goes")
    listen.add_argument("--language", metavar="CODE", help="language of the speech, e.g. en, zh")


def _add_look(commands: Commands) -> None:
    look = _command(commands, "look", "tell what a picture, a video or the camera shows")
    look.add_argument("source", metavar="IMAGE|VIDEO|camera", help="a file, or the word camera")
    look.add_argument("--read", action="store_true", help="read what is printed, word for word")
    look.add_argument("--json", action="store_true", help="print one object")
    look.add_argument("--silent", action="store_true", help="do not speak")
    bounds = "of a video (30), or watch the camera for so long"
    look.add_argument("--seconds", type=_positive, metavar="SECONDS", help=bounds)
    look.add_argument("--language", metavar="CODE", help="language of the answer, e.g. en, zh")
    look.add_argument("--output", metavar="DEVICE", help="output: name, file:PATH, stdout or null")


def _positive(text: str) -> float:
    """Seconds above nought."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f'"{text}" is no number of seconds above 0')
    return seconds


def _add_devices(commands: Commands) -> None:
    devices = _command(commands, "devices", "microphones and outputs by name")
    devices.add_argument("--json", action="store_true", help="print one object")


def _add_models(commands: Commands) -> None:
    models = _command(commands, "models", "models: what is here, what there is, fetching them")
    models.set_defaults(manifest=None, json=False, language=None)
    actions = models.add_subparsers(dest="action", metavar="ACTION", title="actions")
    _action(actions, "list", "what is here, what was chosen and why, what can be fetched")
    fetch = _action(
        actions, "fetch", "get models by name, or small, medium or large for this board"
    )
    fetch.add_argument("names", nargs="+", metavar="NAME|small|medium|large")
    fetch.add_argument("--from", dest="source", type=Path, metavar="DIR", help="not the network")
    fetch.add_argument("--dry-run", action="store_true", help="only tell size and time")
    fetch.add_argument("--plain", action="store_true", help="a line every tenth, no bar")
    verify = _action(actions, "verify", "compare models with what was fetched")
    verify.add_argument("names", nargs="*", metavar="NAME", help="default: all")
    remove = _action(actions, "remove", "delete models that were fetched")
    remove.add_argument("names", nargs="+", metavar="NAME")
    use = _action(actions, "use", "take this model from the next start on")
    use.add_argument("name", metavar="NAME")
    use.add_argument("--automatic", action="store_true", help="let edge choose for its job again")
    check = _action(actions, "check", "ask whether the addresses of the list lead to the files")
    check.add_argument("names", nargs="*", metavar="NAME", help="default: all")


def _action(actions: Commands, name: str, purpose: str) -> argparse.ArgumentParser:
    action = _command(actions, name, purpose)
    action.add_argument("--json", action="store_true", help="print one object")
    action.add_argument("--manifest", type=Path, metavar="FILE", help="another list of models")
    codes = "for this language, not the profile's; may be repeated"
    action.add_argument("--language", action="append", metavar="CODE", help=codes)
    return action


def _add_map(commands: Commands) -> None:
    ways = _command(commands, "map", "the map of streets and places: what is here, reading one")
    ways.add_argument("--json", action="store_true", help="print one object")
    actions = ways.add_subparsers(dest="action", metavar="ACTION", title="actions")
    read = _command(actions, "import", "read an extract of OpenStreetMap in place of the old map")
    read.add_argument("file", type=Path, metavar="FILE", help=".osm.pbf, or .osm")
    at_the_end = "print one object at the end"
    read.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=at_the_end)


def _add_setup(commands: Commands) -> None:
    setup = _command(commands, "setup", "language, speed, microphone and models, step by step")
    setup.add_argument("--plain", action="store_true", help="one line per fact, no decoration")
    setup.add_argument("--silent", action="store_true", help="ask on the screen only")


def _add_doctor(commands: Commands) -> None:
    doctor = _command(commands, "doctor", "check this machine and measure the sound loop")
    doctor.add_argument("--json", action="store_true", help="print one object")
    doctor.add_argument("--no-sound", action="store_true", help="leave out the audible click")


def _add_bench(commands: Commands) -> None:
    bench = _command(commands, "bench", "measure the product on this machine")
    bench.add_argument(
        "what",
        nargs="?",
        choices=(
            "conversation",
            "barge-in",
            "endpointing",
            "idle",
            "memory",
            "start",
            "recognisers",
            "voices",
            "language-models",
            "overlap",
            "hazard",
            "vision",
        ),
        help="one group only",
    )
    bench.add_argument("--json", action="store_true", help="print one object")
    bench.add_argument("--turns", type=int, default=20, metavar="N", help="turns a row (20)")
    bench.add_argument(
        "--recordings",
        type=Path,
        metavar="FOLDER",
        help="spoken turns with known ends (WAVs, turns.json) for endpointing",
    )
    bench.add_argument(
        "--pictures",
        type=Path,
        metavar="FOLDER",
        help="pictures and videos with their CONTENTS.tsv for vision",
    )


def _add_replay(commands: Commands) -> None:
    replay = _command(commands, "replay", "run a recorded conversation again and compare")
    replay.add_argument("folder", type=Path, metavar="FOLDER", help="made by --record")
    replay.add_argument("--json", action="store_true", help="print one object")
    replay.add_argument("--until", type=float, metavar="SECONDS", help="stop after so much of it")
    how = replay.add_mutually_exclusive_group()
    how.add_argument("--engines", action="store_true", help="with the engines of this machine")
    how.add_argument("--play", action="store_true", help="only play its sound")


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run one command and end the process with its exit code."""
    try:
        code = _finished(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        _end_now(130)
    except Terminated:
        _end_now(0)
    except BrokenPipeError:  # whoever read us has gone; nothing more can be told there
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)


def _end_now(code: int) -> NoReturn:
    """Wait for nobody but those who write files: a model that a thread still loads takes seconds.

    The commands have closed everything on the way here.
    """
    for thread in threading.enumerate():
        if thread.name == "sound writer":
            thread.join(1.0)
    with suppress(OSError, AttributeError):  # closed, or gone
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def _finished(arguments: list[str] | None) -> int:
    """The command's exit code; every expected failure is one sentence on standard error."""
    options = parser().parse_args(arguments)
    if options.command is None:
        parser().print_help()
        return 0
    _log_to_stderr(options.debug)
    try:
        command = importlib.import_module(f"edge.commands.{options.command}")
        code: int = command.main(options, settings.load(options.config))
        return code
    except (EdgeError, ExceptionGroup) as error:
        return _told(_cause(error), as_json=getattr(options, "json", False))


def _cause(error: Exception) -> Exception:
    """What went wrong first, inside groups of tasks."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


def _told(error: Exception, *, as_json: bool) -> int:
    """Print an expected failure as one sentence; raises any other."""
    if not isinstance(error, EdgeError):
        raise error
    if as_json:
        told = {"error": {"code": error.code, "message": str(error)}}
        print(json.dumps(told, ensure_ascii=False))
    print(f"edge: {error}", file=sys.stderr)
    return error.exit_code


def _log_to_stderr(debug: bool) -> None:
    logging.basicConfig(
        level=logging.DEBUG if debug else logging.WARNING,
        format="%(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    logging.captureWarnings(capture=True)
