"""Wake words by microWakeWord: several words on one pass of shared features."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge.errors import EngineError, SettingsError

if TYPE_CHECKING:
    from edge.ports import Samples
    from edge.settings import WakeWordSettings


class MicroWakeWordDetector:
    """A WakeWordDetector for all the words of the settings at once."""

    def __init__(self, words: tuple[WakeWordSettings, ...]) -> None:
        from pymicro_wakeword import MicroWakeWordFeatures

        self._features = MicroWakeWordFeatures()
        self._models = [(_name(word.name), _model(word)) for word in words]

    def detect(self, samples: Samples) -> str | None:
        """The word that just ended, if any. Keeps saying so for some 100 ms after it."""
        detected: str | None = None
        for features in self._features.process_streaming(samples.tobytes()):
            for name, model in self._models:
                if model.process_streaming(features):
                    detected = detected or name
        return detected

    def reset(self) -> None:
        """Forget the sound so far (some milliseconds of work a word)."""
        self._features.reset()
        for _, model in self._models:
            model.reset()


def built_in() -> tuple[str, ...]:
    """The names of the words that come with the engine."""
    from pymicro_wakeword import Model

    return tuple(model.value for model in Model)


def has_model(word: WakeWordSettings) -> bool:
    """Whether `word` is built in, or names a file."""
    return word.name in built_in() or word.name.endswith(".json")


def _name(name: str) -> str:
    return Path(name).stem if name.endswith(".json") else name


def _model(word: WakeWordSettings) -> Any:
    """Load one word; raises SettingsError for an unknown name, EngineError for a broken model."""
    from pymicro_wakeword import MicroWakeWord, Model

    if not has_model(word):
        names = ", ".join(built_in())
        raise SettingsError(
            f'the wake word "{word.name}" is neither built in ({names}) nor a .json file, and no '
            "keyword spotter for other names is in the models folder (edge models)"
        )
    if word.name in built_in():
        model = MicroWakeWord.from_builtin(Model(word.name))
    else:
        model = _from_file(Path(word.name).expanduser())
    if word.cutoff:
        model.probability_cutoff = word.cutoff
    return model


def _from_file(path: Path) -> Any:
    from pymicro_wakeword import MicroWakeWord

    try:
        weights = path.parent / json.loads(path.read_text(encoding="utf-8"))["model"]
        if weights.read_bytes()[4:8] != b"TFL3":
            raise ValueError(f"{weights.name} is not a TensorFlow Lite model")
        return MicroWakeWord.from_config(path)
    except OSError as error:
        raise EngineError(
            f"the wake word model {path} cannot be read: {error.strerror} ({error.filename})"
        ) from error
    except (ValueError, KeyError, TypeError, RuntimeError) as error:
        raise EngineError(f"the wake word model {path} is broken: {error!r}") from error
