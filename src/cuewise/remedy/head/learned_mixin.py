"""Learned mixin: the head learns what the cues do not explain, and how far to believe them."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, log_softmax

from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Loss, Term, cross_entropy, one_hot, solve
from cuewise.records import Floats
from cuewise.remedy.bias import bias_only
from cuewise.remedy.plugin import Refit, remedy
from cuewise.remedy.task import Task


@remedy("learned-mixin", cost=3)
class LearnedMixin(Refit):
    """Train p · p_b^g(x), where p_b sees the cues alone, and predict with p.

    It helps where the cues explain some documents and not others. g(x) is how far the cues are
    believed; a penalty on the entropy of p_b^g keeps it from being 0. Here g = sigmoid(x·u + v)
    and not the softplus of the paper: where g exceeds 1, p must make up for the excess, which
    reversed reliance on planted cues. p_b is cross-fitted.

    Parameters
    ----------
    entropy:
        Cost of a unit of entropy beside a unit of cross-entropy.
    folds:
        Folds of the documents; a model of the others predicts each.
    strength:
        Multiplies the penalty of the model's own head; also the penalty on u.

    References
    ----------
    Clark et al. 2019, "Don't take the easy way out: ensemble based methods for avoiding known
    dataset biases" (learned-mixin +H).
    """

    entropy: float = 0.03
    folds: int = 5
    strength: float = 1.0

    def _head(self, t: Task) -> Logistic:
        bias = np.log(bias_only(t, self.folds))
        term = mixin(one_hot(t.labels, t.k), bias, self.entropy)
        # The last column is g.
        both = solve(Loss(t.features, t.k + 1, self.strength * t.penalty, (term,)))
        return Logistic(both.weights[:, : t.k], both.bias[: t.k])


def mixin(targets: Floats, bias: Floats, entropy: float) -> Term:
    """CE(y, softmax(z + g · log p_b)) + entropy · H(softmax(g · log p_b)) over documents.

    The logits are z [n, k] and last the logit of g [n, 1]; `bias` [n, k] is log p_b.
    """

    def term(logits: Floats) -> tuple[float, Floats]:
        g = expit(logits[:, -1:])
        believed = g * bias
        value, slope = cross_entropy(targets, offset=believed)(logits[:, :-1])
        logs = log_softmax(believed, axis=1)
        p = np.exp(logs)
        h = -(p * logs).sum(axis=1, keepdims=True)
        by_belief = slope - entropy * p * (logs + h)
        by_g = (by_belief * bias).sum(axis=1, keepdims=True) * g * (1 - g)
        return value + entropy * float(h.sum()), np.hstack([slope, by_g])

    return term
