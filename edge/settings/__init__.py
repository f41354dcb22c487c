"""What the owner may set: one frozen dataclass a part, read from one TOML file.

Units stand in the names. An unknown name is an error that suggests the nearest one; the file is
never rewritten by the program (what is changed by voice is kept in the database).
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from edge import language as languages
from edge.errors import SettingsError
from edge.settings.checks import one_of
from edge.settings.reading import read
from edge.settings.sight import CameraSettings, GuideSettings, PositionSettings, RangeSettings
from edge.settings.talk import (
    AudioSettings,
    EngineSettings,
    ListeningSettings,
    MicrophoneSettings,
    ModelSettings,
    OutputSettings,
    PrivacySettings,
    ProfileSettings,
    SpeakingSettings,
    WakeWordSettings,
)

__all__ = [
    "AudioSettings",
    "CameraSettings",
    "EngineSettings",
    "GuideSettings",
    "ListeningSettings",
    "MicrophoneSettings",
    "ModelSettings",
    "OutputSettings",
    "PositionSettings",
    "PrivacySettings",
    "ProfileSettings",
    "RangeSettings",
    "Settings",
    "SpeakingSettings",
    "WakeWordSettings",
    "default_path",
    "load",
    "models_folder",
    "read",
    "state_folder",
]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The whole file, edge.toml."""

    profile: ProfileSettings = field(default_factory=ProfileSettings)
    audio: AudioSettings = field(default_factory=AudioSettings)
    listening: ListeningSettings = field(default_factory=ListeningSettings)
    speaking: SpeakingSettings = field(default_factory=SpeakingSettings)
    privacy: PrivacySettings = field(default_factory=PrivacySettings)
    models: ModelSettings = field(default_factory=ModelSettings)
    engines: EngineSettings = field(default_factory=EngineSettings)
    camera: CameraSettings = field(default_factory=CameraSettings)
    position: PositionSettings = field(default_factory=PositionSettings)
    guide: GuideSettings = field(default_factory=GuideSettings)


def load(path: Path | None = None) -> Settings:
    """Read the owner's file; a missing file means the defaults, unless its path was given.

    Raises SettingsError naming the file, the setting and what was expected.
    """
    chosen = path or (Path(os.environ["EDGE_CONFIG"]) if os.environ.get("EDGE_CONFIG") else None)
    file = chosen or default_path()
    if chosen is None and not file.exists():
        return Settings()
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise SettingsError(f"cannot read the settings file {file}: {reason}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not valid TOML: {error}") from error
    try:
        settings = read(Settings, table)
        one_of(settings.profile, "language", languages.available())
    except SettingsError as error:
        raise SettingsError(f"{file}: {error}") from error
    return settings


def default_path() -> Path:
    """edge.toml in the XDG configuration folder."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "edge" / "edge.toml"


def state_folder() -> Path:
    """EDGE_STATE, or the XDG state folder."""
    if os.environ.get("EDGE_STATE"):
        return Path(os.environ["EDGE_STATE"])
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "edge"


def models_folder(settings: ModelSettings) -> Path:
    """EDGE_MODELS, models.path, or the XDG data folder. Raises SettingsError for a file."""
    named = {"EDGE_MODELS": os.environ.get("EDGE_MODELS", ""), "models.path": settings.path}
    for name, path in named.items():
        if path:
            return _folder(name, Path(path).expanduser())
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "edge" / "models"


def _folder(name: str, path: Path) -> Path:
    if path.is_file():
        raise SettingsError(f"{name} names {path}, which is a file and no folder of models")
    return path
