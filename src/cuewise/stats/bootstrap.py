"""BCa bootstrap intervals that resample clusters whole.

Documents of one author, thread or counterfactual pair are not independent. Resampled one by one,
they make an interval too narrow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from cuewise.stats.checks import FloatArray, finite_array, group_codes, two_sided_z, whole_number

# With more resamples undefined, the rest say nothing about the statistic.
_MOST_UNDEFINED = 0.1
_BATCH = 256


def bca_ends(
    estimate: float, resampled: ArrayLike, jackknifed: ArrayLike, level: float = 0.95
) -> tuple[float, float]:
    """The BCa interval from a bootstrap and a jackknife distribution.

    z0 = Φ⁻¹(share of resamples below the estimate, ties half), a = Σu³/(6(Σu²)^1.5) with
    u = mean(jackknife) − jackknife; the ends are the resamples' quantiles at
    Φ(z0 + (z0 ± z)/(1 − a(z0 ± z))) (Efron 1987, J. Am. Stat. Assoc. 82:171).
    z is √(G/(G−1))·t(G−1) in place of the normal quantile, G the number of clusters, since a
    percentile interval is too narrow by that factor (Hesterberg 2015, American Statistician
    69:371).

    Parameters
    ----------
    estimate:
        The statistic on all data.
    resampled:
        The statistic on each resample, [B]; undefined (NaN) ones are left out.
    jackknifed:
        The statistic without each cluster, [G].

    Returns
    -------
    low, high:
        NaN where the estimate is, where a tenth of the resamples are, or where all are alike.

    Examples
    --------
    >>> draws = np.random.default_rng(0).normal(size=4000)
    >>> [round(v, 1) for v in bca_ends(0.0, draws, np.linspace(-1, 1, 1001))]
    [-1.9, 2.0]
    """
    two_sided_z(level)
    boot, jack = np.asarray(resampled, float), np.asarray(jackknifed, float)
    defined = boot[np.isfinite(boot)]
    jack = jack[np.isfinite(jack)]
    if not np.isfinite(estimate) or defined.size < (1 - _MOST_UNDEFINED) * boot.size:
        return float("nan"), float("nan")
    if jack.size < 2 or np.ptp(defined) == 0:
        return float("nan"), float("nan")
    below = np.mean(defined < estimate) + np.mean(defined == estimate) / 2
    z0 = stats.norm.ppf(np.clip(below, 0.5 / defined.size, 1 - 0.5 / defined.size))
    u = jack.mean() - jack
    spread = float(np.sum(u**2)) ** 1.5
    a = float(np.sum(u**3)) / (6 * spread) if spread > 0 else 0.0
    g = jack.size
    z = float(stats.t.isf((1 - level) / 2, g - 1)) * np.sqrt(g / (g - 1))
    ends = [stats.norm.cdf(z0 + (z0 + s) / (1 - a * (z0 + s))) for s in (-z, z)]
    low, high = np.quantile(defined, ends)
    return float(low), float(high)


def bca(
    statistic: Callable[..., float],
    *arrays: ArrayLike,
    rng: np.random.Generator,
    clusters: ArrayLike | None = None,
    level: float = 0.95,
    resamples: int = 2000,
) -> tuple[float, float, float]:
    """Any statistic of rows with its BCa interval, clusters resampled and jackknifed whole.

    `bca_ends` has the formula. Where the statistic is a function of sums, `bca_sums` is a hundred
    times faster.

    Parameters
    ----------
    statistic:
        A function of the rows of each array that returns one number (NaN where undefined).
    arrays:
        Arrays of one length n.
    rng:
        The only source of chance.

    Returns
    -------
    estimate, low, high:
        NaN ends where they are undefined, as with one cluster.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = np.arange(40.0)
    >>> [round(v, 1) for v in bca(np.median, x, rng=rng)]
    [19.5, 13.0, 25.5]
    """
    whole_number(resamples, "resamples", 1)
    data = [np.asarray(a) for a in arrays]
    n = data[0].shape[0]
    for i, a in enumerate(data):
        finite_array(a, f"array {i}", ndim=a.ndim, least=1)
        if a.shape[0] != n:
            raise ValueError(f"array {i} has {a.shape[0]} rows; allowed: {n}, as the first")
    code = np.arange(n) if clusters is None else group_codes(clusters, n, "clusters")
    order = np.argsort(code, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(code))[:-1])

    def resampled(chosen: NDArray[np.int64]) -> float:
        rows = np.concatenate([members[g] for g in chosen]) if chosen.size else chosen
        return float(statistic(*(a[rows] for a in data)))

    g = len(members)
    estimate = float(statistic(*data))
    if g < 2:
        return estimate, float("nan"), float("nan")
    boot = [resampled(rng.integers(0, g, g)) for _ in range(resamples)]
    jack = [resampled(np.delete(np.arange(g), i)) for i in range(g)]
    return estimate, *bca_ends(estimate, boot, jack, level)


def bca_sums(
    statistic: Callable[[FloatArray], Any],
    terms: ArrayLike,
    *,
    rng: np.random.Generator,
    clusters: ArrayLike | None = None,
    level: float = 0.95,
    resamples: int = 2000,
) -> tuple[float, float, float]:
    """BCa for a statistic that is a function of column sums, all resamples in one product.

    Parameters
    ----------
    statistic:
        Takes sums [..., p], gives [...] (NaN where undefined). Put a column of ones among the
        terms where it needs the number of rows.
    terms:
        What is summed, [n, p].
    The other parameters and the results are those of `bca`.

    Examples
    --------
    >>> x = np.random.default_rng(0).exponential(size=(200, 1))
    >>> terms = np.hstack([np.ones_like(x), x])
    >>> mean = lambda s: s[..., 1] / s[..., 0]
    >>> [round(v, 2) for v in bca_sums(mean, terms, rng=np.random.default_rng(1))]
    [1.13, 0.99, 1.27]
    """
    whole_number(resamples, "resamples", 1)
    t = finite_array(terms, "terms", ndim=2, least=1)
    if clusters is not None:
        code = group_codes(clusters, t.shape[0], "clusters")
        t = np.stack([np.bincount(code, weights=column) for column in t.T], axis=1)
    g, total = t.shape[0], t.sum(axis=0)
    estimate = float(statistic(total))
    if g < 2:
        return estimate, float("nan"), float("nan")
    boot: list[FloatArray] = []
    for start in range(0, resamples, _BATCH):
        size = min(_BATCH, resamples - start)
        boot.append(np.asarray(statistic(_draws(rng, size, g) @ t), float))
    jack = np.asarray(statistic(total - t), float)
    return estimate, *bca_ends(estimate, np.concatenate(boot), jack, level)


def _draws(rng: np.random.Generator, size: int, g: int) -> FloatArray:
    """How often each of g clusters comes in each of `size` resamples, [size, g]."""
    # Several times faster than rng.multinomial, which draws a binomial for every cell.
    cells = rng.integers(0, g, (size, g)) + g * np.arange(size)[:, None]
    return np.bincount(cells.ravel(), minlength=size * g).reshape(size, g).astype(np.float64)
