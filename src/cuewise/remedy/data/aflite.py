"""AFLite: the documents that linear heads predict best from others are dropped."""

from __future__ import annotations

import numpy as np

from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic
from cuewise.records import Floats, Ints
from cuewise.remedy.groups import same_label_shares
from cuewise.remedy.plugin import Penalised, Refit, remedy
from cuewise.remedy.task import Task


@remedy("aflite", knows_cues=False, cost=15)
class AfLite(Refit, Penalised):
    """Fit the head without the documents that are too easy to predict.

    It helps where the shortcut makes its documents easy; it does not use the cues. Heads fitted on
    random parts predict the rest; a document's score is the share of heads that get it right. Among
    scores of at least τ the highest go, one slice per round. Weights keep the shares of the labels.
    Where labels are hard to predict, what is left would be noise. The filter therefore stops before
    the mean score above guessing falls below half of what it was.

    Parameters
    ----------
    partitions:
        Heads in a round.
    part:
        Share of the documents that a head is fitted on.
    tau:
        τ.
    per_round:
        Share of all documents that goes in a round, at most.
    most:
        Share of all documents that goes, at most.

    References
    ----------
    Sakaguchi et al. 2020, "WinoGrande: an adversarial Winograd schema challenge at scale"; Le Bras
    et al. 2020, "Adversarial filters of dataset biases".
    """

    partitions: int = 32
    part: float = 0.1
    tau: float = 0.75
    per_round: float = 0.25
    most: float = 0.5

    def _head(self, t: Task) -> Logistic:
        rows = self.kept(t)
        if rows.size == t.labels.size:
            raise NotApplicable("none-too-easy")
        weights = same_label_shares(t.labels[rows], t.labels, t.k)
        return t.take(rows).fit(weights, strength=self.strength)

    def kept(self, t: Task) -> Ints:
        """The rows that are not dropped."""
        rows = np.arange(t.labels.size)
        fewest, step = round((1 - self.most) * rows.size), max(1, round(self.per_round * rows.size))
        margin = -np.inf
        while rows.size > fewest:
            some = t.take(rows)
            score = predictability(some, self.partitions, self.part)
            guess = float(np.bincount(some.labels).max() / rows.size)
            if margin == -np.inf:
                margin = (float(np.nanmean(score)) - guess) / 2
            size = min(step, rows.size - fewest)
            gone = easiest(score, self.tau, size, guess + margin)
            if not gone.size:
                break
            rows = np.delete(rows, gone)
        return rows


def predictability(t: Task, partitions: int, part: float) -> Floats:
    """The share [n] of the heads not fitted on a document that get it right; NaN without any."""
    right, counts = np.zeros(t.labels.size), np.zeros(t.labels.size)
    for _ in range(partitions):
        order = t.rng.permutation(t.labels.size)
        cut = max(2, round(part * order.size))
        head = t.take(np.sort(order[:cut])).fit()
        rest = order[cut:]
        predicted = (t.features @ head.weights + head.bias).argmax(axis=1)
        right[rest] += (predicted == t.labels)[rest]
        counts[rest] += 1
    return np.divide(right, counts, out=np.full_like(right, np.nan), where=counts > 0)


def easiest(score: Floats, tau: float, most: int, least: float) -> Ints:
    """Rows of the highest scores [n] that may go.

    Parameters
    ----------
    score:
        The scores [n]; NaN where unknown.
    tau:
        The lowest score that may go.
    most:
        How many may go.
    least:
        The lowest mean score that the rest may have.

    Examples
    --------
    >>> easiest(np.array([0.9, 0.2, 1.0, 0.8, 0.5]), 0.75, 2, 0.4).tolist()
    [2, 0]
    >>> easiest(np.array([0.9, 0.2, 1.0, 0.8, 0.5]), 0.75, 2, 0.55).tolist()
    [2]
    """
    filled = np.nan_to_num(score, nan=-1.0)
    order = np.argsort(-filled, kind="stable")[:most]
    order = order[filled[order] >= tau]
    known = np.isfinite(score)
    left = known.sum() - np.arange(1, order.size + 1)
    mean = (score[known].sum() - np.cumsum(filled[order])) / np.maximum(left, 1)
    return order[: int(np.count_nonzero(np.minimum.accumulate(mean) >= least))].astype(np.int64)
