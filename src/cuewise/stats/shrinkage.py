"""Empirical-Bayes shrinkage of many effects, so that noise does not decide their ranking."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cuewise.stats.checks import FloatArray, effects_and_errors, finite_array


class Shrunk(NamedTuple):
    """Posterior mean and standard deviation of each effect; the normal prior's mean and sd."""

    mean: FloatArray
    sd: FloatArray
    prior_mean: float
    prior_sd: float


def shrink(effect: ArrayLike, error: ArrayLike, *, centre: float | None = None) -> Shrunk:
    """Effects shrunk towards their common mean, the noisier the more.

    θ̂_i ~ N(θ_i, s_i²), θ_i ~ N(μ, τ²): E[θ_i] = μ + B_i(θ̂_i − μ), B_i = τ²/(τ² + s_i²), with
    variance B_i·s_i² + (1−B_i)²·var(μ̂) + v_i(θ̂_i − μ)², v_i = 2(1−B_i)²/(m−3)·
    (s̄² + τ²)/(s_i² + τ²), whose last term allows for τ² being estimated (Morris 1983, J. Am. Stat.
    Assoc. 78:47; for m > 3). τ² is by moments (DerSimonian and Laird 1986; around a known centre,
    Σw((θ̂−μ)²−s²)/Σw, w = 1/s²), μ the mean weighted by 1/(τ² + s²) unless `centre` is given.

    Parameters
    ----------
    effect, error:
        Effects and their standard errors, [m]; a pair that is NaN in either stays NaN.
    centre:
        A known prior mean (0: most cues do nothing); None estimates it.

    Returns
    -------
    Shrunk:
        τ and the centre NaN where there are fewer than two effects, which stay as they are.

    Examples
    --------
    >>> shrunk = shrink([0.9, 0.5, 0.1, -0.1], [0.5, 0.1, 0.1, 0.1])
    >>> shrunk.mean.round(2).tolist(), round(shrunk.prior_sd, 2)
    ([0.4, 0.47, 0.11, -0.07], 0.29)
    """
    theta, se, known = effects_and_errors(effect, error)
    t, s = theta[known], se[known]
    if centre is not None:
        finite_array([centre], "centre")
    if t.size < 2:
        keep = np.where(known, se, np.nan)
        return Shrunk(np.where(known, theta, np.nan), keep, float("nan"), float("nan"))
    spread = _moments(t, s, centre)
    mu, variance = _centre(t, s, spread, centre)
    b = spread / (spread + s**2)
    mean, sd = np.full(theta.size, np.nan), np.full(theta.size, np.nan)
    mean[known] = mu + b * (t - mu)
    usual = 1 / np.mean(1 / (spread + s**2))
    unsure = 2 * (1 - b) ** 2 / max(t.size - 3, 1) * usual / (spread + s**2)
    sd[known] = np.sqrt(b * s**2 + (1 - b) ** 2 * variance + unsure * (t - mu) ** 2)
    return Shrunk(mean, sd, mu, float(np.sqrt(spread)))


def _centre(
    t: FloatArray, s: FloatArray, spread: float, centre: float | None
) -> tuple[float, float]:
    w = 1 / (spread + s**2)
    if centre is not None:
        return float(centre), 0.0
    return float(np.sum(w * t) / np.sum(w)), float(1 / np.sum(w))


def _moments(t: FloatArray, s: FloatArray, centre: float | None) -> float:
    w = 1 / s**2
    if centre is not None:
        return max(0.0, float(np.sum(w * ((t - centre) ** 2 - s**2)) / np.sum(w)))
    q = np.sum(w * (t - np.sum(w * t) / np.sum(w)) ** 2)
    return max(0.0, float((q - (t.size - 1)) / (np.sum(w) - np.sum(w**2) / np.sum(w))))
