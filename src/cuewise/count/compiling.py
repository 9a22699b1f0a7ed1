"""How long compiling took: only the first call of all compiles, since its code is kept on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from numba.core import event


@contextmanager
def timed(say: Callable[[float], None]) -> Iterator[None]:
    """Call `say` with the seconds that compiling took inside the block, if there was any.

    Examples
    --------
    >>> from numba import njit
    >>> said = []
    >>> with timed(said.append):
    ...     njit(lambda x: x + 1)(1)
    2
    >>> len(said)
    1
    """
    with event.install_recorder("numba:compile") as recorder:
        yield
    if recorder.buffer:
        say(_seconds(recorder.buffer))


def _seconds(events: Iterable[tuple[float, Any]]) -> float:
    """The time in which anything was compiled; what is compiled inside that counts once."""
    seconds, began, depth = 0.0, 0.0, 0
    for at, one in events:
        began = began if depth else at
        depth += 1 if one.is_start else -1
        seconds += 0 if depth else at - began
    return seconds
