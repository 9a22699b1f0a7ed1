"""A number with its interval, and what the interval allows."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate, the ends of its 95% interval, and the documents behind it.

    None, NaN or an infinite end means unknown.

    Parameters
    ----------
    estimate, low, high:
        The estimate and the two ends, in one unit.
    n:
        Documents, None where the record that holds the number does not say.

    Examples
    --------
    >>> shift = Interval(0.04, 0.03, 0.05, n=400)
    >>> shift.nearest, shift.farthest, shift.within(0.02)
    (0.03, 0.05, False)
    """

    estimate: float | None
    low: float | None
    high: float | None
    n: int | None = None

    @property
    def ends(self) -> tuple[float, float] | None:
        """Both ends, or None where one is unknown."""
        if self.low is None or self.high is None:
            return None
        known = math.isfinite(self.low) and math.isfinite(self.high)
        return (self.low, self.high) if known else None

    @property
    def nearest(self) -> float:
        """The least |effect| that the interval allows: 0 where it holds 0 or an end is unknown.

        Examples
        --------
        >>> Interval(-0.2, -0.3, -0.1).nearest, Interval(0.1, -0.1, 0.3).nearest
        (0.1, 0.0)
        """
        if self.ends is None:
            return 0.0
        low, high = self.ends
        return 0.0 if low <= 0 <= high else min(abs(low), abs(high))

    @property
    def farthest(self) -> float:
        """The greatest |effect| that the interval allows: infinite where an end is unknown.

        Examples
        --------
        >>> Interval(-0.2, -0.3, -0.1).farthest, Interval(0.1, None, None).farthest
        (0.3, inf)
        """
        return math.inf if self.ends is None else max(map(abs, self.ends))

    def within(self, margin: float) -> bool:
        """Whether the interval lies within ±margin: the equivalence test.

        For a 95% interval it is two one-sided tests at α = .025 each (Schuirmann 1987).

        Examples
        --------
        >>> Interval(0.0, -0.02, 0.02).within(0.02), Interval(0.0, None, None).within(0.02)
        (True, False)
        """
        return self.farthest <= margin


def finite_or_none(value: float | None) -> float | None:
    """The number, or None where it is unknown, NaN or infinite: JSON knows neither of the two.

    Examples
    --------
    >>> finite_or_none(0.5), finite_or_none(float("nan"))
    (0.5, None)
    """
    return float(value) if value is not None and math.isfinite(value) else None
