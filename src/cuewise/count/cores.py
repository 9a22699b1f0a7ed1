"""The number of threads to use."""

from __future__ import annotations

import os


def cores(threads: int | None = None) -> int:
    """Return `threads` if given, else the number of cores this process may use.

    `OMP_NUM_THREADS` caps it, as in most numerical libraries; Ray sets it to the cores of a task.
    """
    available = len(os.sched_getaffinity(0))
    bound = os.environ.get("OMP_NUM_THREADS", "")
    return threads or (max(1, min(available, int(bound))) if bound.isdigit() else available)
