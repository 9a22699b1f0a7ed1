"""Intervals for rates, their differences and correlations.

z is the two-sided normal quantile of `level`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cuewise.stats.checks import FloatArray, count_arrays, pair, two_sided_z


def _successes(k: ArrayLike, n: ArrayLike) -> tuple[FloatArray, FloatArray]:
    k, n = np.broadcast_arrays(k, n)
    if np.any((k < 0) | (k > n) | ~np.isfinite(k) | ~np.isfinite(n)):
        raise ValueError(f"k = {k}, n = {n}: allowed are finite 0 <= k <= n")
    return k, n


def wilson(k: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Wilson's score interval for a rate k/n (Wilson 1927); (0, 1) where n is 0.

    Examples
    --------
    >>> [float(v.round(4)) for v in wilson(8, 10)]
    [0.4902, 0.9433]
    """
    return wilson_ends(*_successes(k, n), two_sided_z(level))


def wilson_ends(k: ArrayLike, n: ArrayLike, z: float) -> tuple[FloatArray, FloatArray]:
    """Wilson's interval for any quantile z; k and n need not be whole.

    Examples
    --------
    >>> [float(v.round(4)) for v in wilson_ends(8, 10, 1.959964)]
    [0.4902, 0.9433]
    """
    k, n = _successes(k, n)
    centre = (k + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * np.sqrt(k * (n - k) / np.maximum(n, 1e-12) + z * z / 4)
    low, high = np.maximum(centre - half, 0), np.minimum(centre + half, 1)
    # At the edges the formula is 0 or 1 but for rounding.
    return np.where(k > 0, low, 0.0)[()], np.where(k < n, high, 1.0)[()]


def newcombe(
    k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, level: float = 0.95
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Difference of two independent rates and Newcombe's hybrid score interval.

    Source: Newcombe 1998, Statistics in Medicine 17, method 10. NaN estimate where an n is 0.

    Examples
    --------
    >>> [float(v.round(4)) for v in newcombe(56, 70, 48, 80)]
    [0.2, 0.0524, 0.3339]
    """
    l1, u1 = wilson(k1, n1, level)
    l2, u2 = wilson(k2, n2, level)
    # Without trials, a rate is 0/0.
    with np.errstate(invalid="ignore"):
        p1, p2 = np.divide(k1, n1), np.divide(k2, n2)
    difference = p1 - p2
    low = difference - np.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
    high = difference + np.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
    return difference, low, high


def deviation(
    n_yc: ArrayLike, n_c: ArrayLike, n_y: ArrayLike, n: ArrayLike, level: float = 0.95
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """p(y|cue) - p(y) with an interval.

    p(y|c) - p(y) = (1 - π)·δ, δ = p(y|c) - p(y|¬c), π the prevalence of the cue, which is
    independent of δ. So the reach is √(((1 - π)·reach of Newcombe's interval for δ)² +
    z²·δ²·π(1 - π)/n). NaN where every document or none holds the cue.

    Examples
    --------
    >>> [float(v.round(3)) for v in deviation(30, 40, 50, 100)]
    [0.25, 0.125, 0.349]
    """
    z = two_sided_z(level)
    yc, c, y, t = map(np.asarray, (n_yc, n_c, n_y, n))
    difference, low, high = newcombe(yc, c, y - yc, t - c, level)
    with np.errstate(invalid="ignore"):
        scale = 1 - c / t
        of_share = (z * difference) ** 2 * scale * (1 - scale) / t
        below = np.sqrt(((difference - low) * scale) ** 2 + of_share)
        above = np.sqrt(((high - difference) * scale) ** 2 + of_share)
    estimate = difference * scale
    low, high = np.maximum(estimate - below, -1.0), np.minimum(estimate + above, 1.0)
    return estimate[()], low[()], high[()]


def fisher_z(r: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Interval for Pearson's r: tanh(artanh r ± z/√(n−3)) (Fisher 1921).

    It assumes two jointly normal variables; for a 0/1 output and cue use
    `fcs_decisions.raw_decisions`.

    Parameters
    ----------
    r:
        Correlations in [−1, 1]; NaN (undefined) gives NaN.
    n:
        Documents behind each; at 3 or fewer the interval is (−1, 1).

    Examples
    --------
    >>> [float(v.round(4)) for v in fisher_z(0.5, 50)]
    [0.2575, 0.6833]
    """
    z = two_sided_z(level)
    r, (n,) = np.asarray(r), count_arrays(n=n)
    if np.any(np.abs(r) > 1 + 1e-9):
        raise ValueError(f"r = {r}; allowed: -1 to 1, NaN where undefined")
    with np.errstate(divide="ignore", invalid="ignore"):
        centre, half = np.arctanh(np.clip(r, -1, 1)), z / np.sqrt(n - 3)
        low = np.where(n > 3, np.tanh(centre - half), np.where(np.isnan(r), np.nan, -1.0))
        high = np.where(n > 3, np.tanh(centre + half), np.where(np.isnan(r), np.nan, 1.0))
    return low[()], high[()]


def simultaneous(k: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Wilson intervals that hold for all m groups at once (Šidák: each at level^(1/m)).

    The least of several noisy rates is biased low, so its interval must allow for the search. m
    counts the groups with documents.

    Examples
    --------
    >>> low, high = simultaneous([8, 9], [10, 10])
    >>> bool(low[0] < wilson(8, 10)[0])
    True
    """
    two_sided_z(level)
    k, n = _successes(k, n)
    return wilson(k, n, level ** (1 / max(int(np.sum(n > 0)), 1)))


def worst_group(k: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[int, float, float, float]:
    """The group of the lowest rate, that rate, and an interval for the lowest **true** rate.

    With simultaneous intervals (l_g, u_g), the least true rate lies in (min l, min u) whenever all
    of them hold. Groups without documents are left out.

    Parameters
    ----------
    k, n:
        Successes and trials of each group, [g].
    level:
        Confidence, for all groups at once.

    Returns
    -------
    index, rate, low, high:
        (−1, NaN, 0, 1) where no group has documents.

    Examples
    --------
    >>> index, rate, low, high = worst_group([90, 40, 9], [100, 50, 10])
    >>> index, round(rate, 2), round(low, 3), round(high, 3)
    (1, 0.8, 0.523, 0.901)
    """
    k, n = pair(k, n, ("k", "n"))
    low, high = simultaneous(k, n, level)
    filled = n > 0
    if not filled.any():
        return -1, np.nan, 0.0, 1.0
    rate = np.where(filled, k / np.maximum(n, 1), np.inf)
    index = int(rate.argmin())
    return index, float(rate[index]), float(low[filled].min()), float(high[filled].min())
