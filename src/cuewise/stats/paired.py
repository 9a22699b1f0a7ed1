"""Paired yes/no outcomes: the same documents before and after an edit.

b documents went from 0 to 1 and c from 1 to 0, of n; the difference of the rates is (b − c)/n.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from cuewise.stats.checks import FloatArray, count_arrays, two_sided_z
from cuewise.stats.intervals import wilson
from cuewise.stats.score import score_interval


def newcombe_paired(
    both: ArrayLike, b: ArrayLike, c: ArrayLike, neither: ArrayLike, level: float = 0.95
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Difference of two paired rates (b − c)/n and Newcombe's interval.

    With p1 = (both+b)/n in (l1, u1), p2 = (both+c)/n in (l2, u2) by Wilson and δ = p1 − p2:
    low = δ − √((p1−l1)² − 2φ(p1−l1)(u2−p2) + (u2−p2)²), high likewise. φ is the correlation of
    the two outcomes, its numerator e·h − f·g lessened by n/2 where positive, to 0 at least
    (Newcombe 1998, Statistics in Medicine 17:2635, method 10).

    Parameters
    ----------
    both, b, c, neither:
        Documents that are 1 in both arms, in the first only, in the second only, in none.

    Returns
    -------
    difference, low, high:
        (NaN, −1, 1) where there is no document.

    Examples
    --------
    >>> [float(v.round(4)) for v in newcombe_paired(1, 1, 7, 12)]
    [-0.2857, -0.5069, -0.0256]
    """
    e, f, g, h = count_arrays(both=both, b=b, c=c, neither=neither)
    n = e + f + g + h
    (l1, u1), (l2, u2) = wilson(e + f, n, level), wilson(e + g, n, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, p2 = (e + f) / n, (e + g) / n
        product = e * h - f * g
        lessened = np.where(product > 0, np.maximum(product - n / 2, 0), product)
        margins = (e + f) * (g + h) * (e + g) * (f + h)
        phi = np.where(margins > 0, lessened / np.sqrt(np.maximum(margins, 1e-300)), 0.0)

        def reach(x: FloatArray, y: FloatArray) -> FloatArray:
            return np.asarray(np.sqrt(np.maximum(x * x - 2 * phi * x * y + y * y, 0)))

        low, high = p1 - p2 - reach(p1 - l1, u2 - p2), p1 - p2 + reach(u1 - p1, p2 - l2)
    empty = n == 0
    return (p1 - p2)[()], np.where(empty, -1, low)[()], np.where(empty, 1, high)[()]


def tango(
    b: ArrayLike, c: ArrayLike, n: ArrayLike, level: float = 0.95
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Difference of two paired rates (b − c)/n and Tango's score interval.

    All δ with |b − c − nδ| / √(n(2q + δ(1−δ))) ≤ z, q the rate of c that is likeliest given δ
    (Tango 1998, Statistics in Medicine 17:891; `score.tango_z` has the formula).

    b documents went from 0 to 1 and c from 1 to 0, of n; (NaN, −1, 1) where n is 0.

    Examples
    --------
    >>> [float(v.round(4)) for v in tango(1, 7, 21)]
    [-0.2857, -0.5172, -0.026]
    """
    z = two_sided_z(level)
    b, c, n = count_arrays(b=b, c=c, n=n)
    bad = b + c > n
    if bad.any():
        raise ValueError(f"b + c = {(b + c)[bad][0]} of n = {n[bad][0]}; allowed: b + c <= n")
    with np.errstate(invalid="ignore"):
        estimate = (b - c) / n
    low, high = score_interval(b, c, n, z)
    return estimate[()], low, high


def mcnemar(b: ArrayLike, c: ArrayLike, *, mid: bool = True) -> FloatArray:
    """p of McNemar's test that b and c discordant pairs are equally likely: mid-p or exact.

    Exact: twice the smaller binomial(b+c, ½) tail, at most 1, which is conservative. Mid-p: twice
    that tail with half the probability of the observed table (Lancaster 1961; Fagerland, Lydersen
    and Laake 2013, BMC Med. Res. Methodol. 13:91). 1 where no pair is discordant. b and c are whole
    numbers.

    Examples
    --------
    >>> [float(mcnemar(1, 7, mid=mid).round(4)) for mid in (True, False)]
    [0.0391, 0.0703]
    """
    b, c = count_arrays(b=b, c=c)
    for v in (b, c):
        if np.any(v != np.round(v)):
            raise ValueError(f"{v[v != np.round(v)][0]} pairs; allowed: whole numbers")
    least, n = np.minimum(b, c), b + c
    twice, seen = 2 * stats.binom.cdf(least, n, 0.5), stats.binom.pmf(least, n, 0.5)
    return np.asarray(np.clip(twice - seen if mid else twice, 0.0, 1.0))[()]
