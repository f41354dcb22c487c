"""What each row of figures says, for the page."""

from __future__ import annotations

import re

from edge.bench.rows import ENGINES_AT_WORK

MEANING = {
    "first_sound_silence": "last voiced sample in, first block out; 200 ms of silence ends a turn",
    "first_sound_stock": "the same as configured by nobody, a command",
    "first_sound_sentence": "the same, a finished sentence that is no command",
    "first_sound_command": "the same with our own engines, spoken commands",
    "command_endpoint": "of which: the turn was judged over",
    "command_asr_final": "of which: the final words were known",
    "command_route": "of which: the answer was known",
    "command_tts_first": "of which: its first sound was made",
    "first_sound_pulse": "the same through PortAudio and PulseAudio",
    "hazard": "reading to block with the cue in it, every core busy",
    "hazard_obstacle_wait": "virtual time: first reading within reach to the warning of a wall",
    "hazard_drop_off_wait": "the same of an edge, pits without an echo among them",
    "hazard_missed": "walks up to a wall or an edge on which a zone was not told in time",
    "hazard_false_before": "alerts on those walks before anything was there",
    "hazard_false": "alerts on walks past nothing",
    "barge_in_pause": "voice onset to the pause (earpiece)",
    "barge_in": "voice onset to silence at the output (earpiece)",
    "barge_in_beside_prompt_pause": "the pause, while a language model evaluates 2,000 tokens",
    "barge_in_beside_prompt": "silence, while a language model evaluates 2,000 tokens",
    "barge_in_beside_synthesis_pause": "the pause, while a neural voice makes the rest",
    "barge_in_beside_synthesis": "silence, while a neural voice makes the rest",
    "barge_in_beside_synthesis_free": "until that voice can begin the next answer",
    "idle_quiet": "listening for the wake word in a quiet room",
    "idle_speech": "listening for the wake word while somebody talks",
    "idle_pace": "what handing in the sound costs by itself; not in the two above",
    "idle_driver": "PortAudio in and out with nothing behind it",
    "memory_silence": "resident, without recogniser and voice",
    "memory_stock": "resident, all engines",
    "gil_hold_nobody": "longest wait of a thread for its turn, nothing at work",
    **{
        f"gil_hold_{name}": f"the same during one piece of work: {name.replace('_', ' ')}"
        for name in ENGINES_AT_WORK
    },
    "import": "import edge, edge.app in a fresh process",
    "import_cpu": "the same in CPU time",
    "ready": "start of a process to the first block listened to",
    "installed": "disk use of the base install",
}
"""By the whole name of a row."""

PATTERNS = {
    r"hazard_(engines|processes)_block": "first reading to block handed over, beside {}",
    r"hazard_(engines|processes)_stereo_block": "the same for two ears, beside {}",
    r"hazard_(engines|processes)(?:_stereo)?_air": "the same to the air (PulseAudio), beside {}",
    r"hazard_(engines|processes)(?:_stereo)?_cores": "what our process used meanwhile, beside {}",
    r"turn_judge": "smart-turn judging one pause, one thread",
    r"turn_judge_memory": "what smart-turn adds to the resident memory",
    r"recogniser_.+_work_(\d+)": "work for a second of sound, threads: {}",
    r"recogniser_.+_first_words": "at the speed of speech: its beginning to the first words",
    r"recogniser_.+_last_words": "the same: its end to the final words",
    r"recogniser_.+_memory": "what the recogniser adds to the resident memory",
    r"voice_.+_first_sound": "a clause asked for to its first sound",
    r"voice_.+_work_(\d+)": "work for a second of speech, threads: {}",
    r"voice_.+_free": "interrupted in a long synthesis, until it answers again",
    r"voice_.+_memory": "what the voice adds to the resident memory",
    r"llm_.+_prompt_(\d+)": "evaluating a prompt, threads: {}",
    r"llm_.+_answer_(\d+)": "writing an answer, threads: {}",
    r"llm_.+_load": "from the file to the first call",
    r"llm_.+_memory": "what the language model adds to the resident memory",
    r"llm_.+_free_in_prompt": "interrupted in a long prompt, until it could take the next call",
    r"llm_.+_free_in_answer": "the same in a long answer",
    r"overlap_with_(\d+)": "last voiced sample to first sound, model of {} tokens/s, working ahead",
    r"overlap_without_(\d+)": "the same without working ahead",
    r"overlap_wasted_prompt_(\d+)": "of eight questions: evaluated for nothing, {} tokens/s",
    r"overlap_wasted_answer_(\d+)": "of eight questions: written for nothing, {} tokens/s",
    r"overlap_slow_voice_with_(\d+)": "working ahead, model of {} tokens/s, voice of 0.6 s work a "
    "second and 0.5 s before the first sound",
    r"overlap_slow_voice_without_(\d+)": "the same without working ahead",
    r"overlap_wasted_sound_(\d+)": "of eight questions: synthesised for nothing, {} tokens/s",
    r"overlap_behind_with_(\d+)": "sound that waits for the recogniser on the same core, working "
    "ahead, {} tokens/s",
    r"overlap_behind_without_(\d+)": "the same without working ahead",
}
"""By patterns, for rows that are named for a model or a speed; {} is what the group matched."""


def meaning(name: str) -> str:
    """Empty for a row that nobody explained."""
    if name in MEANING:
        return MEANING[name]
    found = ((re.fullmatch(pattern, name), text) for pattern, text in PATTERNS.items())
    return next((text.format(*match.groups()) for match, text in found if match), "")
