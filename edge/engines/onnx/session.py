"""A model in onnxruntime with settings of ours: few threads, which sleep when they have no work."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from edge.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ONLY_ERRORS = 3
_LOOK_SECONDS = 0.01
"""Between two looks at whether a run is still wanted."""


def open_session(model: Path, threads: int, data: bytes | None = None) -> Any:
    """An InferenceSession; from `data` where that is the model's changed content.

    Raises EngineError naming the file, or the package that is missing.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise EngineError("onnxruntime is not installed: pip install onnxruntime") from error
    if not model.is_file():
        raise EngineError(f"the model file {model} is missing")
    try:
        return onnxruntime.InferenceSession(
            str(model) if data is None else data,
            _options(onnxruntime, threads),
            providers=["CPUExecutionProvider"],
        )
    except Exception as error:  # its errors share no parent but this
        reason = str(error).splitlines()[0][:200]
        raise EngineError(f"the model file {model} cannot be loaded: {reason}") from error


def _options(onnxruntime: Any, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _ONLY_ERRORS
    # an arena keeps the longest sentence's memory for ever: 25 MB of a small voice, and no faster
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def run(session: Any, feeds: dict[str, Any], stopped: Callable[[], bool]) -> list[Any] | None:
    """All outputs; None where `stopped` turned true, which ends it between two of its operations.

    Raises EngineError when the model fails.
    """
    import onnxruntime

    options = onnxruntime.RunOptions()
    over = threading.Event()
    watch = threading.Thread(target=_end_when, args=(stopped, over, options), daemon=True)
    watch.start()
    try:
        return list(session.run(None, feeds, options))
    except Exception as error:  # its errors share no parent but this
        if stopped():
            return None
        reason = str(error).splitlines()[0][:200]
        raise EngineError(f"the model failed while it worked: {reason}") from error
    finally:
        over.set()
        watch.join()


def _end_when(stopped: Callable[[], bool], over: threading.Event, options: Any) -> None:
    while not over.wait(_LOOK_SECONDS):
        if stopped():
            options.terminate = True
            return
