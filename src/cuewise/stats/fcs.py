"""The Fake Correlation Score family: FCS(y, x) = corr(y, x) / corr(y, y)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def correlation(a: ArrayLike, b: ArrayLike) -> float:
    """Pearson's r; NaN (undefined, not 0) when either is constant or has under two values.

    Examples
    --------
    >>> round(correlation([0, 1, 1, 0], [0, 1, 0, 0]), 3)
    0.577
    """
    x, y = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if x.shape != y.shape or x.ndim != 1:
        raise ValueError(
            f"shapes {x.shape} and {y.shape}; allowed: two equal one-dimensional arrays"
        )
    if not (np.all(np.isfinite(x)) and np.all(np.isfinite(y))):
        raise ValueError(
            "NaN or infinite values; allowed: finite numbers (leave unanswered rows out)"
        )
    if x.size < 2:
        return float("nan")
    x, y = x - x.mean(), y - y.mean()
    norm = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / norm if norm > 1e-12 else float("nan")


def fcs_raw(output: ArrayLike, cue: ArrayLike) -> float:
    """r(ŷ, x): the formula as written for a deterministic model, whose corr(y, y) is 1.

    Examples
    --------
    >>> round(fcs_raw([1, 1, 0, 0], [1, 1, 0, 0]), 3)
    1.0
    """
    return correlation(output, cue)


def fcs_excess(output: ArrayLike, cue: ArrayLike, gold: ArrayLike) -> float:
    """r(ŷ, x) − r(y, x)·r(ŷ, y): what the model adds to the correlation already in the data.

    Zero exactly where the output is independent of the cue given the gold label.

    Examples
    --------
    >>> round(fcs_excess([1, 0, 1, 0], [1, 0, 1, 0], [1, 1, 0, 0]), 3)
    1.0
    """
    return correlation(output, cue) - correlation(gold, cue) * correlation(output, gold)


def fcs_do(delta: float, mean_rate: float) -> float:
    """(Δ/2)/√(p̄(1−p̄)): r between output and a cue set by a coin, p̄ the mean of both arms.

    NaN when the output is the same in every document of both arms.

    Examples
    --------
    >>> fcs_do(1.0, 0.5)
    1.0
    """
    if not 0 < mean_rate < 1:
        return float("nan")
    return float(delta / 2 / np.sqrt(mean_rate * (1 - mean_rate)))
