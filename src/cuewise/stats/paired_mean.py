"""The mean of paired differences in [−1, 1], with an interval that never collapses to a point."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from cuewise.stats.checks import Floats, finite, groups, two_sided_z


class Centre(NamedTuple):
    """What an interval of a mean is drawn from.

    mean: the plain mean (NaN without a pair); centre: the mean with the pseudo-pairs; error: the
    standard error of `centre`; df: degrees of freedom of t (infinite: normal).
    """

    mean: float
    centre: float
    error: float
    df: float


def centre_and_error(d: ArrayLike, clusters: ArrayLike | None = None) -> Centre:
    """Shrunk mean of paired differences, its standard error, its degrees of freedom.

    One pseudo-pair of +1 and one of −1 are added (Bonett and Price 2012):
    centre = Σd/(n+2), error² = ((Σd² + 2)/(n+2) − centre²)/(n+2).

    With `clusters`, the pseudo-pairs become two pseudo-clusters of k pairs each: k is how many
    pairs count for one, the design effect as it shows in these data,
    (Σ(s_g − d̄·m_g)² + 2m̃)/(Σ(d − d̄)² + 2√m̃), held between 1 (independent) and m̃ = Σm²/Σm (a
    cluster is one observation); where every d is the same it is √m̃, half-way in logs. s_g and m_g
    are a cluster's sum and size. Then error² = (G+2)/(G+1)·Σ(s_g − centre·m_g)²/(n+2k)², the
    pseudo-clusters included, with t on n/m̃ − 1 degrees of freedom, n/m̃ the effective number of
    clusters (Kish 1965).

    Parameters
    ----------
    d:
        Differences in [−1, 1], [n].
    clusters:
        A label for each, [n]; None where all are independent.

    Raises
    ------
    ValueError
        d not finite or outside [−1, 1]; clusters of another length.

    Examples
    --------
    >>> [round(v, 4) for v in centre_and_error([1, 0, 0, 0, 0, 0, 0, 0])]
    [0.125, 0.1, 0.1703, inf]
    """
    d = finite(np.ravel(np.asarray(d, float)), "paired differences")
    if d.size and np.abs(d).max() > 1 + 1e-9:
        raise ValueError(f"paired differences reach {np.abs(d).max()}; allowed: finite, in [-1, 1]")
    if d.size == 0:
        return Centre(np.nan, np.nan, np.nan, np.nan)
    if clusters is not None:
        return _clustered(d, np.asarray(clusters))
    n = d.size + 2.0
    centre = d.sum() / n
    variance = max((float(d @ d) + 2) / n - centre**2, 0.0)
    return Centre(float(d.mean()), float(centre), float(np.sqrt(variance / n)), np.inf)


def _clustered(d: Floats, clusters: np.ndarray) -> Centre:
    group = groups(clusters, d.size, "clusters")
    size, total = np.bincount(group).astype(float), np.bincount(group, weights=d)
    if size.size == 1:  # nothing says how clusters differ
        return Centre(float(d.mean()), 0.0, np.inf, 1.0)
    usual = float(size @ size) / d.size
    first = np.sqrt(usual)
    between = float(np.sum((total - d.mean() * size) ** 2)) + 2 * first**2
    within = float(np.sum((d - d.mean()) ** 2)) + 2 * first
    k = float(np.clip(between / within, 1.0, usual))
    n = d.size + 2 * k
    centre = float(d.sum() / n)
    squares = np.sum((total - centre * size) ** 2) + k**2 * ((1 - centre) ** 2 + (1 + centre) ** 2)
    error = np.sqrt((size.size + 2) / (size.size + 1) * squares) / n
    return Centre(float(d.mean()), centre, float(error), max(d.size / usual - 1, 1.0))


def paired_mean(
    d: ArrayLike, level: float = 0.95, clusters: ArrayLike | None = None
) -> tuple[float, float, float]:
    """Mean of paired differences d in [-1, 1] and an interval that never collapses to a point.

    centre ± q·error of `centre_and_error`, cut to [−1, 1]; q the quantile of the normal, or of t
    with `clusters`. For d in {-1, 0, 1} without clusters it is the interval of Bonett and Price
    2012 (J. Educ. Behav. Stat. 37) for paired rates.

    Returns the plain mean and the interval: (NaN, -1, 1) when there is no pair, and the whole of
    [-1, 1] when all pairs are one cluster.

    Examples
    --------
    >>> [round(v, 4) for v in paired_mean([0] * 98)]
    [0.0, -0.0277, 0.0277]
    """
    two_sided_z(level)
    mean, centre, error, df = centre_and_error(d, clusters)
    if not np.isfinite(error):
        return mean, -1.0, 1.0
    half = float(stats.t.isf((1 - level) / 2, df)) * error
    return mean, max(-1.0, centre - half), min(1.0, centre + half)
