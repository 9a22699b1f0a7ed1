"""Equivalence: is an effect small enough to be called none, or how many pairs would tell."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats

from cuewise.stats.checks import error_rate, finite, positive, two_sided_z
from cuewise.stats.intervals import newcombe
from cuewise.stats.paired_mean import centre_and_error


class Equivalence(NamedTuple):
    """The difference, its (1−2α) interval, the p of "the effect reaches the margin", the answer."""

    estimate: float
    low: float
    high: float
    p: float
    equivalent: bool


def tost_paired(
    d: ArrayLike, margin: float, *, alpha: float = 0.05, clusters: ArrayLike | None = None
) -> Equivalence:
    """Two one-sided tests that the mean of paired differences lies within ±margin.

    p = max(P(T > (c + margin)/e), P(T < (c − margin)/e)), c and e the centre and standard error of
    `paired_mean.centre_and_error`, T normal, or t with clusters. p <= α exactly where the (1−2α)
    interval lies within ±margin (Schuirmann 1987). "The 95% interval lies within" is α = .025.

    Parameters
    ----------
    d:
        Differences in [−1, 1], [n].
    margin:
        The largest effect that does not matter, on the scale of d.
    alpha:
        Error of calling an effect at the margin none.
    clusters:
        A label for each difference, [n].

    Returns
    -------
    Equivalence:
        p is 1 and the interval (−1, 1) where nothing can be said (no pair, one cluster).

    Raises
    ------
    ValueError
        d outside [−1, 1], a margin or α out of range.

    Examples
    --------
    >>> result = tost_paired([0] * 996 + [1] * 4, 0.02, alpha=0.025)
    >>> result.equivalent, round(result.high, 4)
    (True, 0.0088)
    """
    positive(margin, "margin")
    error_rate(alpha)
    mean, centre, error, df = centre_and_error(d, clusters)
    if not np.isfinite(error):
        return Equivalence(mean, -1.0, 1.0, 1.0, equivalent=False)
    p = max(
        float(stats.t.sf((centre + margin) / error, df)),
        float(stats.t.cdf((centre - margin) / error, df)),
    )
    half = float(stats.t.isf(alpha, df)) * error
    low, high = max(-1.0, centre - half), min(1.0, centre + half)
    return Equivalence(mean, low, high, p, equivalent=p <= alpha)


def tost_rates(
    k1: float, n1: float, k2: float, n2: float, margin: float, *, alpha: float = 0.05
) -> Equivalence:
    """Two one-sided tests that two independent rates differ by less than the margin.

    Newcombe's (1−2α) interval within ±margin (`intervals.newcombe`); p is the least α at which it
    is, ½ where the difference itself is not.

    Parameters
    ----------
    k1, n1, k2, n2:
        Successes and trials of each group.
    margin:
        The largest difference that does not matter.
    alpha:
        Error of calling a difference at the margin none, under ½.

    Returns
    -------
    Equivalence:
        p is ½ and the interval (−1, 1) where a group is empty.

    Raises
    ------
    ValueError
        Not 0 <= k <= n, a margin or α out of range.

    Examples
    --------
    >>> result = tost_rates(400, 500, 405, 500, 0.06)
    >>> result.equivalent, round(result.p, 3)
    (True, 0.023)
    """
    positive(margin, "margin")
    if error_rate(alpha) >= 0.5:
        raise ValueError(f"alpha {alpha}; allowed: under 0.5")

    def beyond(a: float) -> float:
        """How far the interval at 1 − 2a reaches beyond the margin."""
        _, low, high = newcombe(k1, n1, k2, n2, 1 - 2 * a)
        return max(float(high) - margin, -margin - float(low))

    if min(n1, n2) == 0:
        newcombe(k1, n1, k2, n2)  # its checks
        return Equivalence(float("nan"), -1.0, 1.0, 0.5, equivalent=False)
    estimate, low, high = (float(v) for v in newcombe(k1, n1, k2, n2, 1 - 2 * alpha))
    least, most = 1e-12, 0.5 - 1e-9
    if beyond(most) >= 0:
        p = 0.5
    else:
        p = least if beyond(least) <= 0 else float(optimize.brentq(beyond, least, most, xtol=1e-12))
    return Equivalence(estimate, low, high, p, equivalent=beyond(alpha) <= 0)


def further_pairs(
    d: ArrayLike,
    margin: float,
    *,
    level: float = 0.95,
    power: float = 0.8,
    clusters: ArrayLike | None = None,
) -> float:
    """How many pairs beyond these would settle whether |Δ| is under or over the margin.

    If Δ and Σd²/n stay what they are, the least N at which, with probability `power`, the interval
    of `paired_mean` lies wholly within ±margin (|Δ| < margin) or wholly on one side outside it:
    its standard error must reach e with Φ((margin−Δ)/e − z) + Φ((margin+Δ)/e − z) − 1 = power, or
    Φ((|Δ|−margin)/e − z) = power. Clusters multiply the variance by what they do to it here. A
    plan, not a promise: Δ is an estimate.

    Parameters
    ----------
    d:
        Differences in [−1, 1], [n], at least one.
    margin:
        The largest effect that does not matter.
    level:
        Confidence of the interval that is to settle it.
    power:
        Probability that it does.
    clusters:
        A label for each difference, [n].

    Returns
    -------
    float:
        A whole number; 0 where the interval of these pairs settles it; infinite where |Δ| is the
        margin; NaN where nothing can be said (one cluster).

    Raises
    ------
    ValueError
        No pair, d outside [−1, 1], a margin, level or power out of range.

    Examples
    --------
    >>> further_pairs([0] * 97 + [1, 1, -1], 0.05), further_pairs([0] * 98 + [1, 1], 0.02)
    (98.0, inf)
    """
    positive(margin, "margin")
    error_rate(power)
    z = two_sided_z(level)
    d = finite(np.ravel(np.asarray(d, float)), "paired differences", least=1)
    mean, centre, error, df = centre_and_error(d, clusters)
    if not np.isfinite(error):
        return float("nan")
    half = float(stats.t.isf((1 - level) / 2, df)) * error
    if abs(centre) + half <= margin or abs(centre) - half >= margin:
        return 0.0
    size, square = abs(mean), float(np.mean(d**2))
    if abs(size - margin) < 1e-12:
        return float("inf")
    design = (error / centre_and_error(d).error) ** 2

    def chance(e: float) -> float:
        if size > margin:
            return float(stats.norm.cdf((size - margin) / e - z))
        ends = stats.norm.cdf(np.array([margin - size, margin + size]) / e - z)
        return float(max(ends.sum() - 1, 0.0))

    needed = optimize.brentq(lambda e: chance(e) - power, 1e-9, 10.0)
    # design·((N·square + 2)/(N+2) − Δ²) = needed²·(N+2), solved for N + 2.
    scale, spread = needed**2 / design, square - mean**2
    total = (spread + np.sqrt(spread**2 + 8 * scale * (1 - square))) / (2 * scale)
    return max(1.0, float(np.ceil(total - 2 - d.size)))
