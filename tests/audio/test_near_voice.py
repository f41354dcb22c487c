"""Told apart: our own loudspeaker in a room, and somebody near the microphone."""

from __future__ import annotations

import numpy as np
import pytest

from edge.audio.near_voice import EchoModel, Moved, NearVoice
from edge.fakes.room import Room
from edge.ports import BLOCK_SAMPLES, LISTENING_RATE

RNG = np.random.default_rng(7)


def response(seconds: float = 0.2) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    """Noise that dies away: a small room."""
    time = np.arange(round(seconds * LISTENING_RATE))
    wave = RNG.normal(0, 1, len(time)) * np.exp(-time / (0.03 * LISTENING_RATE))
    wave[0] = 5.0
    return (3000 * wave).astype(np.int16)


def babble(seconds: float, level: float) -> list[np.ndarray[tuple[int], np.dtype[np.int16]]]:
    """Blocks of noise whose loudness changes four times a second, as speech's does."""
    count = round(seconds * LISTENING_RATE)
    loud = np.repeat(RNG.uniform(0.2, 1.0, count // 4000 + 1), 4000)[:count]
    wave = (RNG.normal(0, level, count) * loud).astype(np.int16)
    return list(wave.reshape(-1, BLOCK_SAMPLES))


def hum(seconds: float, level: float) -> list[np.ndarray[tuple[int], np.dtype[np.int16]]]:
    """Like babble, with little power in the high tones, which makes a room harder to learn."""
    sound = np.concatenate(babble(seconds, 4 * level))
    return list(np.convolve(sound, np.ones(8) / 8, "same").astype(np.int16).reshape(-1, 160))


@pytest.fixture(autouse=True)
def _the_same_chance_for_every_test() -> None:
    RNG.bit_generator.state = np.random.default_rng(7).bit_generator.state


def test_the_model_explains_the_echo_of_a_room() -> None:
    room, model = Room(response()), EchoModel()
    left, echo = zip(
        *(model.explain(room.pass_block(block), block) for block in babble(6, 5000)), strict=True
    )
    assert np.mean(left[-200:]) < 0.1 * np.mean(echo[-200:])


@pytest.mark.parametrize("share_of_echo", [0.7, 1.0])
def test_a_near_voice_is_told_within_a_tenth_of_a_second_and_our_own_never(
    share_of_echo: float,
) -> None:
    room, near = Room(response()), NearVoice()
    own = [near.nearness(room.pass_block(block), block) or 0.0 for block in babble(6, 5000)]
    assert sum(one > 1.0 for one in own[100:]) == 0
    room.say(np.concatenate(babble(0.5, 2500 * share_of_echo)))
    both = [near.nearness(room.pass_block(block), block) or 0.0 for block in babble(0.12, 5000)]
    assert sum(one > 1.0 for one in both) >= 5


def test_where_nothing_is_played_there_is_no_opinion() -> None:
    near, silence = NearVoice(), np.zeros(BLOCK_SAMPLES, np.int16)
    assert near.nearness(babble(0.01, 3000)[0], silence) is None


@pytest.mark.parametrize("late_blocks", [2, 10])
def test_a_room_whose_echo_comes_later_than_it_did_is_learned_anew(late_blocks: int) -> None:
    room, near = Room(response()), NearVoice()
    for block in hum(6, 2000):
        near.nearness(room.pass_block(block), block)
    block_of_silence, second = np.zeros(BLOCK_SAMPLES, np.int16), hum(2, 2000)
    played = [block_of_silence] * late_blocks + second  # the card's buffer ran dry
    found = [
        near.nearness(room.pass_block(late), block) or 0.0
        for block, late in zip(second, played, strict=False)
    ]
    assert sum(one > 1.0 for one in found[:50]) > 5
    assert sum(one > 1.0 for one in found[50:]) == 0


def test_a_near_voice_is_no_reason_to_learn_the_room_anew() -> None:
    moved = Moved()
    assert not any(moved.after(heard=1000.0, left=400.0) for _ in range(200))
    assert not any(moved.after(heard=3000.0, left=3050.0) for _ in range(200))
    assert [moved.after(heard=1000.0, left=1500.0) for _ in range(100)].count(True) >= 1
