"""The stand-in for a room: what the loudspeaker plays comes back late, and people speak in it."""

from __future__ import annotations

import asyncio

import numpy as np

from edge.fakes.room import INPUT_SECONDS, OUTPUT_SECONDS, Room
from edge.ports import BLOCK_SAMPLES, LISTENING_RATE, Block
from tests.ports.sound import keeps_to_the_speaker_port

CLICK = np.array([20_000], np.int16)
LATE = round((OUTPUT_SECONDS + INPUT_SECONDS) * LISTENING_RATE)
SILENCE = np.zeros(BLOCK_SAMPLES, np.int16)


def one_click() -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    block = SILENCE.copy()
    block[0] = 20_000
    return block


def test_a_click_comes_back_as_the_response_after_the_delay_of_both_sound_cards() -> None:
    response = np.array([300, 0, 0, 400], np.int16)
    room = Room(response, echo_gain=0.5)
    room.pass_block(one_click())
    for _ in range(20):
        room.pass_block(SILENCE)
    heard = np.concatenate(room.heard)
    assert np.allclose(heard[LATE : LATE + 4], [6000, 0, 0, 8000], atol=60)
    assert np.abs(heard[:LATE]).max() < 60


def test_a_sound_that_is_longer_than_a_block_is_convolved_without_seams() -> None:
    rng = np.random.default_rng(3)
    response = (1000 * rng.normal(0, 1, 500)).astype(np.int16)
    response[0] = 9000
    sound = (2000 * rng.normal(0, 1, 50 * BLOCK_SAMPLES)).astype(np.int16)
    room = Room(response)
    for block in sound.reshape(-1, BLOCK_SAMPLES):
        room.pass_block(block)
    taps = response / np.sqrt(np.sum(response.astype(float) ** 2))
    expected = 0.5 * np.convolve(sound.astype(float), taps)[: len(sound) - LATE]
    assert np.abs(np.concatenate(room.heard)[LATE:] - expected).max() < 60


def test_a_voice_is_heard_where_it_was_put() -> None:
    room = Room(np.array([1], np.int16))
    at = room.say(np.full(10, 5000, np.int16), in_seconds=0.0123)
    for _ in range(10):
        room.pass_block(SILENCE)
    loud = np.flatnonzero(np.concatenate(room.heard) > 2500)
    first = at + round(INPUT_SECONDS * LISTENING_RATE)
    assert list(loud) == list(range(first, first + 10))


async def test_the_loudspeaker_keeps_to_its_port() -> None:
    await keeps_to_the_speaker_port(Room(CLICK).speaker)


async def test_the_microphone_hears_ten_milliseconds_at_a_time_at_the_time_of_capture() -> None:
    room, loop = Room(CLICK), asyncio.get_running_loop()
    blocks: list[Block] = []

    async def listen() -> None:
        async for block in room.microphone.blocks():
            blocks.append(block)  # noqa: PERF401 - it never ends

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0.001)
    began = loop.time()
    room.speaker.start(lambda count: np.zeros(count, np.int16))
    await asyncio.sleep(1.0)
    room.speaker.stop()
    listening.cancel()
    assert len(blocks) in (100, 101)
    assert np.allclose(np.diff([block.at for block in blocks]), 0.01)
    assert abs(blocks[0].at - (began + 0.01 - INPUT_SECONDS)) < 1e-6
