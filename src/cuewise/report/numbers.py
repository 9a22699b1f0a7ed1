"""Write numbers. An unknown number is a dash, never a 0."""

from __future__ import annotations

import math
from collections.abc import Callable

from cuewise.records.interval import Interval, finite_or_none
from cuewise.report.records import Estimate

DASH = "–"
_MINUS = "−"
_SMALLEST_P = 0.001
_MINUTE = 60


def _fixed(x: float, digits: int, signed: bool) -> str:
    text = f"{x:+,.{digits}f}" if signed else f"{x:,.{digits}f}"
    if not text.strip("+-0.,"):
        return text.lstrip("+-")
    return text.replace("-", _MINUS)


def points(x: float | None) -> str:
    """A difference of shares in percentage points, with its sign.

    Examples
    --------
    >>> points(0.3124), points(-0.02), points(-0.0001), points(None)
    ('+31.2', '−2.0', '0.0', '–')
    """
    x = finite_or_none(x)
    return DASH if x is None else _fixed(100 * x, 1, signed=True)


def tick(x: float) -> str:
    """A mark on a scale of percentage points.

    Examples
    --------
    >>> tick(0.2), tick(0.0), tick(-0.025)
    ('+20', '0', '−2.5')
    """
    whole = abs(100 * x - round(100 * x)) < 1e-9
    return _fixed(100 * x, 0 if whole else 1, signed=True)


def percent(x: float | None) -> str:
    """A share.

    Examples
    --------
    >>> percent(0.1234), percent(1.0), percent(float("nan"))
    ('12.3%', '100.0%', '–')
    """
    x = finite_or_none(x)
    return DASH if x is None else f"{_fixed(100 * x, 1, signed=False)}%"


def decimal(x: float | None, digits: int = 2, *, signed: bool = True) -> str:
    """A number without a unit.

    Examples
    --------
    >>> decimal(0.345), decimal(-1.0), decimal(12.0, 1, signed=False)
    ('+0.34', '−1.00', '12.0')
    """
    x = finite_or_none(x)
    return DASH if x is None else _fixed(x, digits, signed)


def short(x: float | None) -> str:
    """A number of an unknown unit, without decimals if it is whole.

    Examples
    --------
    >>> short(1200.0), short(0.12345)
    ('1,200', '0.123')
    """
    x = finite_or_none(x)
    if x is None:
        return DASH
    return _fixed(x, 0 if x == round(x) else 3, signed=False)


def probability(p: float | None) -> str:
    """A p or q value.

    Examples
    --------
    >>> probability(0.0123), probability(1e-9), probability(None)
    ('0.012', '< 0.001', '–')
    """
    p = finite_or_none(p)
    if p is None:
        return DASH
    return f"< {_SMALLEST_P}" if p < _SMALLEST_P else f"{p:.3f}"


def integer(n: int | None) -> str:
    """A whole number.

    Examples
    --------
    >>> integer(12345)
    '12,345'
    """
    return DASH if n is None else f"{n:,}"


def about(n: int) -> int:
    """A planned number, rounded up to two digits because a plan is no more exact.

    Examples
    --------
    >>> about(7), about(143), about(2301)
    (7, 150, 2400)
    """
    unit = int(10 ** max(len(str(n)) - 2, 0))
    return -(-n // unit) * unit


def seconds(s: float) -> str:
    """A duration.

    Examples
    --------
    >>> seconds(0.004), seconds(12.34), seconds(200)
    ('< 0.1 s', '12.3 s', '3 min 20 s')
    """
    if not math.isfinite(s):
        return DASH
    if s < _MINUTE:
        return f"{s:.1f} s" if s >= 0.1 or s <= 0 else "< 0.1 s"
    minutes, rest = divmod(round(s), _MINUTE)
    return f"{minutes} min {rest} s"


def estimate(number: Interval, write: Callable[[float | None], str], reason: str = "") -> Estimate:
    """A number with its interval, written by `write`; `reason` says why it is unknown.

    Examples
    --------
    >>> estimate(Interval(0.1, 0.05, 0.15), percent).written
    '10.0% [5.0, 15.0]'
    >>> estimate(Interval(0.021, -0.014, 0.056), points).written
    '+2.1 [−1.4, 5.6]'
    >>> estimate(Interval(None, None, None), percent, "no model was probed")
    Estimate(value=None, low=None, high=None, text='–', interval='', reason='no model was probed')
    """
    value, low, high = map(finite_or_none, (number.estimate, number.low, number.high))
    if value is None:
        return Estimate(None, None, None, DASH, "", reason)
    interval = ""
    if low is not None and high is not None:
        # The unit and a plus are not repeated in the interval; a minus is.
        ends = (write(end).rstrip("%").removeprefix("+") for end in (low, high))
        interval = f"[{', '.join(ends)}]"
    return Estimate(value, low, high, write(value), interval)


UNKNOWN = Estimate(None, None, None, DASH, "")
