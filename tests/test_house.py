"""The files around the code are true: pinned packages, models, unit, boot lines and links."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tomllib
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PINNED = sorted((ROOT / ".constraints").glob("*.txt"))
MODELS = [
    model
    for model in tomllib.loads((ROOT / "models/manifest.toml").read_text(encoding="utf-8"))["model"]
    if "package" in model
    if model.get("version") in (None, distribution(model["package"]).version)
]


@pytest.mark.parametrize("path", PINNED, ids=lambda path: path.name)
def test_pinned_packages_carry_hashes_and_name_no_index(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--index|--extra-index|--find-links)", text, re.MULTILINE)
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[a-z0-9._-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


@pytest.mark.parametrize(("extra", "name"), [("", "base.txt"), ("dev", "dev.txt")])
def test_every_dependency_is_pinned(extra: str, name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["optional-dependencies"][extra] if extra else project["dependencies"]
    text = (ROOT / ".constraints" / name).read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE))
    plain = {re.split(r"[<>=; ]", entry)[0].lower().replace("_", "-") for entry in wanted}
    assert plain <= pinned


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model["name"])
def test_a_model_of_the_manifest_is_the_file_that_is_installed(model: dict[str, Any]) -> None:
    file = Path(str(distribution(model["package"]).locate_file(model["file"])))
    assert file.stat().st_size == model["bytes"]
    assert hashlib.sha256(file.read_bytes()).hexdigest() == model["sha256"]


def test_boot_lines_keep_the_rules_of_their_file() -> None:
    for line in (ROOT / "firmware_configs" / "config.txt").read_text(encoding="utf-8").splitlines():
        assert len(line) < 98
        assert line.startswith("#") or "#" not in line


def test_the_service_unit_is_valid(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    text = (ROOT / "systemd" / "edge.service").read_text(encoding="utf-8")
    unit = tmp_path / "edge.service"
    installed = text.replace("/opt/edge/.venv/bin/edge", "/bin/true").replace("User=edge\n", "")
    unit.write_text(installed, encoding="utf-8")
    command = ["systemd-analyze", "verify", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_tests_that_the_security_page_names_exist() -> None:
    page = ROOT / "docs" / "security.md"
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page.read_text(encoding="utf-8"))
    assert named
    for file, test in named:
        assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8") if test else True
