from __future__ import annotations

from edge.commands.report import TurnReport
from edge.events import (
    PlaybackFinished,
    PlaybackStarted,
    ReplyCompleted,
    SkillAnswered,
    Transcribed,
)


def _finished(item: int, text: str) -> PlaybackFinished:
    return PlaybackFinished(at=2.0, output="ear", item=item, text=text, heard=text, completed=True)


def test_what_is_said_unasked_neither_answers_nor_ends_a_turn() -> None:
    report = TurnReport()
    report.note(_finished(1, "My other voice has broken."))
    assert not report.finished
    report.note(Transcribed(at=3.0, text="what time is it", final=True, source="typed"))
    report.note(
        SkillAnswered(
            at=3.1, text="what time is it", skill="time.now", reply="It's noon.", language="en",
            item=3,
        )
    )  # fmt: skip
    report.note(
        PlaybackStarted(
            at=3.2, output="ear", item=2, text="My battery is low.", language="en",
            priority="navigation",
        )
    )  # fmt: skip
    report.note(_finished(2, "My battery is low."))
    assert (report.finished, report.heard) == (False, "")
    assert "first_sound" not in report.moments
    report.note(_finished(3, "It's noon."))
    assert (report.finished, report.heard) == (True, "It's noon.")


def test_a_reply_that_is_said_while_it_is_written_answers_when_it_is_whole() -> None:
    report = TurnReport()
    report.note(
        SkillAnswered(
            at=1.0, text="where am i", skill="way.here", reply="On Main Street.", language="en",
            item=3, complete=False,
        )
    )  # fmt: skip
    assert not report.answered
    whole = "On Main Street. Facing east."
    report.note(ReplyCompleted(at=1.1, item=3, reply=whole, skill="way.here"))
    assert (report.answered, report.reply) == (True, whole)
