"""Voices of sherpa-onnx: VITS, Matcha, Kokoro and Kitten, by one table of kinds.

The library tells no times of words. They are estimated: the rhythm in which eSpeak NG would say
the same, laid over the sound from its first audible sample to the last. A clause that is being
made cannot be stopped, only the next one. Since its version 2 the library turns text into phonemes
by a lexicon only; voices that come without one are given eSpeak NG's phonemes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from edge.engines.onnx.description import read_description
from edge.engines.sherpa.library import library
from edge.engines.tts import retiming
from edge.engines.tts.espeak_timing import pronounced, rhythm
from edge.engines.tts.voice_stream import (
    NORMAL_WORDS_PER_MINUTE,
    WARMING_TEXT,
    NeuralEngine,
    VoiceFacts,
    primary,
)
from edge.errors import EngineError
from edge.ports import Voice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from edge.engines.runtime import Stopped
    from edge.engines.tts.voice_stream import Said

_SPEEDS = (0.5, 3.0)


@dataclass(frozen=True, slots=True)
class SherpaVoiceKind:
    """How the library names a kind, and the files it takes; the first tells rate and speakers."""

    config: str
    files: tuple[str, ...]
    also: tuple[str, ...] = ("lexicon",)


KINDS = {
    "vits": SherpaVoiceKind("OfflineTtsVitsModelConfig", ("model", "tokens")),
    "matcha": SherpaVoiceKind(
        "OfflineTtsMatchaModelConfig", ("acoustic_model", "vocoder", "tokens")
    ),
    "kokoro": SherpaVoiceKind("OfflineTtsKokoroModelConfig", ("model", "voices", "tokens")),
    "kitten": SherpaVoiceKind("OfflineTtsKittenModelConfig", ("model", "voices", "tokens")),
}


def facts_of(
    kind: str, files: Mapping[str, Path], languages: Sequence[str], name: str = ""
) -> VoiceFacts:
    """What the model's metadata tells. Raises EngineError naming the file and what is wrong.

    Without `languages` that of its phonemes, or English.
    """
    main = _checked(kind, files)[KINDS[kind].files[0]]
    told = read_description(main).metadata
    try:
        rate, count = int(told["sample_rate"]), int(told.get("n_speakers", "1"))
    except (KeyError, ValueError) as error:
        raise EngineError(f"{main} is not a voice for sherpa-onnx: it has no {error}") from error
    names = [name for name in told.get("speaker_names", "").split(",") if name]
    numbered = tuple(map(str, range(count))) if count > 1 else ()
    return VoiceFacts(
        name=name or main.parent.name,
        languages=tuple(languages) or (primary(told.get("voice", "en")),),
        rate=rate,
        speakers=tuple(names) if len(names) == count > 1 else numbered,
    )


class SherpaVoiceEngine(NeuralEngine):
    """One voice. Its pitch cannot be changed. Raises EngineError for unusable files."""

    def __init__(
        self, kind: str, files: Mapping[str, Path], facts: VoiceFacts, threads: int = 2
    ) -> None:
        self.facts = facts
        self._spells = "lexicon" not in files
        self._library = library()
        self._tts: Any = _loaded(kind, files, threads)
        if self._tts.sample_rate != facts.rate:
            raise EngineError(
                f"the voice {facts.name} has {self._tts.sample_rate} samples a second, "
                f"not {facts.rate} as was said"
            )
        warming = self.speak(lambda: False, WARMING_TEXT, Voice(facts.languages[0]))
        if not any(len(chunk.samples) for chunk in warming):
            raise EngineError(
                f'the voice {facts.name} makes no sound of "{WARMING_TEXT}": '
                f"{files['tokens']} may be another's"
            )

    def say(self, text: str, voice: Voice, stopped: Stopped) -> Said | None:
        parts: list[NDArray[np.float32]] = [np.zeros(0, np.float32)]

        def on_part(samples: NDArray[np.float32], _progress: float) -> int:
            parts.append(samples.copy())
            return 0 if stopped() else 1

        self._tts.generate(text, self._manner(text, voice), on_part)
        if stopped():
            return None
        sound = np.clip(np.concatenate(parts) * 32767, -32767, 32767).astype(np.int16)
        marks = rhythm(text, voice.language)
        return sound, retiming.retimed(marks, retiming.by_length(marks, sound))

    def _manner(self, text: str, voice: Voice) -> Any:
        """Speaker, pace and, where the voice has no lexicon, the phonemes."""
        manner = self._library.GenerationConfig()
        manner.sid = self.facts.speaker(voice.name)
        speed = voice.words_per_minute / NORMAL_WORDS_PER_MINUTE
        manner.speed = min(max(speed, _SPEEDS[0]), _SPEEDS[1])
        if self._spells:
            sentences = pronounced(text, voice.language)
            manner.phoneme_codepoints = [list(map(ord, sentence)) for sentence in sentences]
        return manner


def _checked(kind: str, files: Mapping[str, Path]) -> Mapping[str, Path]:
    """Every file that the kind needs is there."""
    if kind not in KINDS:
        raise EngineError(f'"{kind}" is no kind of voice; there are {", ".join(KINDS)}')
    for part in KINDS[kind].files:
        if part not in files:
            raise EngineError(f"a voice of the kind {kind} needs {part}")
        if not files[part].is_file():
            raise EngineError(f"the voice's file {files[part]} is missing")
    return files


def _loaded(kind: str, files: Mapping[str, Path], threads: int) -> Any:
    shape = KINDS[kind]
    given = {
        part: str(path)
        for part, path in _checked(kind, files).items()
        if part in shape.files + shape.also
    }
    sherpa = library()
    models = sherpa.OfflineTtsModelConfig(
        **{kind: getattr(sherpa, shape.config)(**given)}, num_threads=threads
    )
    try:
        return sherpa.OfflineTts(sherpa.OfflineTtsConfig(model=models, max_num_sentences=1))
    except Exception as error:  # its errors share no parent but this
        main = given[shape.files[0]]
        reason = str(error).splitlines()[0][:200]
        raise EngineError(f"the voice {main} cannot be loaded: {reason}") from error
