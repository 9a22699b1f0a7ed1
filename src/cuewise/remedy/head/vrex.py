"""VREx: the losses of all groups are made alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import log_softmax

from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Term
from cuewise.records import Bools, Floats
from cuewise.remedy.groups import equal_groups, memberships
from cuewise.remedy.plugin import Penalised, Refit, remedy
from cuewise.remedy.task import Task


@remedy("vrex", needs="group in training", cost=3)
class Vrex(Refit, Penalised):
    """Fit the head with a penalty on the variance of the losses of label-by-cue groups.

    It helps where every group has documents and equal weights are not enough. The loss is the mean
    + β · the variance of the mean losses of the groups. Groups of several cues overlap. Groups
    without documents are treated as by `rwg`.

    Parameters
    ----------
    beta:
        β.

    References
    ----------
    Krueger et al. 2021, "Out-of-distribution generalization via risk extrapolation (REx)".
    """

    beta: float = 10.0
    strength: float = 4.0

    def _head(self, t: Task) -> Logistic:
        some = t.without_thin_groups()
        group = some.groups()
        times = self.beta * some.labels.size
        further = _variance(memberships(group, t.k), some.labels, times)
        return some.fit(equal_groups(group, t.k), further=further, strength=self.strength)


def _variance(inside: Bools, labels: NDArray[np.integer], times: float) -> Term:
    """The variance of the mean losses of groups; inside [n, groups] says who is in which.

    Examples
    --------
    >>> inside, logits = np.eye(2, dtype=bool), np.log([[0.9, 0.1], [0.9, 0.1]])
    >>> value, _ = _variance(inside, np.array([0, 1]), 1.0)(logits)
    >>> round(value, 3), round(float(np.var(-np.log([0.9, 0.1]))), 3)
    (1.207, 1.207)
    """
    share = csr_array(inside.T) / inside.sum(axis=0)[:, None]
    every = np.arange(labels.size)

    def term(logits: Floats) -> tuple[float, Floats]:
        logs = log_softmax(logits, axis=1)
        risk = -(share @ logs[every, labels])
        away = risk - risk.mean()
        residual = np.exp(logs)
        residual[every, labels] -= 1
        by_risk = 2 * times / risk.size * away
        return times * float((away**2).mean()), residual * (share.T @ by_risk)[:, None]

    return term
