"""Learned mixin: the head learns what the cues do not tell, and how far they tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_softmax

from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.registry import register
from cuewise.records import Floats
from cuewise.remedy.bias import cues_alone
from cuewise.remedy.parts import Needs, Refit, Task

_MOST = 300


@register("remedies")
@dataclass(frozen=True, slots=True)
class LearnedMixin(Refit):
    """Trains log p + g(x) log p_b, where p_b knows the cues alone, and uses p.

    Clark et al. 2019, "Don't take the easy way out", with the entropy penalty (learned-mixin +H):
    g(x) is how far the cues are believed, and H of softmax(g log p_b) is made small, or all would
    be left to p. Here g = sigmoid(x·u + v) and not their softplus: of belief beyond 1, p must make
    up for the rest, which turned reliance round on planted cues. p_b is cross-fitted.

    Parameters
    ----------
    entropy:
        What a unit of entropy costs beside a unit of cross-entropy.
    folds:
        Parts of the documents, each predicted from the others.
    strength:
        Times the penalty of the model's own head, on u as well.
    """

    code: ClassVar[str] = "learned-mixin"
    needs: ClassVar[Needs] = "none"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 3
    entropy: float = 0.03
    folds: int = 5
    strength: float = 1.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        told = np.log(cues_alone(t.held, t.labels, t.k, folds=self.folds, rng=rng))
        loss = Mixin(t.features, t.targets(), told, self.strength * t.penalty, self.entropy)
        found = minimize(
            loss,
            np.zeros((t.features.shape[1] + 1) * (t.k + 1)),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": _MOST, "maxcor": 20, "gtol": 1e-5 * t.labels.size**0.5},
        ).x.reshape(-1, t.k + 1)[:, : t.k]
        return Logistic(found[:-1].astype(np.float32), found[-1])


@dataclass(frozen=True, slots=True)
class Mixin:
    """What is minimised over [d + 1, k + 1]: weights and bias of the labels, and of g last.

    targets[n, k] are the labels, told[n, k] what log p_b says of them.
    """

    features: Any
    targets: Floats
    told: Floats
    penalty: float
    entropy: float

    def __call__(self, flat: Floats) -> tuple[float, Floats]:
        """The loss and its gradient."""
        at = flat.reshape(self.features.shape[1] + 1, -1)
        scores = np.asarray(self.features @ at[:-1], np.float64) + at[-1]
        g = expit(scores[:, -1:])
        believed = g * self.told
        logs = log_softmax(scores[:, :-1] + believed, axis=1)
        share = np.exp(logs) - self.targets
        of_cues = log_softmax(believed, axis=1)
        p = np.exp(of_cues)
        h = -(p * of_cues).sum(axis=1, keepdims=True)
        value = -float((self.targets * logs).sum()) + self.entropy * float(h.sum())
        by_belief = share - self.entropy * p * (of_cues + h)
        by_g = (by_belief * self.told).sum(axis=1, keepdims=True) * g * (1 - g)
        slope = np.hstack([share, by_g])
        value += self.penalty / 2 * float((at[:-1] ** 2).sum())
        gradient = np.asarray(self.features.T @ slope) + self.penalty * at[:-1]
        return value, np.vstack([gradient, slope.sum(axis=0)]).ravel()
