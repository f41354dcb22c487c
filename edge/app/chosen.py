"""Which model works here: by what the shelf holds, the board allows and the owner wants."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.models import board as boards
from edge.models import manifest as lists
from edge.models.choice import CHOSEN_ROLES, Chooser, wanted_key
from edge.models.shelf import Shelf
from edge.settings import models_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from edge.models.board import Board
    from edge.models.choice import Choice
    from edge.models.manifest import Manifest
    from edge.models.record import Model
    from edge.settings import Settings
    from edge.store.store import Store


@dataclass(frozen=True, slots=True)
class Library:
    """A package that runs a kind of model."""

    module: str
    package: str
    extra: str = ""


SERVER = "server"
"""What the owner names as language model to have one that somebody else runs."""
SHERPA = Library("sherpa_onnx", "sherpa-onnx", "sherpa")
LIBRARIES = {
    "piper": Library("piper", "piper-tts", "piper"),
    **dict.fromkeys(("vits", "matcha", "kokoro", "kitten"), SHERPA),
    "gguf": Library("llama_cpp", "llama-cpp-python", "llama"),
    "smart-turn": Library("onnxruntime", "onnxruntime"),
    "pocketsphinx": Library("pocketsphinx", "pocketsphinx"),
}


def library(kind: str) -> Library | None:
    """What runs models of a kind; None where nothing does yet."""
    from edge.engines.asr.sherpa import runs

    return SHERPA if runs(kind) else LIBRARIES.get(kind)


def refusal(kind: str) -> str:
    """Why a kind cannot run here, in words that follow a model's name; empty where it can."""
    needed = library(kind)
    if needed is None:
        return "is of a kind that nothing here runs"
    if importlib.util.find_spec(needed.module) is not None:
        return ""
    advice = f": pip install edge-assistant[{needed.extra}]" if needed.extra else ""
    return f"needs {needed.package}, which is not installed{advice}"


@dataclass(frozen=True, kw_only=True)
class Survey:
    """Everything that decides, and what was decided."""

    folder: Path
    models: Sequence[Model]
    manifest: Manifest
    board: Board
    choices: Mapping[tuple[str, str], Choice]
    """By role and language."""

    def choice(self, role: str, language: str) -> Choice:
        return self.choices[role, language]

    def cut(self, role: str, language: str) -> list[str]:
        """A sentence for each model that was passed over because it is not whole."""
        passed = self.choice(role, language).passed
        models = (model for model in self.models if model.role == role and model.not_whole)
        told = (f"{model.name} {model.not_whole}" for model in models)
        return [sentence for sentence in told if sentence in passed]


def survey(
    settings: Settings,
    store: Store | None,
    languages: Sequence[str] = (),
    manifest: Manifest | None = None,
) -> Survey:
    """Looks at the disk, so not on the loop. Raises InputError for a broken list of models."""
    folder = models_folder(settings.models)
    models = Shelf(folder).models()
    reasons = {model.name: refusal(model.kind) for model in models if model.role in CHOSEN_ROLES}
    chooser = Chooser(
        models=models,
        manifest=manifest or lists.load(),
        board=boards.read(),
        refused={name: reason for name, reason in reasons.items() if reason},
    )
    choices = {
        (role, language): chooser.choose(role, language, wanted(settings, store, role, language))
        for role in CHOSEN_ROLES
        for language in languages or (settings.profile.language,)
    }
    return Survey(
        folder=folder,
        models=models,
        manifest=chooser.manifest,
        board=chooser.board,
        choices=choices,
    )


def wanted(settings: Settings, store: Store | None, role: str, language: str) -> str:
    """What the owner named: in the settings file, or else by `edge models use`."""
    mind = settings.engines.language_model
    named = {
        "recogniser": settings.engines.recognizer,
        "voice": settings.engines.voice,
        "language model": "" if mind == SERVER else mind,
    }.get(role, "")
    if named or store is None:
        return named
    kept = store.kept_settings.get(settings.profile.name, wanted_key(role, language), "")
    return str(kept)
