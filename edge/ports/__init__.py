"""Every role that an engine or a device can play, and the nouns that cross between them.

A port has one or two methods and is named for its role. Adapters fulfil a port by shape, they
inherit nothing.

Units: seconds are floats of the loop's clock (`loop.time()`); sound is int16, mono, and 16 kHz
wherever nothing else is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.ports.sight import (
    Alerter,
    Box,
    Camera,
    CaptureLight,
    Code,
    CodeReader,
    Compass,
    DepthEstimator,
    Fix,
    Frame,
    HazardCue,
    Heading,
    PictureEmbedder,
    PositionSensor,
    RangeReading,
    RangeSensor,
    TextLine,
    TextReader,
    Thing,
    ThingDetector,
)
from edge.ports.speech import (
    BLOCK_SAMPLES,
    BLOCK_SECONDS,
    LISTENING_RATE,
    VAD_SAMPLES,
    Battery,
    Block,
    Button,
    Clock,
    Denoiser,
    EchoCanceller,
    Hypothesis,
    LanguageModel,
    Mark,
    Message,
    Microphone,
    Prompt,
    Role,
    Speaker,
    SpeakerEmbedder,
    SpeechChunk,
    SpeechRecognizer,
    SpeechSynthesizer,
    TurnJudge,
    Vitals,
    VitalSigns,
    Voice,
    VoiceActivityDetector,
    VoiceOnsetDetector,
    WakeWordDetector,
)

if TYPE_CHECKING:
    from edge.ports.sight import Depth as Depth
    from edge.ports.sight import Picture as Picture
    from edge.ports.speech import Embedding as Embedding
    from edge.ports.speech import Render as Render
    from edge.ports.speech import Samples as Samples

__all__ = [
    "BLOCK_SAMPLES",
    "BLOCK_SECONDS",
    "LISTENING_RATE",
    "VAD_SAMPLES",
    "Alerter",
    "Battery",
    "Block",
    "Box",
    "Button",
    "Camera",
    "CaptureLight",
    "Clock",
    "Code",
    "CodeReader",
    "Compass",
    "Denoiser",
    "DepthEstimator",
    "EchoCanceller",
    "Fix",
    "Frame",
    "HazardCue",
    "Heading",
    "Hypothesis",
    "LanguageModel",
    "Mark",
    "Message",
    "Microphone",
    "PictureEmbedder",
    "PositionSensor",
    "Prompt",
    "RangeReading",
    "RangeSensor",
    "Role",
    "Speaker",
    "SpeakerEmbedder",
    "SpeechChunk",
    "SpeechRecognizer",
    "SpeechSynthesizer",
    "TextLine",
    "TextReader",
    "Thing",
    "ThingDetector",
    "TurnJudge",
    "VitalSigns",
    "Vitals",
    "Voice",
    "VoiceActivityDetector",
    "VoiceOnsetDetector",
    "WakeWordDetector",
]
