"""How a model hangs on a cue that stands at no place in a text: a length, a style, a source.

It cannot be taken out, so documents of one label that hold it are compared with those that do not.
Unlike an edit this sees what goes with the cue too. What is compared are ranks of the scores: where
texts are few, decisions change too seldom to tell one model from another, and probabilities tell a
cautious model from a bold one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.stats import norm, rankdata

from cuewise.types import Floats

# A label tells of a cue where so many of its documents hold it and so many do not.
LEAST = 10


def gaps(
    held: csr_array, labels: NDArray[np.integer], scores: Floats
) -> list[tuple[float, float, float]]:
    """For every cue the label whose score it moves most: estimate, low and high of what it adds.

    How much more often, of two documents of one gold label, the one with the cue has the higher
    score than the one without: Somers' D, the mean over gold labels weighted by n1 n0 / (n1 + n0)
    as van Elteren 1960 does, its variance after DeLong et al. 1988. Each interval has level
    1 - .05 / k, since the largest of k scores is looked for. NaN where no label tells of a cue.

    Parameters
    ----------
    held:
        Which of n documents hold which cue [n, g].
    labels:
        The gold labels [n].
    scores:
        Of every document for every label [n, k], such as probabilities.

    Examples
    --------
    >>> held = csr_array(np.array([[1], [0]] * 40))
    >>> labels, first = np.repeat([0, 1], 40), np.tile([0.9, 0.2], 40)
    >>> gaps(held, labels, np.column_stack([first, 1 - first]))[0][0]
    1.0
    """
    k = scores.shape[1]
    z = float(norm.ppf(1 - 0.025 / k))
    return [_gap(own != 0, labels, scores, z) for own in held.toarray().T]


def _gap(
    has: NDArray[np.bool_], labels: NDArray[np.integer], scores: Floats, z: float
) -> tuple[float, float, float]:
    total, mean, variance = 0.0, np.zeros(scores.shape[1]), np.zeros(scores.shape[1])
    for label in np.unique(labels):
        one, other = (scores[(labels == label) & arm] for arm in (has, ~has))
        if min(len(one), len(other)) < LEAST:
            continue
        weight = len(one) * len(other) / (len(one) + len(other))
        estimate, error = _somers(one, other)
        total, mean, variance = (
            total + weight,
            mean + weight * estimate,
            variance + weight**2 * error,
        )
    if not total:
        return (float("nan"),) * 3
    mean, spread = mean / total, z * np.sqrt(variance) / total
    low, high = np.maximum(mean - spread, -1.0), np.minimum(mean + spread, 1.0)
    surest = [(least(float(a), float(b)), abs(m)) for a, b, m in zip(low, high, mean, strict=True)]
    best = surest.index(max(surest))
    return float(mean[best]), float(low[best]), float(high[best])


def _somers(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Somers' D of every column of two samples [n1, k] and [n0, k], and its variance."""
    n1, n0 = len(one), len(other)
    rank = rankdata(np.concatenate([one, other]), axis=0)
    above = (rank[:n1] - rankdata(one, axis=0)) / n0
    below = 1 - (rank[n1:] - rankdata(other, axis=0)) / n1
    variance = above.var(axis=0, ddof=1) / n1 + below.var(axis=0, ddof=1) / n0
    return 2 * above.mean(axis=0) - 1, 4 * variance


def least(low: float, high: float) -> float:
    """The least absolute value in an interval.

    Examples
    --------
    >>> least(-0.1, 0.2), least(0.1, 0.2), least(-0.3, -0.2)
    (0.0, 0.1, 0.2)
    """
    return 0.0 if low <= 0 <= high else min(abs(low), abs(high))


def fair(
    held: csr_array, labels: NDArray[np.integer], scores: Floats
) -> tuple[Floats, Floats] | None:
    """Right decisions [n] to which cues say nothing, and the weights [n], of sum 1, to that end.

    Of every cue those labels count that tell of it, by documents with it and without: under the
    weights it is held by half of the documents of each, and decided is between these labels alone,
    for that one of the others is always seen with the cue gives it away too. With several cues it
    is the mean over them. None where no cue is told of by two labels.

    Parameters
    ----------
    held:
        Which of n documents hold which cue [n, g].
    labels:
        The gold labels [n].
    scores:
        Of every document for every label [n, k]; NaN is no answer, which is not right.

    Examples
    --------
    >>> held = csr_array(np.array([[1]] * 30 + [[0]] * 10 + [[1]] * 10 + [[0]] * 30))
    >>> labels = np.repeat([0, 1], 40)
    >>> follows = np.column_stack([held.toarray(), 1 - held.toarray()]).astype(float)
    >>> right, weights = fair(held, labels, follows)
    >>> round(float(right @ weights), 2), round(float(right.mean()), 2)
    (0.5, 0.75)
    """
    right, weights, told = np.zeros(labels.size), np.zeros(labels.size), 0
    for own in held.toarray().T != 0:
        size = np.array([[np.sum((labels == y) & (own == arm)) for arm in (0, 1)]
                         for y in range(scores.shape[1])])  # fmt: skip
        tells = np.flatnonzero((size >= LEAST).all(axis=1))
        if tells.size < 2:
            continue
        told += 1
        among = np.isin(labels, tells)
        decided = tells[np.nan_to_num(scores[:, tells], nan=-1).argmax(axis=1)]
        answered = np.isfinite(scores).all(axis=1)
        share = size.sum(axis=1, keepdims=True) / (2 * np.maximum(size, 1))
        even = np.where(among, share[labels, own.astype(int)], 0.0) / among.sum()
        right += even * ((decided == labels) & answered)
        weights += even
    if not told:
        return None
    return np.divide(right, weights, out=np.zeros_like(right), where=weights > 0), weights / told
