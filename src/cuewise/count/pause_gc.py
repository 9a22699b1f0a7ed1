"""Pause the garbage collector where it would cost time and find nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """Turn off cyclic garbage collection; reference counting still frees unused objects.

    Counting allocates hundreds of thousands of small lists, and each batch of allocations triggers
    a scan of all objects: a quarter of the time of an audit of a million documents.

    Examples
    --------
    >>> with gc_paused():
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
