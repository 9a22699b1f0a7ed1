"""Intervals for the members of the FCS family that need repeated passes: BCa over documents."""

from __future__ import annotations

from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike

from cuewise.stats.bootstrap import bca_sums
from cuewise.stats.checks import FloatArray, constant, pair
from cuewise.stats.fcs_bootstrap import Resampling, filled
from cuewise.stats.fcs_decisions import EstimatedInterval
from cuewise.stats.fcs_estimates import correct, one_pass
from cuewise.stats.retest import mean_squares

# The least reliability of a resample: refusing a lower one would cut off the tail.
_LEAST = 0.01


def _pass_terms(passes: ArrayLike, cue: ArrayLike) -> tuple[FloatArray, int]:
    """Terms [n, ȳ, x, ȳ², ȳx, x², Σ_k(y_k − ȳ)²], ȳ and the last in one scale."""
    mean_squares(passes)  # its checks
    y: FloatArray = np.asarray(passes, dtype=np.float64)
    y = (y - y.mean()) / (y.std() if not constant(y.ravel()) else 1.0)
    mean, x = pair(y.mean(axis=1), cue, ("passes", "cue"))
    x = (x - x.mean()) / (x.std() if not constant(x) else 1.0)
    within = np.sum((y - mean[:, None]) ** 2, axis=1)
    columns = [np.ones_like(x), mean, x, mean**2, mean * x, x**2, within]
    return np.stack(columns, axis=1), y.shape[1]


def _from_passes(s: FloatArray, k: int) -> tuple[FloatArray, FloatArray]:
    """`one_pass` from sums of `_pass_terms`: r and reliability."""
    with np.errstate(divide="ignore", invalid="ignore"):
        n = s[..., 0]
        between = k * (s[..., 3] - s[..., 1] ** 2 / n) / (n - 1)
        within = s[..., 6] / (n * (k - 1))
        variance = (between + (k - 1) * within) / k
        spread = (s[..., 5] - s[..., 2] ** 2 / n) / (n - 1)
        r = (s[..., 4] - s[..., 1] * s[..., 2] / n) / (n - 1) / np.sqrt(spread * variance)
        alive = (spread > 1e-10) & (variance > 1e-10)
        return np.where(alive, r, np.nan), np.where(
            variance > 1e-10, (between - within) / (k * variance), np.nan
        )


def reliability_interval(passes: ArrayLike, **options: Unpack[Resampling]) -> EstimatedInterval:
    """ICC(1) with its BCa interval (`bootstrap.bca_ends`), which assumes no normal errors.

    Parameters
    ----------
    passes:
        The output for each document in each pass, [n, K], K >= 3.
    options:
        See `fcs_bootstrap.Resampling`.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> passes = rng.normal(size=(200, 1)) + rng.normal(size=(200, 5))
    >>> [round(v, 2) for v in reliability_interval(passes, rng=rng)]
    [0.49, 0.42, 0.56]
    """
    terms, k = _pass_terms(passes, np.zeros(np.shape(passes)[0]))
    return bca_sums(lambda s: _from_passes(s, k)[1], terms, **filled(options))


def literal_interval(
    passes: ArrayLike, cue: ArrayLike, **options: Unpack[Resampling]
) -> EstimatedInterval:
    """`fcs_literal`, r(ŷ, x)/reliability, with its BCa interval (`bootstrap.bca_ends`).

    The parameters are those of `reliability_interval`, beside `cue` [n].

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.integers(0, 2, 300)
    >>> passes = (x + rng.normal(size=300))[:, None] + rng.normal(size=(300, 5))
    >>> [round(v, 2) for v in literal_interval(passes, x, rng=rng)]
    [0.72, 0.58, 0.82]
    """
    return _corrected(passes, cue, 1.0, options)


def fcs_interval(
    passes: ArrayLike, cue: ArrayLike, **options: Unpack[Resampling]
) -> EstimatedInterval:
    """`fcs`, r(ŷ, x)/√reliability, with its BCa interval (`bootstrap.bca_ends`).

    The parameters are those of `literal_interval`. NaN where `fcs` refuses.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.integers(0, 2, 300)
    >>> passes = (x + rng.normal(size=300))[:, None] + rng.normal(size=(300, 5))
    >>> [round(v, 2) for v in fcs_interval(passes, x, rng=rng)]
    [0.55, 0.44, 0.63]
    """
    if not np.isfinite(correct(*one_pass(passes, cue)).estimate):
        return float("nan"), float("nan"), float("nan")
    return _corrected(passes, cue, 0.5, options)


def _corrected(
    passes: ArrayLike, cue: ArrayLike, power: float, options: Resampling
) -> EstimatedInterval:
    terms, k = _pass_terms(passes, cue)

    def statistic(s: FloatArray) -> FloatArray:
        r, agreement = _from_passes(s, k)
        return np.asarray(r / np.maximum(agreement, _LEAST) ** power)

    return bca_sums(statistic, terms, **filled(options))
