"""The list, the shelf and the engines call the same kinds of model by the same names."""

from __future__ import annotations

import importlib.util

import pytest

from edge.app.chosen import library, refusal
from edge.engines.sherpa.kinds import OFFLINE, STREAMING
from edge.engines.tts.sherpa import KINDS
from edge.engines.vision.kinds import KINDS as NETWORKS
from edge.models import manifest
from edge.models.choice import CHOSEN_ROLES
from edge.models.shapes import SHAPES


def _kinds(role: str) -> set[str]:
    return {shape.kind for shape in SHAPES if shape.role == role}


def test_every_kind_of_recogniser_that_runs_is_known_by_its_files_and_no_other() -> None:
    runs = {kind.name for kind in (*STREAMING, *OFFLINE)}
    assert _kinds("recogniser") == runs | {"pocketsphinx"}


def test_every_kind_of_voice_that_runs_is_known_by_its_files_and_no_other() -> None:
    assert _kinds("voice") == {"piper", *KINDS}


def test_every_kind_of_network_that_looks_is_known_by_its_files() -> None:
    assert {role: _kinds(role) - {"fastestdet"} for role in NETWORKS} == {
        role: set(kinds) for role, kinds in NETWORKS.items()
    }


@pytest.mark.parametrize("entry", list(manifest.load()), ids=lambda entry: entry.name)
def test_what_can_be_chosen_from_the_list_has_an_engine(entry: manifest.Entry) -> None:
    if entry.role in CHOSEN_ROLES:
        assert library(entry.kind) is not None


def test_a_library_that_is_missing_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert refusal("piper") == (
        "needs piper-tts, which is not installed: pip install edge-assistant[piper]"
    )
    assert refusal("smart-turn") == "needs onnxruntime, which is not installed"
    assert refusal("dtln") == "is of a kind that nothing here runs"
