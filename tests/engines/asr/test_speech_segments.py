"""When growing speech is worth recognising, and where it is cut."""

from __future__ import annotations

import numpy as np

from edge.engines.asr.speech_segments import FRAME_SECONDS, SpeechSegments
from edge.ports import LISTENING_RATE, VAD_SAMPLES


def feed(segments: SpeechSegments, seconds: float, probability: float, mark: int = 1) -> None:
    frame = np.full(VAD_SAMPLES, mark, np.int16)
    for _ in range(round(seconds / FRAME_SECONDS)):
        segments.hear(frame, probability)


def length(segments: SpeechSegments) -> float:
    return len(segments.sound()) / LISTENING_RATE


def test_silence_is_never_due() -> None:
    segments = SpeechSegments()
    feed(segments, 5, 0.1)
    assert not segments.has_news
    assert not segments.is_due(0)
    assert length(segments) == 0


def test_a_segment_begins_a_little_before_the_voice() -> None:
    segments = SpeechSegments()
    feed(segments, 5, 0.1)
    feed(segments, 0.32, 0.9)
    assert 0.55 < length(segments) < 0.65


def test_growth_is_due_every_half_second_or_as_seldom_as_asked() -> None:
    segments = SpeechSegments()
    feed(segments, 0.4, 0.9)
    assert not segments.is_due(0)
    feed(segments, 0.2, 0.9)
    assert segments.is_due(0)
    assert not segments.is_due(1.0)
    segments.recognised()
    assert not segments.is_due(0)


def test_a_pause_is_due_at_once_and_only_once() -> None:
    segments = SpeechSegments()
    feed(segments, 0.2, 0.9)
    feed(segments, 0.1, 0.1)
    assert not segments.is_due(9)
    feed(segments, 0.1, 0.1)
    assert segments.is_due(9)
    segments.recognised()
    feed(segments, 0.2, 0.1)
    assert not segments.is_due(9)


def test_a_gap_ends_a_segment_and_the_next_voice_begins_another() -> None:
    segments = SpeechSegments()
    feed(segments, 1, 0.9)
    feed(segments, 0.5, 0.1)
    assert not segments.is_over
    feed(segments, 0.2, 0.1)
    assert segments.is_over
    segments.start_anew()
    assert (length(segments), segments.is_over, segments.has_news) == (0, False, False)
    feed(segments, 0.32, 0.9)
    assert length(segments) < 0.4


def test_a_long_segment_is_cut_where_there_is_the_least_speech() -> None:
    segments = SpeechSegments()
    feed(segments, 10, 0.9, mark=1)
    feed(segments, 0.1, 0.4, mark=2)
    feed(segments, 2, 0.9, mark=3)
    assert segments.is_long
    first = segments.cut()
    assert set(first) == {1}
    assert set(segments.sound()) == {2, 3}
    assert segments.has_news
    assert not segments.is_long


def test_no_sound_is_lost_or_doubled_by_cutting() -> None:
    segments = SpeechSegments()
    chance = np.random.default_rng(1)
    whole, parts = [], []
    for _ in range(2_000):
        frame = chance.integers(-9, 9, VAD_SAMPLES).astype(np.int16)
        whole.append(frame)
        segments.hear(frame, 0.4 + 0.5 * chance.random())
        if segments.is_long:
            parts.append(segments.cut())
    assert np.array_equal(np.concatenate([*parts, segments.sound()]), np.concatenate(whole))
    assert len(parts) > 4
