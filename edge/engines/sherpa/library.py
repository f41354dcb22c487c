"""sherpa-onnx, loaded when the first engine needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from edge.errors import EngineError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from edge.ports import Samples


def library() -> Any:
    """The module; raises EngineError naming the extra where it is not installed."""
    try:
        import sherpa_onnx
    except ImportError as error:
        raise EngineError(
            "sherpa-onnx is not installed: pip install edge-assistant[sherpa]"
        ) from error
    return sherpa_onnx


def as_floats(samples: Samples) -> NDArray[np.float32]:
    """From -1 to 1, as the library takes sound."""
    return samples.astype(np.float32) / np.float32(32768)
