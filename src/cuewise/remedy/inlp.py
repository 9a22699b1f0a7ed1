"""INLP: the directions that tell a cue beyond the label, taken out one after another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import stats
from scipy.linalg import lstsq, orth

from cuewise.models.logistic import Logistic
from cuewise.registry import register
from cuewise.remedy.heads import after
from cuewise.remedy.leace import residual
from cuewise.remedy.parts import Needs, Refit, Task
from cuewise.remedy.solve import Loss, solve
from cuewise.types import Floats


@register("remedies")
@dataclass(frozen=True, slots=True)
class Inlp(Refit):
    """Projects the features off what predicts the cues, round by round, and fits the head again.

    Ravfogel et al. 2020, "Null it out: guarding protected attributes by iterative nullspace
    projection", with least squares as the linear model, and on cues and features less their means
    by label, for the label must not be taken along. A round takes a direction for each cue that is
    still predicted (F test); where none is, it ends.

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
        matrix = nullspace(residual(features, t.labels), concept, self.rounds, self.alpha)
        head = solve(Loss(features @ matrix, t.targets(), self.strength * t.penalty))
        return after(head, matrix, np.zeros(matrix.shape[1]))


def nullspace(features: Floats, concept: Floats, rounds: int, alpha: float) -> Floats:
    """The projection [d, d] off the directions that predict the concept [n, g], both of mean 0.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(99, 2))
    >>> nullspace(x - x.mean(axis=0), x[:, :1] - x[:, :1].mean(), 3, 0.01).round(6).diagonal()
    array([0., 1.])
    """
    # All that rounds need are products: no further pass over the documents.
    square, cross = features.T @ features, features.T @ concept
    total, n = (concept**2).sum(axis=0), len(features)
    away = np.zeros((features.shape[1], 0))
    matrix: Floats = np.eye(features.shape[1])
    for _ in range(rounds):
        found, _, rank, _ = lstsq(matrix @ square @ matrix, matrix @ cross)
        told = predicted((found * cross).sum(axis=0), total, int(rank), n) < alpha
        if not told.any():
            break
        directions = matrix @ found[:, told]
        away = orth(np.hstack([away, directions / np.linalg.norm(directions, axis=0)]))
        matrix = np.eye(features.shape[1]) - away @ away.T
    return matrix


def predicted(explained: Floats, total: Floats, rank: int, n: int) -> Floats:
    """p of the F test that `rank` features of n documents explain no part of the sums of squares.

    Examples
    --------
    >>> predicted(np.array([5.0, 60.0]), np.array([100.0, 100.0]), 5, 100).round(3).tolist()
    [0.428, 0.0]
    """
    free = n - rank - 1
    if not rank or free < 1:
        return np.ones_like(total)
    left = np.maximum(total - explained, 1e-12 * np.maximum(total, 1))
    p: Floats = stats.f.sf(explained / rank / (left / free), rank, free)
    # A cue that every document of a label has, or none has, is told by the label already.
    return np.where(total > 0, p, 1.0)
