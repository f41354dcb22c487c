"""A wearable assistant that listens, sees and speaks on its own hardware.

            microphone ─ listening ─┐                ┌─ speaking ─ loudspeaker
                                    ├─ thinking ─────┤
                camera ─ seeing ────┘                └─ showing ── screen
        button, battery ───────────── turn ─────────── status light, companion page

Importing this package imports no model runtime and touches no hardware.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: our matrices are small

__version__ = "0.1.0"
