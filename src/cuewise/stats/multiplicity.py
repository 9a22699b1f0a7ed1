"""Correction for many hypotheses.

A NaN (a hypothesis that cannot be tested) keeps NaN and is not counted.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from cuewise.stats.checks import FloatArray


def _tested(p: ArrayLike, adjust: Callable[[FloatArray], FloatArray]) -> FloatArray:
    """Adjust the p values that are known, each checked to be one."""
    p = np.asarray(p, dtype=np.float64)
    if np.any((p < 0) | (p > 1)):
        raise ValueError(f"p values reach from {np.nanmin(p)} to {np.nanmax(p)}; allowed: 0 to 1")
    known = ~np.isnan(p)
    q = np.full(p.shape, np.nan)
    if known.any():
        q[known] = adjust(p[known])
    return q


def benjamini_hochberg(p: ArrayLike) -> FloatArray:
    """q values of Benjamini and Hochberg 1995, for p values of any shape.

    Examples
    --------
    >>> benjamini_hochberg([.01, .04, .03]).round(3)
    array([0.03, 0.04, 0.04])
    """
    return _tested(p, stats.false_discovery_control)


def benjamini_yekutieli(p: ArrayLike) -> FloatArray:
    """q values that hold under any dependence: those of Benjamini-Hochberg times Σ1/i.

    min over j >= i of p_(j)·m·(1 + 1/2 + … + 1/m)/j (Benjamini and Yekutieli 2001, theorem 1.3).

    Examples
    --------
    >>> benjamini_yekutieli([.01, .04, .03]).round(3)
    array([0.055, 0.073, 0.073])
    """
    return _tested(p, lambda known: stats.false_discovery_control(known, method="by"))


def e_bh(log_e: ArrayLike) -> FloatArray:
    """q values from e-values, valid under any dependence and after any stopping.

    Those of Benjamini-Hochberg for 1/e: a claim at α is made where e >= m/(k·α) for the k largest
    (Wang and Ramdas 2022, J. R. Stat. Soc. B 84:822).

    Parameters
    ----------
    log_e:
        Natural logs of e-values, which outgrow a float, of any shape; −∞ is an e-value of 0.

    Examples
    --------
    >>> e_bh(np.log([100, 2, 40])).round(3)
    array([0.03 , 0.5  , 0.038])
    """
    log_e = np.asarray(log_e)
    if np.any(np.isposinf(log_e)):
        raise ValueError("a log e-value is +inf; allowed: finite, -inf (e = 0), NaN (not tested)")
    return benjamini_hochberg(np.exp(-np.maximum(log_e, 0.0)))


def max_t(observed: ArrayLike, permuted: ArrayLike) -> FloatArray:
    """Adjusted p values of Westfall and Young: how often the largest |statistic| reaches this one.

    (1 + #{b: max_j |T_bj| >= |T_i|})/(1 + B), the maximum only over hypotheses with no larger |T|,
    made monotone: the step-down form (Westfall and Young 1993, algorithm 2.8). They bound the
    chance of any false claim and use the dependence of the statistics.

    Parameters
    ----------
    observed:
        Statistics on one scale, [m]; NaN where a hypothesis is not testable.
    permuted:
        The same with labels permuted, [B, m]; a NaN counts as 0.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> max_t([5.0, 0.1], rng.normal(size=(999, 2))).round(3)
    array([0.001, 0.923])
    """
    t, b = np.abs(observed), np.abs(permuted)
    if t.ndim != 1 or b.ndim != 2 or b.shape[1] != t.size or not b.shape[0]:
        raise ValueError(
            f"observed {t.shape} and permuted {b.shape}; allowed: [m] and [B, m], B at least 1"
        )
    if np.any(np.isinf(t)) or np.any(np.isinf(b)):
        raise ValueError("infinite statistics; allowed: finite, NaN where not testable")
    known = np.flatnonzero(~np.isnan(t))
    order = known[np.argsort(-t[known])]
    drawn = np.nan_to_num(b[:, order])
    # Column i: the largest among hypotheses i and after, which have no larger statistic.
    largest = np.maximum.accumulate(drawn[:, ::-1], axis=1)[:, ::-1]
    # The margin counts a permutation that equals the observed statistic but for rounding.
    scale = max(drawn.max(initial=0), t[order].max(initial=0))
    reached = largest >= t[order] * (1 - 1e-10) - 1e-14 * scale
    p = (1 + np.sum(reached, axis=0)) / (1 + b.shape[0])
    out = np.full(t.size, np.nan)
    out[order] = np.maximum.accumulate(p)
    return out
