"""The share of documents that something holds for, where documents come in clusters."""

from __future__ import annotations

from numpy.typing import ArrayLike
from scipy import stats

from cuewise.stats.checks import binary, two_sided_z
from cuewise.stats.differences import effective
from cuewise.stats.intervals import wilson_ends


def share_interval(
    held: ArrayLike, clusters: ArrayLike | None = None, level: float = 0.95
) -> tuple[float, float, float]:
    """A share and Wilson's interval; with clusters, of as many documents as they amount to.

    n documents in clusters count for n/k, k their design effect, and t takes the place of the
    normal (`differences.effective`; Korn and Graubard 1998, Survey Methodology 24:193, do so with
    Clopper and Pearson's interval).

    Parameters
    ----------
    held:
        0 or 1 for each document, [n].
    clusters:
        A label for each, [n]; None where all are independent.
    level:
        Confidence.

    Returns
    -------
    share, low, high:
        (NaN, 0, 1) without a document; the whole of [0, 1] where all are one cluster.

    Raises
    ------
    ValueError
        Values other than 0 and 1, clusters of another length.

    Examples
    --------
    >>> [round(v, 3) for v in share_interval([1, 1, 1, 0])]
    [0.75, 0.301, 0.954]
    >>> [round(v, 3) for v in share_interval([1, 1, 1, 0] * 5, list("abcd") * 5)]
    [0.75, 0.183, 0.976]
    """
    z = two_sided_z(level)
    x = binary(held, "held")
    if not x.size:
        return float("nan"), 0.0, 1.0
    n: float = x.size
    if clusters is not None:
        n, df = effective(x, clusters)
        z = float(stats.t.isf((1 - level) / 2, df))
    rate = float(x.mean())
    low, high = wilson_ends(rate * n, n, z)
    return rate, float(low), float(high)
