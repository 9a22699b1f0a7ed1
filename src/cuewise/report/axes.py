"""Scales shared by all bars of a column."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from cuewise.report.records import Axis, Estimate, Tick

_ROOM = 0.04
_NARROWEST = 0.05
_MOST_TICKS = 5


def axis(
    estimates: Iterable[Estimate], write: Callable[[float], str], band: float | None = None
) -> Axis:
    """A scale that covers 0, the band and every interval.

    Examples
    --------
    >>> from cuewise.records import Interval
    >>> from cuewise.report.numbers import estimate, points, tick
    >>> scale = axis([estimate(Interval(0.3, 0.2, 0.41), points)], tick)
    >>> [t.text for t in scale.ticks]
    ['0', '+10', '+20', '+30', '+40']
    """
    known = [v for e in estimates for v in (e.value, e.low, e.high) if v is not None]
    reach = [0.0, *known, *((-band, band) if band is not None else ())]
    low, high = min(reach), max(reach)
    if high - low < _NARROWEST:
        low, high = low - _NARROWEST / 2, high + _NARROWEST / 2
    room = (high - low) * _ROOM
    low, high = low - room, high + room
    step = _step(high - low)
    first = math.ceil(low / step)
    ticks = (i * step for i in range(first, math.floor(high / step) + 1))
    # A column without numbers has no ticks.
    return Axis(low, high, tuple(Tick(t, write(t)) for t in ticks if known), band)


def shares(write: Callable[[float], str]) -> Axis:
    """The scale from 0 to 1."""
    return Axis(0.0, 1.0, tuple(Tick(t, write(t)) for t in (0.0, 0.5, 1.0)))


def _step(width: float) -> float:
    size = 10.0 ** math.floor(math.log10(width / _MOST_TICKS))
    return next(size * m for m in (1, 2, 5, 10) if width / (size * m) <= _MOST_TICKS)
