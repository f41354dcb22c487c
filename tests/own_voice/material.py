"""What is said in the room: our replies, and people who cut in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from edge.audio.wav import read_wav
from edge.ports import LISTENING_RATE
from tests.own_voice.rig import near_voice
from tests.quality.sound import VOICES, speak

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports import Samples

ECHO_LEVEL = {"rir1": 2890.0, "rir2": 1940.0, "rir4": 3600.0}
"""RMS of eSpeak's echo while speaking, at full volume and an echo gain of one half."""

REPLIES = (
    "The kitchen timer has seven minutes left, and the one for the laundry forty two.",
    "Tomorrow begins with rain, but in the afternoon the sun comes out for a few hours.",
    "You have two notes about the garden. The first one says: prune the apple tree in March.",
    "The train to Gothenburg leaves at a quarter past nine from platform eleven.",
    "One hundred and forty four divided by twelve makes twelve.",
    "Your sister's birthday is on the ninth of June, which is a Tuesday this year.",
    "A marathon is forty two kilometres and one hundred ninety five metres long.",
    "I have put batteries, candles and a box of matches on the shopping list.",
    "The alarm for half past six is set. It will ring on every working day.",
    "Nobody called while you were out, and there are no new messages.",
    "The library closes at eight in the evening and opens again on Monday at ten.",
    "Your appointment with the doctor was moved to Friday morning at eleven.",
    "It is eighteen degrees in the living room and twenty one in the kitchen.",
    "The recipe wants three eggs, a cup of sugar and two hundred grams of flour.",
    "The next bus comes in four minutes, and another one a quarter of an hour later.",
    "Two thirds of ninety is sixty, and half of that is thirty.",
    "I wrote down that the blue folder belongs to the office.",
    "The battery will last for about five more hours at this volume.",
    "You last asked me about the opening hours of the swimming hall.",
    "There is a reminder for noon: take the bread out of the freezer.",
)
COMMANDS = (
    "what time is it",
    "stop",
    "set a timer for ten minutes",
    "no that is wrong",
    "wait a moment",
    "cancel the timer",
    "how much is twelve times nine",
    "please be quiet",
    "remind me to call my mother",
    "turn the volume down",
)
RECORDINGS = (
    "cards_001",
    "cards_002",
    "cards_004",
    "goforward",
    "one_two_three",
    "LJ001-0002",
    "LJ001-0008",
    "sense_and_sensibility_01_austen_64kb-0880",
    "jfk",
    "librispeech-1995-1837-0001",
)
LONGEST_SECONDS = 4.0


def people(shared: Path, folder: Path, level: float) -> list[tuple[str, Samples]]:
    """Twenty who cut in, by turns a flite voice and a recording, at an RMS level."""
    found: list[tuple[str, Samples]] = []
    for number, (command, recording) in enumerate(zip(COMMANDS, RECORDINGS, strict=True)):
        voice = VOICES[number % len(VOICES)]
        found.append((f"{voice}: {command}", speak(command, folder, voice)))
        found.append((recording, read_wav(shared / f"data/speech/en/{recording}.wav")))
    most = round(LONGEST_SECONDS * LISTENING_RATE)
    return [(name, np.ascontiguousarray(near_voice(one, level)[:most])) for name, one in found]
