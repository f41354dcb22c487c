"""What can be typed: commands explain themselves, and wrong usage ends with 2."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from edge import __version__
from edge.cli import main, parser
from edge.errors import EdgeError

COMMANDS = ("run", "ask", "say", "listen", "devices", "doctor", "bench")


def _ended(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str, str]:
    """(exit code, standard output, standard error) of a command line."""
    with pytest.raises(SystemExit) as end:
        main(list(words))
    told = capsys.readouterr()
    return end.value.code or 0, told.out, told.err


def test_edge_alone_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _ended(capsys)
    assert (code, err) == (0, "")
    for name in COMMANDS:
        assert f"edge {name}" in out


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert _ended(capsys, "--version") == (0, f"edge {__version__}\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ("ask",),
        ("say",),
        ("walk",),
        ("say", "hi", "--rate", "fast"),
        ("say", "hi", "--rate", "900"),
        ("run", "--mode", "x"),
    ],
)
def test_wrong_usage_ends_with_2(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    code, out, err = _ended(capsys, *words)
    assert (code, out) == (2, "")
    assert err.startswith("usage: edge")


def test_the_exit_code_of_every_error_is_explained() -> None:
    told = parser().format_help()
    for code in sorted({error.exit_code for error in _errors(EdgeError)}):
        assert f" {code} " in told.partition("exit codes:")[2]


def _errors(root: type[EdgeError]) -> list[type[EdgeError]]:
    return [root, *(error for below in root.__subclasses__() for error in _errors(below))]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_is_for(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _ended(capsys, name, "--help")
    assert (code, err) == (0, "")
    words = out.split("options:")[0].strip().splitlines()
    assert any(line.endswith(".") for line in words), out


def test_a_rate_in_words_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = _ended(capsys, "say", "hi", "--rate", "fast")
    assert 'argument --rate: "fast" is no number of words a minute' in err


def test_a_rate_out_of_range_is_told_with_the_range(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = _ended(capsys, "say", "hi", "--rate", "900")
    assert "900 is outside 80 to 450 words a minute" in err


def test_an_error_as_json_is_readable_in_any_script(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _ended(capsys, "ask", "没有.wav", "--json")
    assert code == 5
    assert "没有.wav" in json.loads(out)["error"]["message"]
    assert "没有.wav" in out


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_and_a_file_of_its_name(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    code, out, _ = _ended(capsys, name, "--help")
    assert code == 0
    assert f"usage: edge {name}" in out
    assert resources.files("edge.commands").joinpath(f"{name}.py").is_file()


def test_every_option_is_explained() -> None:
    text = parser().format_help()
    assert "EDGE_CONFIG" in text
    assert "--debug" in text
