"""Exact tails of the hypergeometric distribution, many at a time."""

from __future__ import annotations

import numpy as np
from scipy import special

from cuewise.stats.checks import FloatArray

# A term of a tail that adds no digit to its sum.
_NEGLIGIBLE = 1e-17


def upper_tail(k: FloatArray, m: FloatArray, s: FloatArray, q: FloatArray) -> FloatArray:
    """P(X >= k) for X of q drawn from m with s marked, and k above the mean.

    The terms fall from k on, so they are added until they say no more; each follows from the one
    before: pmf(k + 1) / pmf(k) = (s - k)(q - k) / ((k + 1)(m - s - q + k + 1)). For k far from the
    mean that is a few terms, where a cumulative distribution function sums all on one side.

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
        k, m, s, q, term, rows = (
            k[going] + 1,
            m[going],
            s[going],
            q[going],
            term[going],
            rows[going],
        )
    return total


def _log_choose(n: FloatArray, k: FloatArray) -> FloatArray:
    found: FloatArray = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return found
