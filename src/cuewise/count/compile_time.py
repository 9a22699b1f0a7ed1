"""Measure compile time: only the very first call compiles, for numba caches code on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from numba.core import event


@contextmanager
def report_compile_time(report: Callable[[float], None]) -> Iterator[None]:
    """Call `report` with the seconds spent compiling inside the block, if any.

    Examples
    --------
    >>> from numba import njit
    >>> reports = []
    >>> with report_compile_time(reports.append):
    ...     njit(lambda x: x + 1)(1)
    2
    >>> len(reports)
    1
    """
    with event.install_recorder("numba:compile") as recorder:
        yield
    if recorder.buffer:
        report(_seconds(recorder.buffer))


def _seconds(events: Iterable[tuple[float, Any]]) -> float:
    """Sum the compile times; count nested compilations once."""
    seconds, began, depth = 0.0, 0.0, 0
    for time, step in events:
        began = began if depth else time
        depth += 1 if step.is_start else -1
        seconds += 0 if depth else time - began
    return seconds
