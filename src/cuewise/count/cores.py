"""How many threads to use."""

from __future__ import annotations

import os


def cores(threads: int | None = None) -> int:
    """How many threads to use: as many as asked for, else as this process may run on.

    `OMP_NUM_THREADS` is a bound, as it is for most numerical libraries; Ray sets it to the cores
    that a task may have.
    """
    there = len(os.sched_getaffinity(0))
    bound = os.environ.get("OMP_NUM_THREADS", "")
    return threads or (max(1, min(there, int(bound))) if bound.isdigit() else there)
