"""The OpenAI dialect as bytes: what is asked, and what the pieces of an answer say. Pure.

Servers differ in how they are asked for an answer that fits a schema, so there are several ways,
and the last one works everywhere.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edge.errors import ContextFull, EdgeError, EngineError, RemoteError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edge.ports import Prompt

LONGEST_LINE = 65_536
"""Bytes; a piece of an answer takes some hundreds."""
LONGEST_REASON = 200
"""Characters of a server's own words that are told."""
SCHEMA_WAYS = 3
IN_WORDS = "Answer with one JSON object that fits this schema, and with nothing else:"
_DONE = "[DONE]"
_CONTEXT = re.compile(r"context (?:length|size|window)\D{0,20}?(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """What one event of a stream says."""

    text: str = ""
    last: bool = False


def request(prompt: Prompt, model: str, temperature: float, way: int = 0) -> bytes:
    """The body that asks for an answer in pieces; `way` counts the ways to ask for a schema."""
    messages = [{"role": message.role, "content": message.text} for message in prompt.messages]
    if prompt.schema and way == SCHEMA_WAYS - 1 and messages:
        messages[-1]["content"] += f"\n\n{IN_WORDS} {prompt.schema}"
    asked = {
        "model": model,
        "messages": messages,
        "stream": True,
        "max_tokens": prompt.longest,
        "temperature": 0 if prompt.schema else temperature,
        **(_response_format(prompt.schema, way) if prompt.schema else {}),
    }
    return json.dumps(asked, ensure_ascii=False).encode()


def _response_format(schema: str, way: int) -> dict[str, Any]:
    try:
        parsed = json.loads(schema)
    except ValueError as error:
        raise EngineError(f"the JSON schema of an answer is broken: {error}") from error
    named = {"name": "action", "schema": parsed, "strict": True}
    ways: tuple[dict[str, Any], ...] = (
        {"response_format": {"type": "json_schema", "json_schema": named}},
        {"response_format": {"type": "json_object", "schema": parsed}},
        {},
    )
    return ways[way]


class Events:
    """The `data` lines of an event stream; raises RemoteError for a line without end."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._rest = b""

    def add(self, data: bytes) -> Iterator[str]:
        *lines, self._rest = (self._rest + data).replace(b"\r\n", b"\n").split(b"\n")
        if max(map(len, (*lines, self._rest))) > LONGEST_LINE:
            raise RemoteError(f"{self._server} sends a line of over {LONGEST_LINE} bytes")
        for line in lines:
            event = line.removeprefix(b"data:").strip() if line.startswith(b"data:") else b""
            if event:  # some servers keep a connection alive with empty ones
                yield event.decode(errors="replace")


def piece(event: str, server: str) -> Piece:
    """Raises RemoteError for anything but a piece of an answer."""
    if event == _DONE:
        return Piece(last=True)
    try:
        said = json.loads(event)
        if "error" in said:
            raise RemoteError(
                f"{server} fails in the midst of its answer: {_reason(said)[:LONGEST_REASON]}"
            )
        if not said["choices"]:  # how many tokens there were
            return Piece()
        choice = said["choices"][0]
        text = (choice.get("delta") or choice.get("message") or {}).get("content") or ""
        return Piece(str(text), last=bool(choice.get("finish_reason")))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise RemoteError(f"{server} sends a piece that is none of an answer") from None


def models(body: bytes, server: str) -> tuple[str, ...]:
    """The names in a list of models that can talk; raises RemoteError for anything else."""
    try:
        named = [str(entry["id"]) for entry in json.loads(body)["data"] or ()]
    except (ValueError, KeyError, TypeError):
        raise RemoteError(f"{server} is no language model server") from None
    return tuple(name for name in named if "embed" not in name.lower())


def refusal(status: int, body: bytes, server: str, model: str) -> EdgeError:
    """What an answer that is none means: ContextFull, or a RemoteError in one sentence."""
    reason = _reason_in(body)
    if full := _context_full(reason):
        return full
    meant = {
        401: "refuses the key",
        403: "refuses the key",
        404: f'has no model "{model}"' if model else "is no language model server",
        429: "is asked too often",
        503: "is not ready",
    }
    failed = f"fails with status {status}" + (f": {reason[:LONGEST_REASON]}" if reason else "")
    redirected = "redirects to another address, which is not followed"
    return RemoteError(
        f"{server} {redirected if 300 <= status < 400 else meant.get(status, failed)}"
    )


def _context_full(reason: str) -> ContextFull | None:
    """Where that is the reason, and it tells in numbers how much is too much."""
    limit = _CONTEXT.search(reason)
    if limit is None:
        return None
    return ContextFull(max(map(int, re.findall(r"\d+", reason))), int(limit[1]))


def _reason_in(body: bytes) -> str:
    try:
        return _reason(json.loads(body))
    except ValueError:
        return ""


def _reason(said: Any) -> str:
    """{"error": {"message": …}}, {"error": …} or {"detail": …}."""
    error = said.get("error", said.get("detail", "")) if isinstance(said, dict) else ""
    message = error.get("message", "") if isinstance(error, dict) else error
    return " ".join(str(message).split())
