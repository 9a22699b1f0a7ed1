"""How many threads to use."""

from __future__ import annotations

import os


def cores(threads: int | None = None) -> int:
    """How many threads to use: as many as asked for, else as this process may run on."""
    return threads or len(os.sched_getaffinity(0))
