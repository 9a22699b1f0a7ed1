"""How strongly a binary cue and a label are associated, from counts of documents.

Every function takes, elementwise and broadcast: `n_yc` documents with both cue and label, `n_c`
documents with the cue, `n_y` documents with the label, `n` documents.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats

from cuewise.stats.checks import FloatArray, binary, pair, two_sided_z
from cuewise.stats.fcs_estimates import correlation
from cuewise.stats.intervals import newcombe
from cuewise.stats.tails import upper_tail

# No decision rests on a p above this, so the normal approximation is kept there.
_EXACT_BELOW = 0.2


def _table(n_yc: ArrayLike, n_c: ArrayLike, n_y: ArrayLike, n: ArrayLike) -> tuple[FloatArray, ...]:
    yc, c, y, t = np.broadcast_arrays(
        *(np.asarray(v, dtype=np.float64) for v in (n_yc, n_c, n_y, n))
    )
    # The four cells of the table; NaN and infinite counts fail the comparison too.
    bad = ~(np.isfinite(t) & (np.minimum.reduce([yc, c - yc, y - yc, t - y - (c - yc)]) >= 0))
    if bad.any():
        row = tuple(float(v[bad][0]) for v in (yc, c, y, t))
        raise ValueError(
            f"counts (n_yc, n_c, n_y, n) = {row} are no 2x2 table; "
            "allowed: finite, 0 <= n_yc <= min(n_c, n_y), n_c - n_yc <= n - n_y"
        )
    return yc, c, y, t


def competency_z(n_yc: ArrayLike, n_c: ArrayLike, p0: ArrayLike) -> FloatArray:
    """z of p(y|cue) against the class prior `p0`.

    (p - p0) / sqrt(p0 (1 - p0) / n_c), p0 the label's share of all documents; NaN where the cue
    never occurs or p0 is 0 or 1 (Gardner et al. 2021, "Competency Problems", section 3).

    Examples
    --------
    >>> competency_z(75, 100, .5).round(2)
    np.float64(5.0)
    """
    yc, c, p = np.broadcast_arrays(n_yc, n_c, p0)
    bad = ~(np.isfinite(c) & (yc >= 0) & (yc <= c) & (p >= 0) & (p <= 1))  # NaN too
    if bad.any():
        row = tuple(float(v[bad][0]) for v in (yc, c, p))
        raise ValueError(f"(n_yc, n_c, p0) = {row}; allowed: 0 <= n_yc <= n_c, 0 <= p0 <= 1")
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (yc / c - p) / np.sqrt(p * (1 - p) / c)
    return np.where((p > 0) & (p < 1), z, np.nan)[()]


def independence_p(n_yc: ArrayLike, n_c: ArrayLike, n_y: ArrayLike, n: ArrayLike) -> FloatArray:
    """Two-sided p of independence: the hypergeometric tail doubled (exact, conservative).

    The normal approximation is too small in the tail for rare labels, so the exact value replaces
    it below 0.2, where a decision could rest on it. Counts are whole numbers; NaN where cue or
    label is constant.

    Examples
    --------
    >>> float(independence_p(9, 10, 50, 100).round(4))
    0.0157
    """
    yc, c, y, t = _table(n_yc, n_c, n_y, n)
    for name, v in {"n_yc": yc, "n_c": c, "n_y": y, "n": t}.items():
        if np.any(v != np.round(v)):
            raise ValueError(f"{name} = {v[v != np.round(v)][0]}; allowed: whole numbers")
    with np.errstate(invalid="ignore"):
        mean = c * y / t
        sd = np.sqrt(c * y / t * (1 - y / t) * (t - c) / (t - 1))
        z = np.maximum(np.abs(yc - mean) - 0.5, 0) / sd
    # Where cue or label is constant, z is 0/0.
    p: FloatArray = np.asarray(2 * stats.norm.sf(z))
    close = p < _EXACT_BELOW
    k, m, s, q = yc[close], t[close], y[close], c[close]
    # The tail that lies farther out. Few documents with both are many without the label.
    many = k > mean[close]
    p[close] = 2 * upper_tail(np.where(many, k, q - k), m, np.where(many, s, m - s), q)
    return np.maximum(p, 1e-300)[()]


def log_odds_ratio(
    n_yc: ArrayLike, n_c: ArrayLike, n_y: ArrayLike, n: ArrayLike, level: float = 0.95
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Log odds ratio with ½ added to each cell, and its Wald interval (Haldane-Anscombe).

    The interval is for tables whose cells are expected to hold 5 or more. Below that it covers too
    seldom: .83 instead of .95 where 20 of 400 documents have the cue, with rates of .99 and .5.
    `risk_difference` and `stratified.mh_risk_difference` keep their level there.

    Examples
    --------
    >>> [float(v.round(2)) for v in log_odds_ratio(30, 40, 50, 100)]
    [1.75, 0.87, 2.63]
    """
    yc, c, y, t = _table(n_yc, n_c, n_y, n)
    cells = [v + 0.5 for v in (yc, c - yc, y - yc, t - y - (c - yc))]
    estimate = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    half = two_sided_z(level) * np.sqrt(sum(1 / v for v in cells))
    return estimate[()], (estimate - half)[()], (estimate + half)[()]


