"""OpenCV, loaded when it is first needed, with one thread and a quiet log."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from edge.errors import EngineError

_QUIET = "-8"
"""AV_LOG_QUIET of libavutil/log.h: FFmpeg writes straight to the terminal."""


@cache
def opencv() -> Any:
    """The module; raises EngineError naming the extra where it is not installed."""
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", _QUIET)
    try:
        import cv2
    except ImportError as error:
        raise EngineError("opencv is not installed: pip install edge-assistant[vision]") from error
    cv2.setNumThreads(1)  # the cores belong to the engines
    logging = cv2.utils.logging
    logging.setLogLevel(logging.LOG_LEVEL_SILENT)  # what it cannot open we say ourselves
    return cv2
