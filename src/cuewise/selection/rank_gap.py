"""Reliance on a cue that is not located in a text: a length, a style, a source.

Such a cue cannot be removed, so documents of one label with and without it are compared. Unlike an
edit, this comparison includes whatever else differs between them. It compares ranks of the scores:
with few texts, decisions change too seldom to tell models apart, and probabilities would favour a
cautious model over a bold one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.stats import norm, rankdata

from cuewise.records import Floats
from cuewise.records.interval import Interval

# A label is compared only with this many documents with a cue, and as many without.
_FEWEST = 10
# Rounds of raking. Correlated cues settle slowly; shares to a hundredth are enough.
_ROUNDS = 30


def rank_gaps(
    held: csr_array, labels: NDArray[np.integer], scores: Floats
) -> list[Interval | None]:
    """For every cue the rank gap of the label whose score it moves most.

    Of two documents of one gold label, how much more often has the one with the cue the higher
    score? This is Somers' D, averaged over gold labels with weights n1 n0 / (n1 + n0) (van Elteren
    1960), with the variance of DeLong et al. 1988. Each interval has level 1 - .05 / (k g), because
    the largest of k scores and g cues is taken. None where no label has enough documents.

    Parameters
    ----------
    held:
        Which of n documents hold which of g cues [n, g].
    labels:
        The gold labels [n].
    scores:
        Scores of every document for every label [n, k], such as probabilities.

    Examples
    --------
    >>> held = csr_array(np.array([[1], [0]] * 40))
    >>> labels, first = np.repeat([0, 1], 40), np.tile([0.9, 0.2], 40)
    >>> rank_gaps(held, labels, np.column_stack([first, 1 - first]))[0].estimate
    1.0
    """
    k = scores.shape[1]
    z = float(norm.ppf(1 - 0.025 / (k * max(held.shape[1], 1))))
    return [_rank_gap(column != 0, labels, scores, z) for column in held.toarray().T]


def _rank_gap(
    has: NDArray[np.bool_], labels: NDArray[np.integer], scores: Floats, z: float
) -> Interval | None:
    total, mean, variance = 0.0, np.zeros(scores.shape[1]), np.zeros(scores.shape[1])
    for label in np.unique(labels):
        one, other = (scores[(labels == label) & arm] for arm in (has, ~has))
        if min(len(one), len(other)) < _FEWEST:
            continue
        weight = len(one) * len(other) / (len(one) + len(other))
        estimate, error = _somers(one, other)
        total += weight
        mean += weight * estimate
        variance += weight**2 * error
    if not total:
        return None
    mean, half = mean / total, z * np.sqrt(variance) / total
    low, high = np.maximum(mean - half, -1.0), np.minimum(mean + half, 1.0)
    ends = zip(mean.tolist(), low.tolist(), high.tolist(), strict=True)
    gaps = [Interval(*gap) for gap in ends]
    return max(gaps, key=lambda gap: (gap.nearest, abs(gap.estimate or 0.0)))


def _somers(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Somers' D of every column of two samples [n1, k] and [n0, k], and its variance."""
    n1, n0 = len(one), len(other)
    rank = rankdata(np.concatenate([one, other]), axis=0)
    above = (rank[:n1] - rankdata(one, axis=0)) / n0
    below = 1 - (rank[n1:] - rankdata(other, axis=0)) / n1
    variance = above.var(axis=0, ddof=1) / n1 + below.var(axis=0, ddof=1) / n0
    return 2 * above.mean(axis=0) - 1, 4 * variance


def balanced(
    held: csr_array, labels: NDArray[np.integer], scores: Floats
) -> tuple[Floats, Floats] | None:
    """Right decisions [n] and weights [n], of sum 1, under which cues say nothing of the label.

    Only labels with at least `_FEWEST` documents with and without each cue are used. The weights
    give every cue the same share among the documents of each label, its share among all (raking:
    Deming and Stephan 1940). Decisions are between these labels alone, because a label that is
    always seen with a cue would give it away. A cue that leaves fewer than two labels is skipped,
    and what it earns stays.

    Parameters
    ----------
    held:
        Which of n documents hold which of g cues [n, g].
    labels:
        The gold labels [n].
    scores:
        Scores of every document for every label [n, k]; NaN is no answer, which is not right.

    Returns
    -------
    tuple or None
        Right decisions and weights; None where every cue was skipped.

    Examples
    --------
    >>> held = csr_array(np.array([[1]] * 30 + [[0]] * 10 + [[1]] * 10 + [[0]] * 30))
    >>> labels = np.repeat([0, 1], 40)
    >>> follows = np.column_stack([held.toarray(), 1 - held.toarray()]).astype(float)
    >>> right, weights = balanced(held, labels, follows)
    >>> round(float(right @ weights), 2), round(float(right.mean()), 2)
    (0.5, 0.75)
    """
    usable, cues = np.arange(scores.shape[1]), []
    for column in held.toarray().T != 0:
        enough = [y for y in usable if min(_arms(column, labels == y)) >= _FEWEST]
        if len(enough) > 1:
            usable = np.array(enough)
            cues.append(column)
    if not cues:
        return None
    weights = np.zeros(labels.size)
    shares = np.array(cues)[:, np.isin(labels, usable)].mean(axis=1)
    for y in usable:
        rows = np.flatnonzero(labels == y)
        weights[rows] = _raked(np.array(cues)[:, rows], shares) * rows.size
    decided = usable[scores[:, usable].argmax(axis=1)]
    right = ((decided == labels) & np.isfinite(scores).all(axis=1)).astype(float)
    return right, weights / weights.sum()


def _arms(column: NDArray[np.bool_], among: NDArray[np.bool_]) -> tuple[int, int]:
    """How many of some documents hold a cue, and how many do not."""
    n = int(column[among].sum())
    return n, int(among.sum()) - n


def _raked(held: NDArray[np.bool_], shares: Floats) -> Floats:
    """Weights [n], of sum 1, under which each of some cues [g, n] has its share [g]."""
    weights = np.full(held.shape[1], 1 / held.shape[1])
    for _ in range(_ROUNDS if len(held) > 1 else 1):
        for column, share in zip(held, shares, strict=True):
            for arm, wanted in ((column, share), (~column, 1 - share)):
                total = weights[arm].sum()
                weights[arm] *= wanted / total if total else 1.0
    return weights
