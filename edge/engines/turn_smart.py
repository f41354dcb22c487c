"""A TurnJudge on smart-turn v3: whether somebody has finished, from the sound of their voice.

It hears the melody of a sentence, not its words, so it works for languages whose recogniser is
poor, and is fooled by a clause that sounds like a sentence. A decision takes some 60 ms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from edge.engines.log_mel import BANDS, HOP, log_mel, normalised
from edge.engines.onnx.session import open_session
from edge.errors import EngineError
from edge.ports import LISTENING_RATE

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports import Samples

SECONDS = 8
"""What the model hears: the end of the turn, silence before it where it was shorter."""


class SmartTurnJudge:
    """One at a time; `JudgeThread` gives it a thread. Raises EngineError for an unusable model."""

    def __init__(self, model: Path, threads: int = 1) -> None:
        self._session: Any = open_session(model, threads)
        wanted = [(one.name, one.shape[1:]) for one in self._session.get_inputs()]
        if wanted != [("input_features", [BANDS, SECONDS * LISTENING_RATE // HOP])]:
            raise EngineError(f"{model} is not a smart-turn v3 model: it wants {wanted}")

    def finished(self, text: str, sound: Samples) -> float:
        """0 (goes on) to 1 (done); `text` is not looked at. Wants some 0.2 s of the pause.

        Raises EngineError.
        """
        samples = np.zeros(SECONDS * LISTENING_RATE, np.float32)
        last = sound[-len(samples) :]
        if len(last):
            samples[-len(last) :] = last / np.float32(32768)
        features = log_mel(normalised(samples))[None]
        try:
            (probability,) = self._session.run(None, {"input_features": features})
        except Exception as error:  # its errors share no parent but this
            raise EngineError(f"the judge of turns failed: {error}") from error
        return float(probability.reshape(-1)[0])
