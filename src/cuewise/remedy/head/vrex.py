"""VREx: groups whose losses differ are made alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import log_softmax

from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Loss, Term, solve
from cuewise.plugins.registry import register
from cuewise.records import Bools, Floats
from cuewise.remedy.cells import balanced, members
from cuewise.remedy.parts import Needs, Refit, Task


@register("remedies")
@dataclass(frozen=True, slots=True)
class Vrex(Refit):
    """Fits the head with a penalty on the variance of the losses of label-by-cue groups.

    Krueger et al. 2021, "Out-of-distribution generalization via risk extrapolation": mean + β
    variance of the groups' mean losses. Groups of several cues overlap. Documents with a
    cue that has an empty group are left out, or, where they are many, it is refused.

    Parameters
    ----------
    beta:
        β.
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "vrex"
    needs: ClassVar[Needs] = "group in training"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 3
    beta: float = 10.0
    strength: float = 4.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        some = t.filled()
        cell, penalty = some.cells(), self.strength * t.penalty
        further = variance(members(cell, t.k), some.labels, self.beta * some.labels.size)
        weights = balanced(cell, t.k)
        return solve(Loss(some.features, some.targets(), penalty, weights=weights, further=further))


def variance(inside: Bools, labels: NDArray[np.integer], times: float) -> Term:
    """The variance of the mean losses of the groups that documents are inside of [n, groups].

    Examples
    --------
    >>> inside, logits = np.eye(2, dtype=bool), np.log([[0.9, 0.1], [0.9, 0.1]])
    >>> value, _ = variance(inside, np.array([0, 1]), 1.0)(logits)
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
