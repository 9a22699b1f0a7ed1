"""Equivalence: whether an effect lies within a margin, and how many pairs would settle it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats

from cuewise.stats import checks
from cuewise.stats.checks import error_rate, finite_array, positive, two_sided_z
from cuewise.stats.differences import as_flips
from cuewise.stats.score import null_variance, score_interval, tango_z


class Equivalence(NamedTuple):
    """The difference, its (1−2α) interval, the p of an effect at the margin, and the answer."""

    estimate: float
    low: float
    high: float
    p: float
    equivalent: bool


def tost_paired(
    d: ArrayLike, margin: float, *, alpha: float = 0.05, clusters: ArrayLike | None = None
) -> Equivalence:
    """Two one-sided tests that the mean of paired differences lies within ±margin.

    p is the larger of the two tails of `score.tango_z` at −margin and +margin (of t with clusters),
    on the flips of `differences.as_flips`. p <= α exactly where the (1−2α) interval of
    `paired_mean` lies within ±margin (Schuirmann 1987; for paired rates Tango 1998). α = .025 asks
    whether the 95% interval does.

    Parameters
    ----------
    d:
        Differences in [−1, 1], [n].
    margin:
        The largest effect that does not matter, on the scale of d; under 1.
    alpha:
        Probability of calling an effect at the margin equivalent.

    Returns
    -------
    Equivalence:
        p is 1 and the interval (−1, 1) where nothing can be said (no pair, one cluster).

    Examples
    --------
    >>> result = tost_paired([0] * 996 + [1] * 4, 0.02, alpha=0.025)
    >>> result.equivalent, round(result.high, 4)
    (True, 0.0102)
    """
    checks.margin(margin)
    error_rate(alpha)
    mean, up, down, pairs, df = as_flips(d, clusters)
    if not pairs:
        return Equivalence(mean, -1.0, 1.0, 1.0, equivalent=False)
    above, below = (float(tango_z(up, down, pairs, end)) for end in (-margin, margin))
    p = max(float(stats.t.sf(above, df)), float(stats.t.cdf(below, df)))
    low, high = score_interval(up, down, pairs, stats.t.isf(alpha, df))
    return Equivalence(mean, float(low), float(high), p, equivalent=p <= alpha)


def further_pairs(
    d: ArrayLike,
    margin: float,
    *,
    level: float = 0.95,
    power: float = 0.8,
    clusters: ArrayLike | None = None,
) -> float:
    """How many pairs beyond these would settle whether |Δ| is under or over the margin.

    If Δ and the rates of flips stay what they are, the least N at which, with probability `power`,
    the interval of `paired_mean` lies wholly within ±margin (|Δ| < margin) or wholly on one side
    outside it: Σ Φ((√N(margin ∓ Δ) − z·σ(±margin))/σ) − 1 = power, or
    Φ((√N(|Δ| − margin) − z·σ(margin))/σ) = power; σ² the variance of a pair as it is and
    σ(±margin)² as it would be at the margin (`score.null_variance`). Clusters multiply N by their
    design effect here. A plan, not a promise: Δ is an estimate.

    Parameters
    ----------
    d:
        Differences in [−1, 1], [n], at least one.
    margin:
        The largest effect that does not matter.
    level, power:
        Confidence of the interval that is to settle it, and the probability that it does.

    Returns
    -------
    float:
        A whole number; 0 where these pairs settle it; infinite where |Δ| is the margin; NaN where
        nothing can be said (one cluster).

    Examples
    --------
    >>> further_pairs([0] * 97 + [1, 1, -1], 0.05), further_pairs([0] * 98 + [1, 1], 0.02)
    (146.0, inf)
    """
    positive(margin, "margin")
    error_rate(power)
    z = two_sided_z(level)
    n = finite_array(np.ravel(d), "paired differences", least=1).size
    mean, up, down, pairs, df = as_flips(d, clusters)
    if not pairs:
        return np.nan
    low, high = score_interval(up, down, pairs, stats.t.isf((1 - level) / 2, df))
    if (-margin <= low and high <= margin) or low >= margin or high <= -margin:
        return 0.0
    if abs(abs(mean) - margin) < 1e-12:
        return np.inf
    # The standard deviation of a pair; it is 0 where no pair flips.
    sigma = max(np.sqrt((up + down) / pairs - mean**2), 1e-9)
    reach = {s: z * np.sqrt(null_variance(up, down, pairs, s * margin)) for s in (-1, 1)}

    def chance(root: float) -> float:
        if abs(mean) < margin:
            ends = [(root * (margin - s * mean) - reach[s]) / sigma for s in (-1, 1)]
            return float(max(stats.norm.cdf(ends).sum() - 1, 0.0))
        side = int(np.sign(mean))
        return float(stats.norm.cdf((root * (abs(mean) - margin) - reach[side]) / sigma))

    root = optimize.brentq(lambda v: chance(v) - power, 1e-6, 1e6)
    return max(1.0, float(np.ceil(root**2 * n / pairs - n)))
