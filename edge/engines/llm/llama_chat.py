"""A prompt as the one text that a model was trained on: its own template, or a plain one."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from edge.ports import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

log = logging.getLogger(__name__)

PLAIN_NAMES = {"system": "", "user": "User: ", "assistant": "Assistant: "}
PLAIN_STOPS = ("\nUser:", "\nAssistant:")
_BRACKETED = re.compile(r"[<\[][^<>\[\]\n]{1,40}[>\]]")
"""What control tokens look like."""


class ChatTemplate:
    """Writes messages as the template says. `name` is the model's, for the log."""

    def __init__(self, source: str, bounds: tuple[str, str], name: str) -> None:
        self._template = _compiled(source, bounds, name) if source else None
        if not source:
            log.warning("%s has no chat template, and is asked in plain text", name)
        self._name = name

    @property
    def stops(self) -> tuple[str, ...]:
        """Texts that end an answer; a template's own token does it otherwise."""
        return () if self._template else PLAIN_STOPS

    def render(self, messages: Sequence[Message]) -> str:
        """As far as where the answer begins."""
        if self._template is None:
            return plain(messages)
        try:
            return self._rendered(messages)
        except Exception:  # templates raise what they like
            return self._folded(messages)

    def _folded(self, messages: Sequence[Message]) -> str:
        """For templates that know no system message, or want user and assistant in turns."""
        try:
            return self._rendered(folded(messages))
        except Exception as error:
            log.warning("%s: its chat template fails, plain text it is: %s", self._name, error)
            self._template = None
            return plain(messages)

    def _rendered(self, messages: Sequence[Message]) -> str:
        assert self._template is not None
        told = [{"role": message.role, "content": message.text} for message in messages]
        text: str = self._template(messages=told, enable_thinking=False).prompt
        return text


def _compiled(source: str, bounds: tuple[str, str], name: str) -> Any:
    from llama_cpp.llama_chat_format import Jinja2ChatFormatter

    begin, end = bounds
    try:
        return Jinja2ChatFormatter(source, eos_token=end, bos_token=begin)
    except Exception as error:
        log.warning("%s: its chat template is broken, plain text it is: %s", name, error)
        return None


def plain(messages: Iterable[Message]) -> str:
    """A conversation as a play is printed."""
    lines = [f"{PLAIN_NAMES[message.role]}{message.text}" for message in messages]
    return "\n".join([*lines, PLAIN_NAMES["assistant"].strip()])


def folded(messages: Sequence[Message]) -> list[Message]:
    """System messages go in front of what the user says next; nobody speaks twice in a row."""
    turns: list[Message] = []
    for message in messages:
        role = "user" if message.role == "system" else message.role
        if turns and turns[-1].role == role:
            turns[-1] = Message(role, f"{turns[-1].text}\n\n{message.text}")
        else:
            turns.append(Message(role, message.text))
    return turns


def harmless(text: str, controls: Callable[[str], bool]) -> str:
    """Without anything that the vocabulary takes for a control token: it is talk, not structure."""
    while (cleaned := _BRACKETED.sub(lambda it: "" if controls(it[0]) else it[0], text)) != text:
        text = cleaned
    return text