def phi(n_yc: ArrayLike, n_c: ArrayLike, n_y: ArrayLike, n: ArrayLike) -> FloatArray:
    """Pearson's r of two binary variables; NaN where one is constant.

    Examples
    --------
    >>> float(phi(30, 40, 50, 100).round(3))
    0.408
    """
    yc, c, y, t = _table(n_yc, n_c, n_y, n)
    # Where cue or label is constant, this is 0/0.
    with np.errstate(invalid="ignore"):
        r: FloatArray = (t * yc - c * y) / np.sqrt(c * (t - c) * y * (t - y))
    return r[()]


def phi_share(n_yc: ArrayLike, n_c: ArrayLike, n_y: ArrayLike, n: ArrayLike) -> FloatArray:
    """φ/φ_max: φ as a share of the largest φ, in its direction, that the margins allow.

    A cue on 1% of the documents cannot reach φ = 1 with a label on half of them. With the largest
    count n_yc = min(n_c, n_y), or the least max(0, n_c + n_y − n) where φ is negative:
    (n·n_yc − n_c·n_y)/|n·n_yc,max − n_c·n_y| (Cole 1949, Ecology 30:411).

    Returns
    -------
    array:
        In [−1, 1]; NaN where cue or label is constant.

    Examples
    --------
    >>> float(phi(10, 10, 500, 1000).round(3)), float(phi_share(10, 10, 500, 1000))
    (0.101, 1.0)
    """
    yc, c, y, t = _table(n_yc, n_c, n_y, n)
    seen = t * yc - c * y
    most = np.where(seen >= 0, np.minimum(c, y), np.maximum(0, c + y - t))
    # Where cue or label is constant, this is 0/0.
    with np.errstate(invalid="ignore"):
        share: FloatArray = seen / np.abs(t * most - c * y)
    return share[()]


def risk_difference(
    n_yc: ArrayLike, n_c: ArrayLike, n_y: ArrayLike, n: ArrayLike, level: float = 0.95
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """p(y|cue) − p(y|no cue) with Newcombe's interval (`intervals.newcombe`).

    The estimate is NaN where every document or none holds the cue.

    Examples
    --------
    >>> [float(v.round(3)) for v in risk_difference(30, 40, 50, 100)]
    [0.417, 0.219, 0.568]
    """
    yc, c, y, t = _table(n_yc, n_c, n_y, n)
    return newcombe(yc, c, y - yc, t - c, level)


def point_biserial(
    cue: ArrayLike, value: ArrayLike, level: float = 0.95
) -> tuple[float, float, float]:
    """r of a 0/1 cue and a continuous value, with its interval.

    r is Pearson's. t = r√(n−2)/√(1−r²) is noncentral t with n − 2 degrees of freedom and
    noncentrality λ, where the population's r is λ/√(λ² + n), given the share with the cue; the
    ends of λ put t at the tails (Hedges and Olkin 1985, chapter 5). It assumes normal values of one
    variance given the cue; otherwise use `fcs_bootstrap.raw_interval`.

    Parameters
    ----------
    cue, value:
        The cue (0 or 1) and the value (a length, a score), [n] each.

    Returns
    -------
    r, low, high:
        NaN where cue or value is constant or n < 3; NaN ends where r is 1 or −1, since no value
        varies given the cue.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> cue = rng.integers(0, 2, 100)
    >>> [round(v, 3) for v in point_biserial(cue, cue + rng.normal(size=100))]
    [0.454, 0.283, 0.58]
    """
    x, y = pair(binary(cue, "cue"), value, ("cue", "value"))
    two_sided_z(level)
    r, n = correlation(x, y), x.size
    if not np.isfinite(r) or n < 3:
        return np.nan, np.nan, np.nan
    if abs(r) > 1 - 1e-12:
        return r, np.nan, np.nan
    # SciPy's noncentral t is NaN far from λ = t on one side; |t| keeps to the other.
    t, tail = abs(r) * np.sqrt((n - 2) / (1 - r**2)), (1 - level) / 2
    near, far = (_noncentral_r(t, n, p) for p in (1 - tail, tail))
    return (r, near, far) if r >= 0 else (r, -far, -near)


def _noncentral_r(t: float, n: int, probability: float) -> float:
    """The r at which a t of n − 2 degrees of freedom is `t` or less with that probability."""

    def gap(shift: float) -> float:
        return float(np.nan_to_num(stats.nct.cdf(t, n - 2, shift))) - probability

    step = np.sqrt(1 + t**2 / (2 * (n - 2)))
    low = high = t
    while gap(low) <= 0:
        low -= step
    while gap(high) >= 0:
        high += step
    root = optimize.brentq(gap, low, high)
    return float(root / np.sqrt(root**2 + n))


def lmi(n_yc: ArrayLike, n_c: ArrayLike, n_y: ArrayLike, n: ArrayLike) -> FloatArray:
    """Local mutual information p(x,y)·ln(p(y|x)/p(y)), for ranking only (Schuster et al. 2019).

    Examples
    --------
    >>> float(lmi(30, 40, 50, 100).round(4))
    0.1216
    """
    yc, c, y, t = _table(n_yc, n_c, n_y, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = yc / t * np.log(yc * t / (c * y))
    return np.where(yc > 0, value, 0.0)[()]
