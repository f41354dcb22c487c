"""What answers where no skill does: a model of the shelf, a server's, or one before the other."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from edge.app.chosen import SERVER
from edge.settings import default_path, state_folder
from edge.settings.secrets import server_key
from edge.store.store import HEADS
from edge.tasks import apart

if TYPE_CHECKING:
    from pathlib import Path

    from edge.app.installed import Installed
    from edge.engines.llm.llama_cpp import LlamaOptions
    from edge.http import Connect
    from edge.models.record import Model
    from edge.ports import LanguageModel

WORKER_NICE = 5
"""A language model waits for the recogniser and the voice."""
SERVER_CONTEXT = 4096
"""Tokens that any server is expected to hold."""
ENGINE = "edge.engines.llm.llama_cpp:LlamaEngine"
ROLE = "language model"


async def language_model(
    shelf: Installed, connect: Connect | None
) -> tuple[LanguageModel | None, int]:
    """The mind, and the tokens that it can hold.

    `connect` is the way to servers; without it none is asked.
    """
    wanted = shelf.settings.engines.language_model
    if wanted == "none":
        return None, 0
    local, context = await _local(shelf)
    server = await _server(shelf, connect) if wanted == SERVER or local is None else None
    if server is None:
        return local, context
    if local is None:
        return server, SERVER_CONTEXT
    from edge.engines.llm.fallback import FallbackLanguageModel

    both = FallbackLanguageModel(server, local, shelf.failed(ROLE))
    return both, min(context, SERVER_CONTEXT)


async def _local(shelf: Installed) -> tuple[LanguageModel | None, int]:
    """Of the shelf; it gives its memory back in a tier that has no language model."""
    language, make = shelf.settings.profile.language, partial(_options, shelf)
    usable = await apart(lambda: shelf.first_usable(ROLE, language, make))
    if usable is None:
        return None, 0
    path, options = usable
    from edge.engines.llm.llama_cpp import LlamaCppLanguageModel
    from edge.engines.llm.on_standby import LanguageModelOnStandby
    from edge.engines.runtime.in_process import InProcess
    from edge.engines.runtime.standby import Standby

    runtime = InProcess(ENGINE, path, options, state_folder() / HEADS, nice=WORKER_NICE)
    llama = LlamaCppLanguageModel(runtime)
    standby = Standby(llama, shelf.failed(ROLE))
    shelf.standby.add(standby, lambda tier: tier.language_model)
    return LanguageModelOnStandby(llama, standby), options.context


def _options(shelf: Installed, model: Model) -> tuple[Path, LlamaOptions]:
    """The file and how to run it; reads it, so not on the loop. Raises EngineError."""
    from edge.engines.llm.llama_cpp import options_for, trained_on

    path, board, threads = model.files["model"], shelf.found.board, shelf.settings.engines.threads
    options = options_for(board.memory_mb, board.cores, trained_on(path))
    return path, replace(options, threads=threads) if threads else options


async def _server(shelf: Installed, connect: Connect | None) -> LanguageModel | None:
    """The one that the owner names, or else the first that is found on this machine.

    Only the former is given the owner's key. Raises SettingsError for a key that is not safe.
    """
    if connect is None:
        return None
    from edge.engines.llm.openai import OpenAiLanguageModel, Server, find_servers

    engines = shelf.settings.engines
    if engines.server:
        key = await apart(partial(server_key, default_path().parent))
        url = f"http://{engines.server}/v1"
        return OpenAiLanguageModel(connect, Server(url=url, model=engines.server_model, key=key))
    servers = await find_servers(connect)
    if not servers:
        return None
    model = engines.server_model or servers[0].models[0]
    return OpenAiLanguageModel(connect, Server(url=servers[0].url, model=model, prepares=True))
