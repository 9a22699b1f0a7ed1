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

from cuewise.records import Floats, Interval

# A label tells of a cue where so many of its documents hold it and so many do not.
LEAST = 10
# Rounds of raking; cues that go together settle slowly, and shares to a hundredth are enough.
_ROUNDS = 30


def gaps(
    held: csr_array, labels: NDArray[np.integer], scores: Floats
) -> list[tuple[float, float, float]]:
    """For every cue the label whose score it moves most: estimate, low and high of what it adds.

    How much more often, of two documents of one gold label, the one with the cue has the higher
    score than the one without: Somers' D, the mean over gold labels weighted by n1 n0 / (n1 + n0)
    as van Elteren 1960 does, its variance after DeLong et al. 1988. Each interval has level
    1 - .05 / (k g), since the largest of k scores and g cues is looked for. NaN where no label
    tells of a cue.

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
    z = float(norm.ppf(1 - 0.025 / (k * max(held.shape[1], 1))))
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
    candidates = zip(mean.tolist(), low.tolist(), high.tolist(), strict=True)
    return max(candidates, key=lambda gap: (Interval(*gap).nearest, abs(gap[0])))


def _somers(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Somers' D of every column of two samples [n1, k] and [n0, k], and its variance."""
    n1, n0 = len(one), len(other)
    rank = rankdata(np.concatenate([one, other]), axis=0)
    above = (rank[:n1] - rankdata(one, axis=0)) / n0
    below = 1 - (rank[n1:] - rankdata(other, axis=0)) / n1
    variance = above.var(axis=0, ddof=1) / n1 + below.var(axis=0, ddof=1) / n0
    return 2 * above.mean(axis=0) - 1, 4 * variance


def fair(
    held: csr_array, labels: NDArray[np.integer], scores: Floats
) -> tuple[Floats, Floats] | None:
    """Right decisions [n] to which cues say nothing, and the weights [n], of sum 1, to that end.

    Those labels count that tell of the cues, by documents with each and without. Under the weights
    every cue is held by the same share of the documents of each, that of all of them (raking:
    Deming and Stephan 1940), and decided is between these labels alone, for that one of the others
    is always seen with a cue gives it away too. A cue that would leave fewer than two labels is
    passed over, and what it earns stays. None where all are.

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
    tells, cues = np.arange(scores.shape[1]), []
    for own in held.toarray().T != 0:
        enough = [y for y in tells if min(_arms(own, labels == y)) >= LEAST]
        if len(enough) > 1:
            tells = np.array(enough)
            cues.append(own)
    if not cues:
        return None
    weights = np.zeros(labels.size)
    shares = np.array(cues)[:, np.isin(labels, tells)].mean(axis=1)
    for y in tells:
        rows = np.flatnonzero(labels == y)
        weights[rows] = _raked(np.array(cues)[:, rows], shares) * rows.size
    decided = tells[np.nan_to_num(scores[:, tells], nan=-1).argmax(axis=1)]
    right = ((decided == labels) & np.isfinite(scores).all(axis=1)).astype(float)
    return right, weights / weights.sum()


def _arms(own: NDArray[np.bool_], among: NDArray[np.bool_]) -> tuple[int, int]:
    n = int(own[among].sum())
    return n, int(among.sum()) - n


def _raked(held: NDArray[np.bool_], shares: Floats) -> Floats:
    """Weights [n], of sum 1, under which each of some cues [g, n] is held by its share [g]."""
    weights = np.full(held.shape[1], 1 / held.shape[1])
    for _ in range(_ROUNDS if len(held) > 1 else 1):
        for own, share in zip(held, shares, strict=True):
            for arm, wanted in ((own, share), (~own, 1 - share)):
                total = weights[arm].sum()
                weights[arm] *= wanted / total if total else 1.0
    return weights
