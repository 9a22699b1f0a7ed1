"""SELF: the head fitted again on held-out documents about which a held-back head disagrees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, rel_entr

from cuewise.errors import NotApplicable
from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Loss, solve
from cuewise.plugins.registry import register
from cuewise.records import Floats, Ints
from cuewise.remedy.cells import by_label
from cuewise.remedy.parts import Needs, Refit, Task

FEWEST = 50


@register("remedies")
@dataclass(frozen=True, slots=True)
class SelectiveRefit(Refit):
    """Fits the head again on the held-out documents that an early head sees most differently.

    LaBonte et al. 2023, "Towards last-layer retraining for group robustness with fewer
    annotations" (SELF, early-stop disagreement): those of the greatest KL(p, p_early), as many of
    each label where there are, from the first head on. A strong penalty stands for the early stop
    of a network: it gives about what one step does. Both heads are brought to one confidence by a
    temperature, or they would differ most where the first is most sure. It knows no cues.

    Parameters
    ----------
    held_out:
        Share of the documents that the first heads do not see.
    share:
        Of the held-out documents of a label, those that are taken.
    early:
        Times the penalty of the model's own head, of the early head.
    pull:
        The penalty on leaving the first head, times that of the model's own head.
    """

    code: ClassVar[str] = "self"
    needs: ClassVar[Needs] = "class"
    knows_cues: ClassVar[bool] = False
    cost: ClassVar[int] = 3
    held_out: float = 0.2
    share: float = 0.25
    early: float = 1000.0
    pull: float = 10.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        order = rng.permutation(t.labels.size)
        cut = round(self.held_out * order.size)
        seen, rest = t.only(np.sort(order[cut:])), t.only(np.sort(order[:cut]))
        first, early = seen.fit(), seen.fit(strength=self.early)
        early = as_sure(early, seen)
        apart = rel_entr(first.probs(rest.features), early.probs(rest.features)).sum(axis=1)
        rows = disputed(apart, rest.labels, self.share)
        if rows.size < FEWEST:
            raise NotApplicable("few-disputed", documents=rows.size, least=FEWEST)
        some = rest.only(rows)
        weights, penalty = by_label(some.labels, t.k), self.pull * t.penalty
        return solve(Loss(some.features, some.targets(), penalty, weights=weights, anchor=first))


def as_sure(head: Logistic, t: Task) -> Logistic:
    """The head with its logits times the number that fits the labels best.

    Guo et al. 2017, "On calibration of modern neural networks".
    """
    logits = np.asarray(t.features @ head.weights, np.float64) + head.bias
    known = np.arange(t.labels.size), t.labels

    def loss(log_times: float) -> float:
        return -float(log_softmax(np.exp(log_times) * logits, axis=1)[known].mean())

    times = float(np.exp(minimize_scalar(loss, bounds=(-7, 7), method="bounded").x))
    return Logistic((times * head.weights).astype(np.float32), times * head.bias)


def disputed(apart: Floats, labels: np.ndarray, share: float) -> Ints:
    """The rows of the greatest disagreement [n]: that share of the documents of each label.

    Examples
    --------
    >>> disputed(np.array([0.1, 0.9, 0.2, 0.3]), np.array([0, 0, 1, 1]), 0.5).tolist()
    [1, 3]
    """
    found = []
    for label in np.unique(labels):
        own = np.flatnonzero(labels == label)
        found.append(own[np.argsort(-apart[own], kind="stable")[: round(share * own.size)]])
    return np.sort(np.concatenate(found)).astype(np.int64)
