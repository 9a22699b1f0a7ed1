"""Tango's score for the difference of paired rates, used by `paired` and `differences`."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cuewise.stats.checks import FloatArray

_HALVINGS = 40  # of an interval of at most 2: to 2e-12


def null_variance(b: ArrayLike, c: ArrayLike, n: ArrayLike, delta: ArrayLike) -> FloatArray:
    """Variance of one pair if the difference were δ: 2q + δ(1−δ).

    q, the rate of c that is likeliest given δ, solves
    2n·q² + ((2n−b+c)δ − b − c)·q − cδ(1−δ) = 0 (Tango 1998, Statistics in Medicine 17:891).

    Parameters
    ----------
    b, c, n:
        Pairs from 0 to 1, from 1 to 0, in all; broadcast, and need not be whole.
    delta:
        The difference supposed, in [−1, 1].

    Examples
    --------
    >>> float(null_variance(0, 0, 50, 0.1).round(3))
    0.09
    """
    b, c, n, delta = map(np.asarray, (b, c, n, delta))
    return np.where(n > 0, _variance(b, c, np.where(n > 0, n, 1.0), delta), np.nan)[()]


def _variance(b: FloatArray, c: FloatArray, n: FloatArray, delta: FloatArray) -> FloatArray:
    linear = (2 * n - b + c) * delta - b - c
    rest = delta * (1 - delta)
    # Where δ < 0 the root is real all the same; rounding alone takes it below 0.
    root = np.sqrt(np.maximum(linear * linear + 8 * n * c * rest, 0.0))
    q = np.maximum((root - linear) / (4 * n), 0.0)
    return np.asarray(np.maximum(2 * q + rest, 0.0))


def tango_z(b: ArrayLike, c: ArrayLike, n: ArrayLike, delta: ArrayLike) -> FloatArray:
    """The standard errors by which the observed difference, (b − c)/n, lies above δ.

    (b − c − nδ)/√(n·(2q + δ(1−δ))), with the parameters and variance of `null_variance`; 0 where
    that is 0, as at the estimate itself when every pair flips one way.

    Examples
    --------
    >>> float(tango_z(1, 7, 21, 0.0).round(3))  # McNemar's z
    -2.121
    """
    b, c, n, delta = map(np.asarray, (b, c, n, delta))
    spread = np.sqrt(n * null_variance(b, c, n, delta))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 0, (b - c - n * delta) / spread, 0.0)[()]


def score_interval(
    b: ArrayLike, c: ArrayLike, n: ArrayLike, z: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """All δ whose `tango_z` is at most z from 0; (−1, 1) where n is 0.

    b, c and n are those of `null_variance`, z a quantile of the normal or of t.

    Examples
    --------
    >>> [float(v.round(3)) for v in score_interval(0, 0, 98, 1.96)]
    [-0.038, 0.038]
    """
    b, c, n, z = np.broadcast_arrays(b, c, n, z)
    filled = n > 0
    n = np.where(filled, n, 1.0)
    # The high end is the low end of the mirrored pairs; both are found at once.
    b, c = np.where(filled, [b, c], 0.0), np.where(filled, [c, b], 0.0)
    low, high = np.full(b.shape, -1.0), (b - c) / n
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        # Multiplied out, for the spread is 0 at the estimate when every pair flips one way.
        outside = b - c - n * middle > z * np.sqrt(n * _variance(b, c, n, middle))
        low, high = np.where(outside, middle, low), np.where(outside, high, middle)
    ends = np.where(filled, (low + high) / 2, -1.0)
    return ends[0][()], -ends[1][()]
