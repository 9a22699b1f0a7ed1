"""The bias-only model: the label predicted from the cues alone, cross-fitted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Loss, cross_entropy, one_hot, solve
from cuewise.records import Floats
from cuewise.remedy.task import Task

# Shrinks cues of few documents, which say little.
_PENALTY = 1.0


def bias_only(t: Task, folds: int) -> Floats:
    """Probabilities [n, k] of the labels by a logistic model that sees only who holds which cue.

    A model of the other folds predicts each document.
    """

    def fit(part: Task) -> Logistic:
        term = cross_entropy(one_hot(part.labels, part.k))
        return solve(Loss(part.features, part.k, _PENALTY, (term,)))

    cues = replace(t, features=t.holds.astype(np.float64))
    return cues.cross_fit(t.folds(folds), fit)


def bias_of_label(t: Task, folds: int) -> Floats:
    """The probability [n] that the cues alone give the label of each document."""
    return bias_only(t, folds)[np.arange(t.labels.size), t.labels]
