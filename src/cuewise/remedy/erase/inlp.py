"""INLP: the directions that predict a cue beyond the label are removed one after another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import stats
from scipy.linalg import lstsq, orth

from cuewise.models.linear.logistic import Logistic, fold_map
from cuewise.records import Floats
from cuewise.remedy.erase.leace import residual
from cuewise.remedy.plugin import Penalised, Refit, remedy
from cuewise.remedy.task import Task


@remedy("inlp", needs="group in training", cost=3)
class Inlp(Refit, Penalised):
    """Project the features off what predicts the cues, round by round, and refit the head.

    It helps on the features of an encoder, and needs no further package. Cues and features are
    taken minus their means by label, so that the label is not removed too. Each round removes one
    direction for every cue that the features still predict, found by ridge regression with the
    penalty of the model's own head. The rounds end when no cue is predicted, by a global test that
    has power even where features are as many as documents.

    Parameters
    ----------
    rounds:
        Rounds at most.
    alpha:
        Level of the test.

    References
    ----------
    Ravfogel et al. 2020, "Null it out: guarding protected attributes by iterative nullspace
    projection"; Goeman et al. 2004, "A global test for groups of genes".
    """

    rounds: int = 8
    alpha: float = 0.01

    def _head(self, t: Task) -> Logistic:
        features = t.dense_features()
        within = residual(features, t.labels), residual(t.holds.toarray(), t.labels)
        matrix = nullspace(*within, self.rounds, self.alpha, t.penalty)
        head = replace(t, features=features @ matrix).fit(strength=self.strength)
        return fold_map(head, matrix, np.zeros(matrix.shape[1]))


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
    # The rounds need only these products, and no further pass over the documents.
    square, cross = features.T @ features, features.T @ concept
    variance = (concept**2).mean(axis=0)
    removed = np.zeros((features.shape[1], 0))
    matrix: Floats = np.eye(features.shape[1])
    for _ in range(rounds):
        square_left, cross_left = matrix @ square @ matrix, matrix @ cross
        predicted = global_test(square_left, cross_left, variance) < alpha
        if not predicted.any():
            break
        weights = matrix @ lstsq(square_left + penalty * matrix, cross_left[:, predicted])[0]
        removed = orth(np.hstack([removed, weights / np.linalg.norm(weights, axis=0)]))
        matrix = np.eye(features.shape[1]) - removed @ removed.T
    return matrix


def global_test(square: Floats, cross: Floats, variance: Floats) -> Floats:
    """p-values [g] that features X do not predict the variables z, each of mean 0.

    It compares ‖X'z‖² with a chi-square of the same mean and variance (Goeman et al. 2004).

    Parameters
    ----------
    square, cross:
        X'X [d, d] and X'z [d, g].
    variance:
        The variances [g] of z.

    Examples
    --------
    >>> global_test(np.eye(3) * 100, np.array([[10.0, 60.0]] * 3), np.ones(2)).round(3).tolist()
    [0.392, 0.0]
    """
    total, squares = float(np.trace(square)), float((square**2).sum())
    if total <= 0:
        return np.ones_like(variance)
    scale = np.maximum(variance, 1e-12) * squares / total
    p = stats.chi2.sf((cross**2).sum(axis=0) / scale, total**2 / squares)
    # A cue that all documents of a label hold, or none, does not vary within labels.
    return np.where(variance > 1e-12, p, 1.0)
