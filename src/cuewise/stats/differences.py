"""Means of paired differences and shares of documents, where documents may come in clusters."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from cuewise.stats.checks import FloatArray, binary, finite_array, group_codes, two_sided_z
from cuewise.stats.intervals import wilson_ends
from cuewise.stats.score import score_interval


class FlipCounts(NamedTuple):
    """Paired differences as numbers of flips, from which the interval of their mean follows.

    `mean` is the plain mean (NaN without a pair); `up` and `down` are the flips each way among
    `pairs` independent pairs (0 where nothing can be said); `df` are the degrees of freedom of t
    (infinite: normal).
    """

    mean: float
    up: float
    down: float
    pairs: float
    df: float


def as_flips(d: ArrayLike, clusters: ArrayLike | None = None) -> FlipCounts:
    """The numbers of flips up and down, and of independent pairs, that the differences amount to.

    For d in {−1, 0, 1}: the counts of 1 and −1 of n. Finer differences (a mean over operators and
    placebos) amount to the flips of the same mean and mean square: shares (s ± d̄)/2 with
    s = max(mean d², |d̄|).

    With `clusters`, n pairs count for n/k: k is the design effect as it shows in these data,
    (Σ(s_g − d̄·m_g)²·G/(G−1) + 2m̃)/(Σ(d − d̄)² + 2√m̃), kept between 1 (independent) and
    m̃ = Σm²/Σm (a cluster is one observation); where every d is the same it is √m̃, half-way in
    logs. s_g and m_g are a cluster's sum and size. t has n/m̃ − 1 degrees of freedom, n/m̃ the
    effective number of clusters (Kish 1965).

    Examples
    --------
    >>> tuple(as_flips([1, 0, 0, 0, -1, 1, 0, 0]))
    (0.125, 2.0, 1.0, 8.0, inf)
    """
    d = finite_array(np.ravel(d), "paired differences")
    if d.size == 0:
        return FlipCounts(np.nan, 0.0, 0.0, 0.0, np.nan)
    if np.abs(d).max() > 1 + 1e-9:
        raise ValueError(f"paired differences reach {np.abs(d).max()}; allowed: finite, in [-1, 1]")
    d = np.clip(d, -1, 1)
    mean = float(d.mean())
    share = max(float(np.mean(d * d)), abs(mean))
    pairs, df = float(d.size), np.inf
    if clusters is not None:
        pairs, df = effective(d, clusters)
    return FlipCounts(mean, pairs * (share + mean) / 2, pairs * (share - mean) / 2, pairs, df)


def effective(d: FloatArray, clusters: ArrayLike) -> tuple[float, float]:
    """The independent observations that clustered ones amount to, and the degrees of freedom.

    `as_flips` has the formula; (0, 1) where all are one cluster.

    Examples
    --------
    >>> effective(np.array([1.0, 1.0, 0.0, 0.0]), np.array([0, 0, 1, 1]))
    (2.0, 1.0)
    """
    group = group_codes(clusters, d.size, "clusters")
    size, total = np.bincount(group), np.bincount(group, weights=d)
    if size.size == 1:  # nothing says how clusters differ
        return 0.0, 1.0
    usual = size @ size / d.size
    between = np.sum((total - d.mean() * size) ** 2) * size.size / (size.size - 1)
    within = np.sum((d - d.mean()) ** 2)
    k = np.clip((between + 2 * usual) / (within + 2 * np.sqrt(usual)), 1.0, usual)
    return float(d.size / k), max(float(d.size / usual) - 1, 1.0)


def paired_mean(
    d: ArrayLike, level: float = 0.95, clusters: ArrayLike | None = None
) -> tuple[float, float, float]:
    """Mean of paired differences d in [-1, 1] and an interval that never collapses to a point.

    Tango's score interval (`score.score_interval`) on the flips of `as_flips`, with the quantile
    of the normal, or of t with `clusters`. For d in {-1, 0, 1} without clusters it is the interval
    of Tango 1998 (Statistics in Medicine 17:891) for paired rates.

    Returns
    -------
    mean, low, high:
        The plain mean and the interval; (NaN, -1, 1) without a pair, and ends of -1 and 1 where all
        pairs are one cluster.

    Examples
    --------
    >>> [round(v, 4) for v in paired_mean([0] * 98)]
    [0.0, -0.0377, 0.0377]
    """
    two_sided_z(level)
    mean, up, down, pairs, df = as_flips(d, clusters)
    if not pairs:
        return mean, -1.0, 1.0
    low, high = score_interval(up, down, pairs, stats.t.isf((1 - level) / 2, df))
    return mean, float(low), float(high)


def share_interval(
    outcome: ArrayLike, clusters: ArrayLike | None = None, level: float = 0.95
) -> tuple[float, float, float]:
    """A share and Wilson's interval.

    n documents in clusters count for n/k, k their design effect, and t replaces the normal
    (`effective`; Korn and Graubard 1998, Survey Methodology 24:193, do so with Clopper and
    Pearson's interval).

    Parameters
    ----------
    outcome:
        0 or 1 for each document, [n].

    Returns
    -------
    share, low, high:
        (NaN, 0, 1) without a document; the whole of [0, 1] where all are one cluster.

    Examples
    --------
    >>> [round(v, 3) for v in share_interval([1, 1, 1, 0])]
    [0.75, 0.301, 0.954]
    >>> [round(v, 3) for v in share_interval([1, 1, 1, 0] * 5, list("abcd") * 5)]
    [0.75, 0.183, 0.976]
    """
    z = two_sided_z(level)
    x = binary(outcome, "outcome")
    if not x.size:
        return np.nan, 0.0, 1.0
    n: float = x.size
    if clusters is not None:
        n, df = effective(x, clusters)
        z = float(stats.t.isf((1 - level) / 2, df))
    rate = float(x.mean())
    low, high = wilson_ends(rate * n, n, z)
    return rate, float(low), float(high)
