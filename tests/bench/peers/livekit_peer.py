"""LiveKit Agents under the same load as ours: its own turn taking, scripted STT, LLM and TTS.

`--end stock` is an AgentSession that nobody configured: its Silero (0.25 s of silence), its
local end-of-turn model, 0.3 s of delay. `--end silence` ends a turn by 0.2 s of silence alone.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import measure
from livekit import rtc
from livekit.agents import Agent, AgentSession, inference, llm, stt, tts
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS
from livekit.agents.voice import io
from sound import RATE

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator

IMPORT = "from livekit.agents import Agent, AgentSession, inference, llm, stt, tts, vad"
SILENCE_ONLY = {"turn_detection": "vad", "endpointing": {"min_delay": 0.0}}


class Microphone(io.AudioInput):
    """Frames come from the benchmark instead of a room."""

    def __init__(self) -> None:
        super().__init__(label="microphone")
        self._frames: asyncio.Queue[rtc.AudioFrame] = asyncio.Queue()

    async def __anext__(self) -> rtc.AudioFrame:
        return await self._frames.get()

    async def push(self, frame: bytes) -> None:
        self._frames.put_nowait(rtc.AudioFrame(frame, RATE, 1, len(frame) // 2))


class Card(io.AudioOutput):
    """Plays frames at the pace of a sound card, can pause, and tells the ear."""

    def __init__(self, ear: measure.Ear) -> None:
        can = io.AudioOutputCapabilities(pause=True)
        super().__init__(label="card", capabilities=can, sample_rate=RATE)
        self._ear = ear
        self._queue: asyncio.Queue[rtc.AudioFrame | None] = asyncio.Queue()
        self._going = asyncio.Event()
        self._going.set()
        self._segment = 0
        self._open = False
        self._played = 0.0
        self._player = asyncio.create_task(self._play())

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        self._open = True
        self._queue.put_nowait(frame)

    def flush(self) -> None:
        super().flush()
        if self._open:
            self._queue.put_nowait(None)

    def clear_buffer(self) -> None:
        while not self._queue.empty():
            self._queue.get_nowait()
        self._finish(interrupted=True)

    def pause(self) -> None:
        super().pause()
        self._going.clear()

    def resume(self) -> None:
        super().resume()
        self._going.set()

    async def _play(self) -> None:
        while True:
            frame = await self._queue.get()
            segment = self._segment
            await self._going.wait()
            if segment != self._segment:
                continue  # cleared while it was held back by a pause
            if frame is None:
                self._finish(interrupted=False)
            else:
                await self._sound(frame)

    async def _sound(self, frame: rtc.AudioFrame) -> None:
        if self._played == 0.0:
            self.on_playback_started(created_at=time.time())
        self._played += frame.duration
        await asyncio.sleep(self._ear.handed(frame.duration))

    def _finish(self, *, interrupted: bool) -> None:
        if not self._open:
            return
        self._open = False
        self._segment += 1
        played, self._played = self._played, 0.0
        self.on_playback_finished(playback_position=played, interrupted=interrupted)


class ScriptedSTT(stt.STT):
    """A transcript the moment the voice stops, always new words."""

    def __init__(self) -> None:
        can = stt.STTCapabilities(streaming=False, interim_results=False)
        super().__init__(capabilities=can)
        self._heard = 0

    async def _recognize_impl(self, buffer: Any, **_: Any) -> stt.SpeechEvent:
        self._heard += 1
        words = stt.SpeechData(language="en", text=f"Question number {self._heard}?")
        final = stt.SpeechEventType.FINAL_TRANSCRIPT
        return stt.SpeechEvent(type=final, alternatives=[words])


class ScriptedLLM(llm.LLM):
    """Two sentences at once for every question."""

    def chat(
        self,
        *,
        chat_ctx: Any,
        tools: Any = None,
        conn_options: Any = DEFAULT_API_CONNECT_OPTIONS,
        **_: Any,
    ) -> llm.LLMStream:
        return ScriptedReply(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)


class ScriptedReply(llm.LLMStream):
    async def _run(self) -> None:
        for text in ("Here is the answer to it. ", "And here is all of the rest of it. "):
            delta = llm.ChoiceDelta(role="assistant", content=text)
            self._event_ch.send_nowait(llm.ChatChunk(id="scripted", delta=delta))


class ScriptedTTS(tts.TTS):
    """As much quiet sound as the ear asks for, at once."""

    def __init__(self, ear: measure.Ear) -> None:
        can = tts.TTSCapabilities(streaming=False)
        super().__init__(capabilities=can, sample_rate=RATE, num_channels=1)
        self.ear = ear

    def synthesize(
        self, text: str, *, conn_options: Any = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        return ScriptedSound(tts=self, input_text=text, conn_options=conn_options)


class ScriptedSound(tts.ChunkedStream):
    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(
            request_id=self._input_text,
            sample_rate=RATE,
            num_channels=1,
            mime_type="audio/pcm",
            frame_size_ms=20,
        )
        for _ in range(round(self._tts.ear.reply_seconds / measure.FRAME_SECONDS)):
            output_emitter.push(b"\x10\x00" * measure.FRAME)
        output_emitter.flush()


def _turn_taking(end: str) -> dict[str, Any]:
    if end == "stock":
        return {}
    return {"vad": inference.VAD(min_silence_duration=0.2), "turn_handling": SILENCE_ONLY}


@asynccontextmanager
async def open_session(asked: argparse.Namespace, ear: measure.Ear) -> AsyncIterator[measure.Push]:
    """A running session without a room; yields where microphone frames go in."""
    engines = {"stt": ScriptedSTT(), "llm": ScriptedLLM(), "tts": ScriptedTTS(ear)}
    session = AgentSession(**engines, **_turn_taking(asked.end))
    microphone = Microphone()
    session.input.audio, session.output.audio = microphone, Card(ear)
    await session.start(Agent(instructions="scripted"), record=False)
    await asyncio.sleep(1.0)
    yield microphone.push
    await session.aclose()


if __name__ == "__main__":
    logging.basicConfig(level=os.getenv("PEER_LOG", "ERROR"))
    measure.run("Measure LiveKit Agents.", "livekit-agents", IMPORT, open_session)
