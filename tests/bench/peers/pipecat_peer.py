"""Pipecat under the same load as ours: its own turn taking, scripted STT, LLM and TTS.

`--end stock` is what a pipeline does when nobody chooses: Silero (0.2 s) and then smart-turn.
`--end silence` ends a turn by Silero's 0.2 s of silence alone.
"""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import measure
from loguru import logger
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import (
    InputAudioRawFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.services.llm_service import LLMService
from pipecat.services.settings import LLMSettings, STTSettings, TTSSettings
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.turns.user_stop import SpeechTimeoutUserTurnStopStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies
from pipecat.workers.runner import WorkerRunner
from sound import RATE

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator

    from pipecat.frames.frames import Frame, OutputAudioRawFrame, StartFrame
    from pipecat.processors.frame_processor import FrameDirection

IMPORT = "import pipecat.pipeline.worker, pipecat.turns.user_stop, pipecat.audio.vad.silero"
UNUSED = (
    "system_instruction", "temperature", "max_tokens", "top_p", "top_k", "frequency_penalty",
    "presence_penalty", "seed", "filter_incomplete_user_turns", "user_turn_completion_config",
)  # fmt: skip
"""Settings that the framework wants named although a script heeds none of them."""


class Microphone(BaseInputTransport):
    """Frames come from the benchmark instead of a device."""

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)


class Card(BaseOutputTransport):
    """Takes blocks at the pace of a sound card and tells the ear."""

    def __init__(self, params: TransportParams, ear: measure.Ear) -> None:
        super().__init__(params)
        self._ear = ear

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        await asyncio.sleep(self._ear.handed(len(frame.audio) / 2 / frame.sample_rate))
        return True


class ScriptedSTT(STTService):
    """A final transcript the moment the voice stops, always new words."""

    def __init__(self) -> None:
        super().__init__(settings=STTSettings(model="scripted", language=None))
        self._heard = 0

    async def run_stt(self, audio: bytes) -> AsyncIterator[None]:
        yield None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, VADUserStoppedSpeakingFrame):
            self._heard += 1
            text = f"question number {self._heard}"
            await self.push_frame(TranscriptionFrame(text, "owner", "", finalized=True))


class ScriptedLLM(LLMService):
    """Two sentences at once for every question."""

    def __init__(self) -> None:
        super().__init__(settings=LLMSettings(model="scripted", **dict.fromkeys(UNUSED)))

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)
            return
        await self.push_frame(LLMFullResponseStartFrame())
        for text in ("Here is the answer. ", "And here is the rest of it. "):
            await self.push_frame(LLMTextFrame(text))
        await self.push_frame(LLMFullResponseEndFrame())


class ScriptedTTS(TTSService):
    """As much quiet sound as the ear asks for, at once."""

    def __init__(self, ear: measure.Ear) -> None:
        settings = TTSSettings(model="scripted", voice="scripted", language=None)
        super().__init__(
            settings=settings, sample_rate=RATE, push_start_frame=True, push_stop_frames=True
        )
        self._ear = ear

    async def run_tts(self, text: str, context_id: str) -> AsyncIterator[TTSAudioRawFrame]:
        for _ in range(round(self._ear.reply_seconds / measure.FRAME_SECONDS)):
            yield TTSAudioRawFrame(b"\x10\x00" * measure.FRAME, RATE, 1, context_id=context_id)


def _turn_taking(end: str) -> LLMUserAggregatorParams:
    chosen: dict[str, Any] = {"vad_analyzer": SileroVADAnalyzer()}
    if end == "silence":
        stop = SpeechTimeoutUserTurnStopStrategy(user_speech_timeout=0.0)
        chosen["user_turn_strategies"] = UserTurnStrategies(stop=[stop])
    return LLMUserAggregatorParams(**chosen)


@asynccontextmanager
async def open_session(asked: argparse.Namespace, ear: measure.Ear) -> AsyncIterator[measure.Push]:
    """A running pipeline; yields where microphone frames go in."""
    params = TransportParams(
        audio_in_enabled=True,
        audio_out_enabled=True,
        audio_in_sample_rate=RATE,
        audio_out_sample_rate=RATE,
    )
    microphone = Microphone(params)
    pair = LLMContextAggregatorPair(LLMContext(), user_params=_turn_taking(asked.end))
    middle = [ScriptedSTT(), pair.user(), ScriptedLLM(), ScriptedTTS(ear), Card(params, ear)]
    worker = PipelineWorker(Pipeline([microphone, *middle, pair.assistant()]))
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    await asyncio.sleep(1.0)

    async def push(frame: bytes) -> None:
        await microphone.push_audio_frame(InputAudioRawFrame(frame, RATE, 1))

    yield push
    await worker.cancel()
    await asyncio.wait([running], timeout=10)


if __name__ == "__main__":
    logger.remove()
    logger.add(sys.stderr, level=os.getenv("PEER_LOG", "ERROR"))
    measure.run("Measure Pipecat.", "pipecat-ai", IMPORT, open_session)
