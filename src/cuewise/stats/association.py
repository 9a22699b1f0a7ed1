"""How a binary cue and a label go together in a table of document counts.

Every function takes, elementwise and broadcast: `n_yc` documents with both cue and label, `n_c`
documents with the cue, `n_y` documents with the label, `n` documents.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]

# An exact tail is only needed where a decision hangs on it; a normal p above this is kept as it is.
_EXACT_BELOW = 0.2


def _table(n_yc: ArrayLike, n_c: ArrayLike, n_y: ArrayLike, n: ArrayLike) -> tuple[Floats, ...]:
    yc, c, y, t = np.broadcast_arrays(
        *(np.asarray(v, dtype=np.float64) for v in (n_yc, n_c, n_y, n))
    )
    bad = ~(
        np.isfinite(yc)
        & np.isfinite(c)
        & np.isfinite(y)
        & np.isfinite(t)
        & (yc >= 0)
        & (yc <= np.minimum(c, y))
        & (c <= t)
        & (y <= t)
        & (c - yc <= t - y)
    )
    if bad.any():
        i = int(np.flatnonzero(bad.ravel())[0])
        row = tuple(float(v.ravel()[i]) for v in (yc, c, y, t))
        raise ValueError(
            f"counts (n_yc, n_c, n_y, n) = {row} are no 2x2 table; "
            "allowed: finite, 0 <= n_yc <= min(n_c, n_y), n_c - n_yc <= n - n_y"
        )
    return yc, c, y, t


def competency_z(n_yc: ArrayLike, n_c: ArrayLike, p0: ArrayLike) -> Floats:
    """z of p(y|cue) against the class prior `p0`.

    (p - p0) / sqrt(p0 (1 - p0) / n_c); NaN where the cue never occurs or p0 is 0 or 1.
    Source: Gardner et al. 2021, "Competency Problems", section 3.

    Examples
    --------
    >>> competency_z(75, 100, .5).round(2)
    np.float64(5.0)
    """
    yc, c, p = (np.asarray(v, dtype=np.float64) for v in (n_yc, n_c, p0))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (yc / c - p) / np.sqrt(p * (1 - p) / c)
    return np.where((c > 0) & (p > 0) & (p < 1), z, np.nan)[()]


def independence_p(n_yc: ArrayLike, n_c: ArrayLike, n_y: ArrayLike, n: ArrayLike) -> Floats:
    """Two-sided p of independence: the hypergeometric tail doubled (exact, conservative).

    The normal approximation is too small in the tail for rare labels, so wherever it gives less
    than 0.2 (the only place where a decision can hang on it) the exact value replaces it.
    NaN where cue or label is constant.

    Examples
    --------
    >>> float(independence_p(9, 10, 50, 100).round(4))
    0.0157
    """
    yc, c, y, t = _table(n_yc, n_c, n_y, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = c * y / t
        sd = np.sqrt(c * y / t * (1 - y / t) * (t - c) / (t - 1))
        z = np.maximum(np.abs(yc - mean) - 0.5, 0) / sd
    defined = (c > 0) & (c < t) & (y > 0) & (y < t)
    p = np.where(defined, 2 * stats.norm.sf(z), np.nan)
    close = defined & (p < _EXACT_BELOW)
    if close.any():
        k, m, s, q = yc[close], t[close], y[close], c[close]
        upper = stats.hypergeom.sf(k - 1, m, s, q)
        lower = stats.hypergeom.cdf(k, m, s, q)
        p[close] = np.minimum(1.0, 2 * np.minimum(upper, lower))
    return np.clip(p, 1e-300, 1.0)[()]


def log_odds_ratio(
    n_yc: ArrayLike, n_c: ArrayLike, n_y: ArrayLike, n: ArrayLike, level: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Log odds ratio with ½ added to each cell, and its Wald interval (Haldane-Anscombe).

    Examples
    --------
    >>> [float(v.round(2)) for v in log_odds_ratio(30, 40, 50, 100)]
    [1.75, 0.87, 2.63]
    """
    yc, c, y, t = _table(n_yc, n_c, n_y, n)
    cells = [v + 0.5 for v in (yc, c - yc, y - yc, t - y - (c - yc))]
    estimate = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    half = stats.norm.isf((1 - level) / 2) * np.sqrt(sum(1 / v for v in cells))
    return estimate[()], (estimate - half)[()], (estimate + half)[()]


def phi(n_yc: ArrayLike, n_c: ArrayLike, n_y: ArrayLike, n: ArrayLike) -> Floats:
    """Pearson's r of two binary variables; NaN where one is constant.

    Examples
    --------
    >>> float(phi(30, 40, 50, 100).round(3))
    0.408
    """
    yc, c, y, t = _table(n_yc, n_c, n_y, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        r = (t * yc - c * y) / np.sqrt(c * (t - c) * y * (t - y))
    return np.where((c > 0) & (c < t) & (y > 0) & (y < t), r, np.nan)[()]


def lmi(n_yc: ArrayLike, n_c: ArrayLike, n_y: ArrayLike, n: ArrayLike) -> Floats:
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
