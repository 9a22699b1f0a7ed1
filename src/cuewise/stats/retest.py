"""corr(y, y): how well repeated passes of a model over the same inputs agree."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from cuewise.stats.checks import FloatArray, constant, finite_array, two_sided_z

_LEAST_PASSES = 3


class Reliability(NamedTuple):
    """ICC(1) with its interval, over n documents and the passes; NaN where undefined."""

    estimate: float
    low: float
    high: float
    n: int
    passes: int


def mean_squares(passes: ArrayLike) -> tuple[float, float]:
    """MSB and MSW of a one-way analysis of variance, documents the groups.

    MSB = K·Σ(ȳ_i − ȳ)²/(n−1), MSW = Σ(y_ik − ȳ_i)²/(n(K−1)).

    Parameters
    ----------
    passes:
        The output for each document in each pass, [n, K], n >= 2 and K >= 3.

    Examples
    --------
    >>> mean_squares([[1, 1, 1], [0, 0, 1], [0, 0, 0]])
    (0.7777777777777779, 0.11111111111111112)
    """
    y = finite_array(passes, "passes", ndim=2, least=2)
    n, k = y.shape
    if k < _LEAST_PASSES:
        raise ValueError(f"{k} passes; allowed: {_LEAST_PASSES} or more over the same documents")
    means = y.mean(axis=1)
    between = k * float(np.sum((means - means.mean()) ** 2)) / (n - 1)
    within = float(np.sum((y - means[:, None]) ** 2)) / (n * (k - 1))
    return between, within


def reliability(passes: ArrayLike, level: float = 0.95) -> Reliability:
    """Test-retest reliability of one pass: ICC(1) = (MSB − MSW) / (MSB + (K−1)·MSW).

    The interval is from F = MSB/MSW: with F_l = F/f(1−α/2; n−1, n(K−1)) and
    F_u = F·f(1−α/2; n(K−1), n−1) it is (F_l−1)/(F_l+K−1) to (F_u−1)/(F_u+K−1) (Shrout and Fleiss
    1979, ICC(1,1)). It assumes normal errors; for 0/1 outputs use
    `fcs_passes.reliability_interval`.

    Parameters
    ----------
    passes:
        The output for each document in each pass, [n, K], n >= 2 and K >= 3 (5 is fine):
        probabilities, log-odds or decisions.

    Returns
    -------
    Reliability:
        Estimate in [−1/(K−1), 1]; below 0 the passes agree less than by chance. NaN where every
        output is the same; 1 with NaN ends where the passes never differ.

    Examples
    --------
    >>> passes = [[9, 8, 9], [7, 7, 6], [3, 4, 3], [1, 2, 1]]
    >>> [round(float(v), 3) for v in reliability(passes)]
    [0.97, 0.85, 0.998, 4.0, 3.0]
    """
    two_sided_z(level)
    between, within = mean_squares(passes)
    y: FloatArray = np.asarray(passes, dtype=np.float64)
    n, k = y.shape
    if constant(y.ravel()):
        return Reliability(np.nan, np.nan, np.nan, n, k)
    if within <= 1e-14 * between:
        return Reliability(1.0, np.nan, np.nan, n, k)
    f, tail = between / within, (1 - level) / 2
    below, above = stats.f.isf(tail, n - 1, n * (k - 1)), stats.f.isf(tail, n * (k - 1), n - 1)
    ratios = np.array([f, f / below, f * above])
    estimate, low, high = (float(v) for v in (ratios - 1) / (ratios + k - 1))
    return Reliability(estimate, low, high, n, k)
