"""Files, pipes and nothing as sound devices."""

from __future__ import annotations

import asyncio
import io
import threading
import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

from edge.audio.wav import read_wav, write_wav
from edge.devices.microphone_stdin import BURST_SECONDS, StdinMicrophone
from edge.devices.microphone_wav import WavMicrophone
from edge.devices.speaker_stdout import StdoutSpeaker
from edge.devices.speaker_wav import WavSpeaker
from edge.errors import DeviceError, InputError
from edge.fakes.time import run_in_virtual_time

if TYPE_CHECKING:
    from pathlib import Path

    from edge.devices.speaker_null import NullSpeaker
    from edge.ports import Samples


@pytest.fixture
def odd_file(tmp_path: Path) -> WavMicrophone:
    write_wav(tmp_path / "odd.wav", np.full(1_000, 7, np.int16))
    return WavMicrophone(tmp_path / "odd.wav")


async def test_a_file_ends_and_its_last_block_is_filled_with_silence(
    odd_file: WavMicrophone,
) -> None:
    blocks = [block async for block in odd_file.blocks()]
    assert len(blocks) == 7
    assert blocks[-1].samples[39:42].tolist() == [7, 0, 0]
    assert asyncio.get_running_loop().time() == pytest.approx(0.07)


def test_a_broken_file_is_refused_before_it_is_listened_to(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("hello")
    with pytest.raises(InputError, match=r"text\.wav is not a WAV file"):
        WavMicrophone(tmp_path / "text.wav")


@pytest.mark.engines
async def test_standard_input_ends_with_its_writer() -> None:
    stream = io.BytesIO(np.full(1_000, 7, np.int16).tobytes())
    blocks = [block async for block in StdinMicrophone(stream).blocks()]
    assert len(blocks) == 7
    assert blocks[-1].samples[39:42].tolist() == [7, 0, 0]


class _Dribbling(io.BytesIO):
    """A pipe whose writer hands in 7 bytes at a time."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(7 if size is None or size < 0 else min(size, 7))


@pytest.mark.engines
async def test_standard_input_in_small_pieces_is_the_same_sound() -> None:
    sound = np.arange(1_000, dtype=np.int16)
    blocks = [block async for block in StdinMicrophone(_Dribbling(sound.tobytes())).blocks()]
    assert np.concatenate([block.samples for block in blocks])[:1_000].tolist() == sound.tolist()


@pytest.mark.engines
async def test_a_file_poured_into_standard_input_leaves_the_others_their_turn() -> None:
    stream, others = io.BytesIO(np.zeros(16_000 * 13 // 10, np.int16).tobytes()), 0

    async def others_turn() -> None:
        nonlocal others
        while True:
            others += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(others_turn())
    loop, turns = asyncio.get_running_loop(), []
    async for block in StdinMicrophone(stream).blocks():
        assert block.at - loop.time() <= BURST_SECONDS
        turns.append(others)
    other.cancel()
    assert len(set(turns)) == len(turns) == 130


class _Unreadable(io.RawIOBase):
    def read(self, size: int = -1) -> bytes:
        raise OSError(5, "Input/output error")


@pytest.mark.engines
async def test_standard_input_that_breaks_is_a_lost_device() -> None:
    microphone = StdinMicrophone(_Unreadable())  # type: ignore[arg-type]  # read is all it needs
    with pytest.raises(DeviceError, match="Input/output error"):
        _ = [block async for block in microphone.blocks()]


def play(speaker: NullSpeaker, seconds: float) -> Samples:
    """Play a counting sound in virtual time; returns what was asked for."""
    played: list[Samples] = []

    def render(count: int) -> Samples:
        played.append(np.arange(count, dtype=np.int16) + len(played))
        return played[-1]

    async def run() -> None:
        speaker.start(render)
        await asyncio.sleep(seconds)
        speaker.stop()

    run_in_virtual_time(run())
    return np.concatenate(played)


def test_a_wav_speaker_records_what_was_played(tmp_path: Path) -> None:
    speaker = WavSpeaker(tmp_path / "played.wav")
    played = play(speaker, 3.0)
    speaker.join()
    assert len(played) == pytest.approx(48_000, abs=160)
    assert np.array_equal(read_wav(tmp_path / "played.wav"), played)


def test_a_wav_speaker_says_where_it_cannot_write(tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match=r"nowhere/played\.wav: No such file"):
        WavSpeaker(tmp_path / "nowhere" / "played.wav")


def wait_for_the_writer() -> None:
    for thread in threading.enumerate():
        if thread.name == "sound writer":
            thread.join()


def test_standard_output_gets_the_raw_sound() -> None:
    stream = io.BytesIO()
    speaker = StdoutSpeaker(stream)
    played = play(speaker, 0.5)
    wait_for_the_writer()
    assert stream.getvalue() == played.tobytes()


class _ClosedPipe(io.BytesIO):
    def write(self, _: object) -> int:
        raise BrokenPipeError(32, "Broken pipe")


def test_a_closed_pipe_is_told_to_the_log_and_play_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    speaker = StdoutSpeaker(_ClosedPipe())
    assert len(play(speaker, 1.0)) > 15_000
    wait_for_the_writer()
    assert "Broken pipe" in caplog.text


def test_a_wav_speaker_for_two_ears_writes_both(tmp_path: Path) -> None:
    speaker = WavSpeaker(tmp_path / "played.wav", channels=2)
    sides = np.array([100, -100], np.int16)

    async def run() -> None:
        speaker.start(lambda count: np.tile(sides, (count, 1)))
        await asyncio.sleep(1.0)
        speaker.stop()

    run_in_virtual_time(run())
    speaker.join()
    with wave.open(str(tmp_path / "played.wav")) as file:
        assert (file.getnchannels(), file.getframerate()) == (2, 16_000)
        assert file.getnframes() == pytest.approx(16_000, abs=160)
        assert np.array_equal(np.frombuffer(file.readframes(1), np.int16), sides)
