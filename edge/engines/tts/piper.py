"""Voices of Piper in our own onnxruntime session, with the times of words and phonemes.

Piper turns text into phonemes and their numbers; the model says how many samples each one takes,
so marks are exact to the phoneme. For voices that spell otherwise than eSpeak NG (Hebrew, Thai …)
they are estimated from the sound's length. A run ends between two operations once it is stopped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from edge.engines.onnx.session import open_session, run
from edge.engines.tts import retiming
from edge.engines.tts.espeak_timing import rhythm
from edge.engines.tts.piper_files import config_of, facts_of, with_durations
from edge.engines.tts.retiming import Sounding
from edge.engines.tts.voice_stream import NORMAL_WORDS_PER_MINUTE, WARMING_TEXT, NeuralEngine
from edge.errors import EngineError
from edge.ports import Voice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from edge.engines.runtime import Stopped
    from edge.engines.tts.voice_stream import Said
    from edge.ports import Samples

INPUTS = {"input", "input_lengths", "scales"}
LOUDEST = 0.8
"""Of full scale: the warming text's peak. One gain for all, so that sentences keep their weight."""
_GAINS = (0.25, 8.0)
_SCALES = (0.3, 3.0)
"""Of the length of a phoneme, at the fastest and the slowest."""
_PAD, _BEGIN, _END = "_", "^", "$"
_RAW = "[["
"""Begins phonemes in a text, which none of ours has."""
_CHINESE_DATA = "g2pW/g2pw.onnx"


class PiperEngine(NeuralEngine):
    """One voice. Its pitch cannot be changed. Raises EngineError naming the unusable file."""

    def __init__(self, model: Path, threads: int = 2) -> None:
        self.facts = facts_of(model)
        self._model = model
        self._voice = _phonemizer(model)
        self._session = open_session(model, threads, with_durations(model))
        self._gain = 1.0
        self._check_inputs()
        self._warm()

    def say(self, text: str, voice: Voice, stopped: Stopped) -> Said | None:
        sounds: list[Samples] = []
        sounded: list[Sounding] = []
        done = 0
        for phonemes in self._voice.phonemize(text.replace(_RAW, "  ")):
            made = run(self._session, self._feeds(phonemes, voice), stopped)
            if made is None:
                return None
            sounds.append(self._sound(made[0]))
            if len(made) > 1:
                sounded += self._sounding(phonemes, made[1], len(sounds[-1]), done)
            done += len(sounds[-1])
        sound = np.concatenate(sounds) if sounds else np.zeros(0, np.int16)
        marks = rhythm(text, self._voice.config.espeak_voice)
        anchors = retiming.by_phonemes(marks, sounded) if sounded else None
        return sound, retiming.retimed(marks, anchors or retiming.by_length(marks, sound))

    def _feeds(self, phonemes: Sequence[str], voice: Voice) -> dict[str, NDArray[Any]]:
        config = self._voice.config
        pace = NORMAL_WORDS_PER_MINUTE / voice.words_per_minute
        length = min(max(config.length_scale * pace, _SCALES[0]), _SCALES[1])
        numbers = self._voice.phonemes_to_ids(phonemes)
        feeds: dict[str, NDArray[Any]] = {
            "input": np.array([numbers], np.int64),
            "input_lengths": np.array([len(numbers)], np.int64),
            "scales": np.array([config.noise_scale, length, config.noise_w_scale], np.float32),
        }
        if self.facts.speakers:
            feeds["sid"] = np.array([self.facts.speaker(voice.name)], np.int64)
        return feeds

    def _sound(self, made: NDArray[np.float32]) -> Samples:
        scaled: NDArray[np.float32] = made.reshape(-1) * np.float32(self._gain * 32767)
        return np.clip(scaled, -32767, 32767).astype(np.int16)

    def _sounding(
        self, phonemes: Sequence[str], lengths: NDArray[np.float32], samples: int, done: int
    ) -> list[Sounding]:
        """When each phoneme sounds, with the padding behind it."""
        widths = lengths.reshape(-1)
        ends = done + np.rint(np.cumsum(widths) * (samples / max(widths.sum(), 1)))
        known = self._voice.config.phoneme_id_map
        place, start, found = 0, done, []
        for sign in (_BEGIN, *phonemes, _END):
            count = len(known.get(sign, ()))
            place = min(place + count + (len(known[_PAD]) if count else 0), len(ends))
            end = int(ends[place - 1]) if place else done
            found.append(Sounding(sign, start, end))
            start = end
        return found

    def _check_inputs(self) -> None:
        found = {one.name for one in self._session.get_inputs()}
        wanted = INPUTS | ({"sid"} if self.facts.speakers else set())
        if found != wanted:
            raise EngineError(
                f"{self._model} is not the voice of its config: it takes "
                f"{', '.join(sorted(found))} instead of {', '.join(sorted(wanted))}"
            )

    def _warm(self) -> None:
        try:
            said = self.say(WARMING_TEXT, Voice(self.facts.languages[0]), lambda: False)
        except EngineError as error:
            raise EngineError(f"{self._model} does not fit its config: {error}") from error
        peak = float(np.abs(said[0]).max(initial=0)) / 32767 if said else 0.0
        if peak:
            self._gain = min(max(LOUDEST / peak, _GAINS[0]), _GAINS[1])


def _phonemizer(model: Path) -> Any:
    """A PiperVoice that only spells; the session is ours."""
    try:
        import piper
        from piper.config import PhonemeType
    except ImportError as error:
        raise EngineError(
            "piper-tts is not installed: pip install edge-assistant[piper]"
        ) from error
    try:
        config = piper.PiperConfig.from_dict(config_of(model))
    except (KeyError, TypeError, ValueError) as error:
        raise EngineError(
            f"{model}.json is of a version that Piper does not know: {error}"
        ) from error
    data = model.parent / _CHINESE_DATA
    if config.phoneme_type == PhonemeType.PINYIN and not data.exists():
        # Piper would fetch it from the network by itself
        raise EngineError(f"the voice {model} needs {data}, which is missing")
    return piper.PiperVoice(session=None, config=config, download_dir=model.parent)
