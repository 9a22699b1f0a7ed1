"""Python's search for cycles of garbage, paused where it would cost and find nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Count without that search; what is no longer used is freed at once all the same.

    Counting makes hundreds of thousands of small lists, and at every so many new ones Python walks
    through all objects there are: a quarter of the time of an audit of a million documents.

    Examples
    --------
    >>> with uncollected():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
