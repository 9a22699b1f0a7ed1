"""INLP: the directions that tell a cue beyond the label, taken out one after another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import stats
from scipy.linalg import lstsq, orth

from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Loss, solve
from cuewise.plugins.registry import register
from cuewise.records import Floats
from cuewise.remedy.erase.leace import residual
from cuewise.remedy.heads import after
from cuewise.remedy.parts import Needs, Refit, Task


@register("remedies")
@dataclass(frozen=True, slots=True)
class Inlp(Refit):
    """Projects the features off what predicts the cues, round by round, and fits the head again.

    Ravfogel et al. 2020, "Null it out: guarding protected attributes by iterative nullspace
    projection", with ridge regression as the linear model (its penalty is that of the model's own
    head), on cues and features less their means by label, for the label must not be taken along. A
    round takes a direction for each cue that is still told; where none is, it ends. That is asked
    by the global test of Goeman et al. 2004, which has power where features are as many as
    documents.

    Parameters
    ----------
    rounds:
        The most that are made.
    alpha:
        Level of the test.
    strength:
        Times the penalty of the model's own head.
    """

    code: ClassVar[str] = "inlp"
    needs: ClassVar[Needs] = "group in training"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 3
    rounds: int = 8
    alpha: float = 0.01
    strength: float = 1.0

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        features = t.dense()
        concept = residual(t.held.toarray(), t.labels)
        matrix = nullspace(
            residual(features, t.labels), concept, self.rounds, self.alpha, t.penalty
        )
        head = solve(Loss(features @ matrix, t.targets(), self.strength * t.penalty))
        return after(head, matrix, np.zeros(matrix.shape[1]))


def nullspace(
    features: Floats, concept: Floats, rounds: int, alpha: float, penalty: float
) -> Floats:
    """The projection [d, d] off the directions that predict the concept [n, g], both of mean 0.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(99, 2))
    >>> x -= x.mean(axis=0)
    >>> nullspace(x, x[:, :1], 3, 0.01, 0.0).round(6).diagonal()
    array([0., 1.])
    """
    # All that rounds need are products: no further pass over the documents.
    square, cross = features.T @ features, features.T @ concept
    spread = (concept**2).mean(axis=0)
    away = np.zeros((features.shape[1], 0))
    matrix: Floats = np.eye(features.shape[1])
    for _ in range(rounds):
        left, own = matrix @ square @ matrix, matrix @ cross
        told = association(left, own, spread) < alpha
        if not told.any():
            break
        found = matrix @ lstsq(left + penalty * matrix, own[:, told])[0]
        away = orth(np.hstack([away, found / np.linalg.norm(found, axis=0)]))
        matrix = np.eye(features.shape[1]) - away @ away.T
    return matrix


def association(square: Floats, cross: Floats, spread: Floats) -> Floats:
    """p of the global test that features X tell nothing of any of g variables z of mean 0.

    square[d, d] is X'X, cross[d, g] X'z, spread[g] the variances. ‖X'z‖² is compared with a
    chi-square of its mean and variance.

    Examples
    --------
    >>> association(np.eye(3) * 100, np.array([[10.0, 60.0]] * 3), np.ones(2)).round(3).tolist()
    [0.392, 0.0]
    """
    total, squares = float(np.trace(square)), float((square**2).sum())
    if total <= 0:
        return np.ones_like(spread)
    # A cue that every document of a label has, or none has, is told by the label already.
    known = np.maximum(spread, 1e-12) * squares / total
    p = stats.chi2.sf((cross**2).sum(axis=0) / known, total**2 / squares)
    found: Floats = np.where(spread > 1e-12, p, 1.0)
    return found
