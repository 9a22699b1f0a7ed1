"""Bias-corrected distance correlation: dependence of any shape, with a permutation p."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial.distance import pdist, squareform

from cuewise.stats.checks import FloatArray, finite_array, whole_number

# Two matrices of this many documents squared take 1.6 GB; draw a sample of a larger corpus.
_MOST_DOCUMENTS = 10_000
_LEAST_DOCUMENTS = 4


def _centred(value: ArrayLike, name: str) -> FloatArray:
    """U-centred distances: rows and columns sum to 0, the diagonal is 0."""
    a = np.asarray(value, dtype=np.float64)
    a = finite_array(a, name, ndim=2 if a.ndim == 2 else 1, least=_LEAST_DOCUMENTS)
    if a.shape[0] > _MOST_DOCUMENTS:
        raise ValueError(f"{name} has {a.shape[0]} rows; allowed: at most {_MOST_DOCUMENTS}")
    a = a.reshape(a.shape[0], -1)
    moved = a - a[:1]
    reach, n = float(np.abs(moved).max()), a.shape[0]
    # Values that differ by rounding alone are one value.
    if reach <= 1e-13 * float(np.abs(a).max()):
        return np.zeros((n, n))
    # The correlation has no scale, and the squares of tiny distances are 0.
    d = squareform(pdist(moved / reach))
    rows = d.sum(axis=0) / (n - 2)
    u = d - rows[:, None] - rows[None, :] + d.sum() / ((n - 1) * (n - 2))
    np.fill_diagonal(u, 0.0)
    return np.asarray(u)


def distance_correlation(
    a: ArrayLike, b: ArrayLike, *, rng: np.random.Generator, permutations: int = 999
) -> tuple[float, float]:
    """Bias-corrected distance correlation of a and b, and the permutation p of independence.

    With U-centred distance matrices A and B: Σ_{i≠j} A_ij·B_ij / √(ΣA²·ΣB²) (Székely and Rizzo
    2013, J. Multivariate Analysis 117:193; in this form 2014, Annals of Statistics 42:2382). Its
    mean is about 0 under independence, at any dimension, where the plain form grows with it; it may
    be negative.
    p = (1 + permutations of b that reach it)/(1 + permutations). Unsigned: show the contrasts
    beside it.

    Parameters
    ----------
    a, b:
        [n] or [n, d] each, 4 <= n <= 10,000.
    rng:
        The only source of chance.
    permutations:
        How many; 0 gives a NaN p.

    Returns
    -------
    correlation, p:
        NaN both where a or b is constant, or differs in one row only.

    Examples
    --------
    >>> x = np.linspace(-1, 1, 60)
    >>> value, p = distance_correlation(x, x**2, rng=np.random.default_rng(0))
    >>> round(value, 3), p
    (0.203, 0.001)
    """
    whole_number(permutations, "permutations", 0)
    u, v = _centred(a, "a"), _centred(b, "b")
    if u.shape != v.shape:
        raise ValueError(f"a has {u.shape[0]} rows and b {v.shape[0]}; allowed: as many in both")
    squares = float(np.sum(u * u)), float(np.sum(v * v))
    # Distances reach about 1, so that this is rounding at any scale.
    if min(squares) <= 1e-24 * u.size:
        return float("nan"), float("nan")
    norm = float(np.sqrt(squares[0] * squares[1]))
    seen = float(np.sum(u * v))
    if not permutations:
        return seen / norm, float("nan")
    reached = 0
    for _ in range(permutations):
        order = rng.permutation(len(v))
        reached += float(np.sum(u * v[np.ix_(order, order)])) >= seen - 1e-12 * norm
    return seen / norm, (1 + reached) / (1 + permutations)
