"""The voice for a language or a name, out of all that are installed; eSpeak NG for the others."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from edge.engines.tts.at_rate import at_rate
from edge.engines.tts.voice_stream import primary

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Sequence

    from edge.engines.tts.fallback import OpenedVoice
    from edge.ports import SpeechChunk, SpeechSynthesizer, Voice

NORMAL = "normal"
"""The kind of voice that every language has."""


class SynthesizerByLanguage:
    """Speaks each text with the first voice that `Voice.name` or else `Voice.language` asks for.

    A name is that of a voice or of a speaker, or "VOICE:SPEAKER". Any other, as "deep", is one that
    eSpeak NG may know, so it speaks: who asks for a voice gets it.
    """

    def __init__(self, voices: Sequence[OpenedVoice], otherwise: SpeechSynthesizer) -> None:
        self.rate = max((voice.rate for voice in voices), default=otherwise.rate)
        """The highest of all, so that none loses anything."""
        self._voices = [(voice.facts, at_rate(voice, self.rate)) for voice in voices]
        self._otherwise = at_rate(otherwise, self.rate)

    async def synthesize(self, text: str, voice: Voice) -> AsyncIterator[SpeechChunk]:
        """Yield the speech. Raises InputError for a language that nobody speaks."""
        engine, asked = self._chosen(voice)
        stream = cast("AsyncGenerator[SpeechChunk, None]", engine.synthesize(text, asked))
        async with aclosing(stream) as chunks:
            async for chunk in chunks:
                yield chunk

    def _chosen(self, voice: Voice) -> tuple[SpeechSynthesizer, Voice]:
        """Who speaks, and how it is asked. A named voice counts only for its own languages."""
        name, _, speaker = voice.name.partition(":")
        language = primary(voice.language)
        able = [pair for pair in self._voices if language in pair[0].languages]
        for facts, engine in able:
            if name == facts.name:
                return engine, replace(voice, name=speaker)
            if voice.name in ("", NORMAL, *facts.speakers):
                return engine, voice
        return self._otherwise, voice
