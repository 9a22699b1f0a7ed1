"""Exact tails of the hypergeometric distribution, many at a time."""

from __future__ import annotations

import numpy as np
from scipy import special

from cuewise.stats.checks import FloatArray

# A share of the sum below which a term adds no digit.
_NEGLIGIBLE = 1e-17


def upper_tail(k: FloatArray, m: FloatArray, s: FloatArray, q: FloatArray) -> FloatArray:
    """P(X >= k) for X of q drawn from m with s marked, and k above the mean.

    The terms fall from k on, so a few suffice far from the mean; each follows from the one before:
    pmf(k + 1) / pmf(k) = (s - k)(q - k) / ((k + 1)(m - s - q + k + 1)).

    Examples
    --------
    >>> float(upper_tail(*(np.array([v]) for v in (9.0, 100.0, 50.0, 10.0)))[0].round(6))
    0.00783
    """
    term = np.exp(_log_choose(s, k) + _log_choose(m - s, q - k) - _log_choose(m, q))
    total, rows = np.zeros_like(term), np.arange(term.size)
    while rows.size:
        total[rows] += term
        term = term * (s - k) * (q - k) / ((k + 1) * (m - s - q + k + 1))
        going = term > _NEGLIGIBLE * total[rows]
        k, m, s, q, term = (v[going] for v in (k + 1, m, s, q, term))
        rows = rows[going]
    return total


def _log_choose(n: FloatArray, k: FloatArray) -> FloatArray:
    log: FloatArray = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return log
