"""A server in the OpenAI dialect that answers in words, on the loopback or within the process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.models.server import FaultyServer, Page

if TYPE_CHECKING:
    from tests.models.server import Asked

ACTION = '{"skill": "timer", "minutes": 5}'
EVENTS = {"content-type": "text/event-stream"}
JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Habits:
    """What one server does and others do not."""

    models: tuple[str, ...] = ("small-model",)
    context: int = 512
    """Words of prompt and answer."""
    schema_ways: tuple[str, ...] = ("json_schema", "json_object")
    """Kinds of `response_format` that it knows."""
    seconds_per_token: float = 0.0


class LanguageServer(FaultyServer):
    """Says `answer` to everything, and an action where a schema is asked for in its way."""

    def __init__(
        self, answer: str = "one two three four five", habits: Habits | None = None
    ) -> None:
        super().__init__()
        self.answer = answer
        self.habits = habits or Habits()

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(asked.body) for asked in self.asked if asked.body]

    def page(self, asked: Asked) -> Page:
        if asked.path.endswith("/models"):
            listed = {"data": [{"id": name} for name in self.habits.models]}
            return Page(json.dumps(listed).encode(), headers=JSON)
        return self._answered(json.loads(asked.body))

    def _answered(self, body: dict[str, Any]) -> Page:
        words = sum(len(message["content"].split()) for message in body["messages"])
        if words + body["max_tokens"] > self.habits.context:
            return _refused(
                f"This model's maximum context length is {self.habits.context} tokens. However, "
                f"you requested {words + body['max_tokens']} tokens"
            )
        way = body.get("response_format", {}).get("type", "")
        if way and way not in self.habits.schema_ways:
            return _refused(f"unknown response_format {way}")
        asked_in_words = "fits this schema" in body["messages"][-1]["content"]
        text = ACTION if way or asked_in_words else self.answer
        return self._stream([f"{word} " for word in text.split(" ")][: body["max_tokens"]])

    def _stream(self, words: list[str]) -> Page:
        stream = sse(*words)
        return Page(
            stream,
            headers=EVENTS,
            chunked=True,
            piece=max(1, len(stream) // (len(words) + 2)),
            drip_seconds=self.habits.seconds_per_token,
        )


def sse(*words: str, done: bool = True) -> bytes:
    """The events of an answer, as servers send them."""
    texts = [chunk({"content": word}) for word in words]
    end = [chunk({}, "stop"), {"choices": [], "usage": {"total_tokens": 7}}] if done else []
    events = [f"data: {json.dumps(event)}\n\n" for event in (*texts, *end)]
    return "".join([*events, "data: [DONE]\n\n" if done else ""]).encode()


def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c1", "object": "chat.completion.chunk", "model": "m", "choices": [choice]}


def _refused(message: str) -> Page:
    body = json.dumps({"error": {"message": message, "type": "invalid_request_error"}}).encode()
    return Page(body, 400, "Bad Request", headers=JSON)
