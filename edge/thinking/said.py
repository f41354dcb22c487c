"""What somebody said, as the thinking stage takes it."""

from __future__ import annotations

from dataclasses import dataclass

from edge.ports import Role


@dataclass(frozen=True, slots=True)
class Said:
    """One finished utterance, spoken or typed."""

    text: str
    language: str = "en"
    role: Role = Role.OWNER
    source: str = "typed"
    """The microphone's name, or "typed"."""
    dictation: str = ""
    """Open-vocabulary reading of the same sound, where there is one."""
    is_command: bool = False
    """The recogniser trusts `text` as a known command."""
    typed: bool = False

    @property
    def words(self) -> str:
        """What was really said: `text` may only be the command that it sounds most like."""
        return (self.dictation or self.text).strip()
