"""Intervals for rates and their differences. z is the two-sided normal quantile of `level`."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]


def _z(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level {level} is not a confidence level; allowed: between 0 and 1")
    return float(stats.norm.isf((1 - level) / 2))


def wilson(k: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson's score interval for a rate k/n (Wilson 1927); (0, 1) where n is 0.

    Examples
    --------
    >>> [float(v.round(4)) for v in wilson(8, 10)]
    [0.4902, 0.9433]
    """
    k, n, z = np.asarray(k, float), np.asarray(n, float), _z(level)
    if np.any((k < 0) | (k > n) | ~np.isfinite(k) | ~np.isfinite(n)):
        raise ValueError(f"k = {k}, n = {n}: allowed are finite 0 <= k <= n")
    safe = np.maximum(n, 1e-12)
    centre = (k + z * z / 2) / (safe + z * z)
    half = z / (safe + z * z) * np.sqrt(k * (safe - k) / safe + z * z / 4)
    low, high = np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
    # None and all are ends of their intervals exactly; the sums above miss them by a last digit.
    return np.where(k > 0, low, 0.0)[()], np.where(k < n, high, 1.0)[()]


def newcombe(
    k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, level: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Difference of two independent rates and Newcombe's hybrid score interval.

    Source: Newcombe 1998, Statistics in Medicine 17, method 10. NaN estimate where an n is 0.

    Examples
    --------
    >>> [float(v.round(4)) for v in newcombe(56, 70, 48, 80)]
    [0.2, 0.0524, 0.3339]
    """
    k1, n1, k2, n2 = (np.asarray(v, float) for v in (k1, n1, k2, n2))
    l1, u1 = wilson(k1, n1, level)
    l2, u2 = wilson(k2, n2, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        p1 = np.where(n1 > 0, k1 / n1, np.nan)
        p2 = np.where(n2 > 0, k2 / n2, np.nan)
    difference = p1 - p2
    low = difference - np.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
    high = difference + np.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
    return difference[()], low[()], high[()]


def deviation(
    n_yc: ArrayLike, n_c: ArrayLike, n_y: ArrayLike, n: ArrayLike, level: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """p(y|cue) - p(y) with an interval.

    Identity: p(y|c) - p(y) = (1 - π)(p(y|c) - p(y|¬c)), π the prevalence of the cue, so Newcombe's
    interval for the two independent rates is scaled by 1 - π.

    Examples
    --------
    >>> [float(v.round(3)) for v in deviation(30, 40, 50, 100)]
    [0.25, 0.132, 0.341]
    """
    yc, c, y, t = (np.asarray(v, float) for v in (n_yc, n_c, n_y, n))
    difference, low, high = newcombe(yc, c, y - yc, t - c, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 1 - c / t
    return (difference * scale)[()], (low * scale)[()], (high * scale)[()]


def paired_mean(
    d: ArrayLike, level: float = 0.95, clusters: ArrayLike | None = None
) -> tuple[float, float, float]:
    """Mean of paired differences d in [-1, 1] and an interval that never collapses to a point.

    One pseudo-pair of +1 and one of -1 are added and a Wald interval taken about their mean. For
    d in {-1, 0, 1} it is the interval of Bonett and Price 2012 (J. Educ. Behav. Stat. 37) for
    paired rates. With `clusters`, d is summed in each and the variance is that between clusters.

    Returns the plain mean (NaN, -1, 1 when there is no pair) and the interval.

    Examples
    --------
    >>> [round(v, 4) for v in paired_mean([0] * 98)]
    [0.0, -0.0277, 0.0277]
    """
    d = np.asarray(d, float).ravel()
    if d.size == 0:
        return float("nan"), -1.0, 1.0
    if not np.all(np.isfinite(d)) or np.abs(d).max() > 1 + 1e-9:
        raise ValueError(f"paired differences reach {np.abs(d).max()}; allowed: finite, in [-1, 1]")
    n = d.size + 2.0
    centre = d.sum() / n
    if clusters is None:
        variance = (np.sum(d * d) + 2) / n - centre**2
    else:
        _, group = np.unique(np.asarray(clusters), return_inverse=True)
        size = np.bincount(group)
        residual = np.bincount(group, weights=d) - centre * size
        correction = size.size / max(size.size - 1, 1)
        variance = (correction * np.sum(residual**2) + (1 - centre) ** 2 + (1 + centre) ** 2) / n
    half = _z(level) * float(np.sqrt(max(variance, 0.0) / n))
    centre = float(centre)
    return float(d.mean()), max(-1.0, centre - half), min(1.0, centre + half)


def simultaneous(k: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson intervals that hold for all m groups at once (Šidák: each at level^(1/m)).

    The least of several noisy rates is biased low; its interval must allow for the search.

    Examples
    --------
    >>> low, high = simultaneous([8, 9], [10, 10])
    >>> bool(low[0] < wilson(8, 10)[0])
    True
    """
    k = np.asarray(k, float)
    return wilson(k, n, level ** (1 / max(k.size, 1)))
