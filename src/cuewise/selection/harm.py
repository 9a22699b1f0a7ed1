"""What a repair costs on texts as they are, and whether that is too much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cuewise.records import Rate
from cuewise.records.comparison import Refused
from cuewise.records.thresholds import LABEL_LOSS, MAX_LOSS
from cuewise.selection.paired import lost
from cuewise.selection.score import Score

# A loss of exactly the limit is allowed, however the shares are rounded.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Limits:
    """The accuracy that a repair may cost, as a share: in total, and of the recall of any label.

    Examples
    --------
    >>> Limits(), Limits(1.0).label
    (Limits(total=0.02), 2.5)
    """

    total: float = MAX_LOSS

    @property
    def label(self) -> float:
        """The recall that it may cost any label."""
        return LABEL_LOSS * self.total


@dataclass(frozen=True, slots=True)
class RepairCost:
    """What a repair costs on texts as they are; a gain is negative.

    `total` is the accuracy lost, document by document; `of_label` the recall lost for `label`, the
    number of the label that loses most. `accuracy` is that of the repaired model, and `majority`
    that of always answering the most frequent label, on the same documents.
    """

    total: Rate
    label: int
    of_label: Rate
    accuracy: float
    majority: float


def repair_cost(before: Score, after: Score) -> RepairCost:
    """Compare two models on the texts as they are.

    Parameters
    ----------
    before, after:
        The scores of the model as it was and of the repaired one, on the same documents.

    Examples
    --------
    >>> from cuewise.records import Rate
    >>> rate, labels = Rate(estimate=0.5, low=0, high=1, n=4), np.array([0, 0, 1, 1])
    >>> old, new = (Score(rate, rate, rate, None, right_as_is=np.array(right), labels=labels)
    ...             for right in ([1.0, 1, 0, 1], [1.0, 1, 0, 0]))
    >>> cost = repair_cost(old, new)
    >>> cost.total.estimate, cost.label, cost.of_label.estimate, cost.majority
    (0.25, 1, 0.5, 0.5)
    """
    labels, model = before.labels, after.as_is.model or ""
    old, new = before.right_as_is, after.right_as_is
    own = {int(y): lost(old[labels == y], new[labels == y], model) for y in np.unique(labels)}
    label = max(own, key=lambda y: own[y].estimate, default=0)
    total = lost(old, new, model)
    majority = float(np.bincount(labels).max() / labels.size) if labels.size else 0.0
    accuracy = float(new.mean()) if new.size else 0.0
    return RepairCost(total, label, own.get(label, total), accuracy, majority)


def harm_of(before: Score, after: Score, limits: Limits) -> Refused | None:
    """Why a repair costs too much; None where it does not.

    Estimates decide, not intervals: a limit that only a shown loss can break would let small
    corpora lose anything. Nothing allows a repair that makes a model less accurate and leaves it
    below the majority baseline.

    Examples
    --------
    >>> from cuewise.records import Rate
    >>> rate, labels = Rate(estimate=0.5, low=0, high=1, n=4), np.array([0, 0, 0, 1])
    >>> old, new = (Score(rate, rate, rate, None, right_as_is=np.array(right), labels=labels)
    ...             for right in ([1.0, 1, 1, 1], [1.0, 1, 1, 0]))
    >>> harm_of(old, new, Limits()), harm_of(old, new, Limits(1.0)), harm_of(new, old, Limits())
    ('loss', None, None)
    """
    cost = repair_cost(before, after)
    if cost.total.estimate > _ROUNDING and cost.accuracy < cost.majority:
        return "majority"
    if cost.total.estimate > limits.total + _ROUNDING:
        return "loss"
    return "label" if cost.of_label.estimate > limits.label + _ROUNDING else None


def nothing_left(score: Score) -> bool:
    """Whether a model is not shown to know more than the most frequent label, the cues ablated.

    Then the cues may be the task itself. The lower end of the interval decides: unknown is not
    evidence.

    Examples
    --------
    >>> from cuewise.records import Rate
    >>> rate, even = Rate(estimate=0.8, low=0.7, high=0.9, n=4), np.full(4, 0.25)
    >>> [nothing_left(Score(rate, rate, rate, None, weights=even, labels=np.array(labels)))
    ...  for labels in ([0, 0, 0, 1], [0, 0, 1, 1])]
    [True, False]
    """
    return score.labels.size > 0 and score.ablated.low <= majority_ablated(score)


def majority_ablated(score: Score) -> float:
    """The accuracy of the most frequent label, with the weights of accuracy with cues ablated."""
    return float(np.bincount(score.labels, score.weights).max())
