"""A model in onnxruntime with settings of ours: few threads, which sleep when they have no work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edge.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path

_ONLY_ERRORS = 3


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
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options
