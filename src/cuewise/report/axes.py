"""Scales shared by all bars of a column."""

from __future__ import annotations

import math
from collections.abc import Iterable

from cuewise.report.numbers import tick
from cuewise.report.records import Axis, Estimate, Tick

_ROOM = 0.04
_NARROWEST = 0.05
_MOST_TICKS = 5


# The scale of shares.
SHARE_AXIS = Axis(0.0, 1.0, tuple(Tick(t, f"{100 * t:.0f}%") for t in (0.0, 0.5, 1.0)))


def axis(estimates: Iterable[Estimate], band: float | None = None) -> Axis:
    """A scale of percentage points that covers 0, the band and every interval.

    Examples
    --------
    >>> from cuewise.records import Interval
    >>> from cuewise.report.numbers import estimate, points
    >>> scale = axis([estimate(Interval(0.3, 0.2, 0.41), points)])
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
    return Axis(low, high, tuple(Tick(t, tick(t)) for t in ticks if known), band)


def _step(width: float) -> float:
    size = 10.0 ** math.floor(math.log10(width / _MOST_TICKS))
    return next(size * m for m in (1, 2, 5, 10) if width / (size * m) <= _MOST_TICKS)
