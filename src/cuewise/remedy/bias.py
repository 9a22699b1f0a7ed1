"""What the cues alone say of the label, cross-fitted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.models.linear.solver import Loss, one_hot, solve
from cuewise.records import Floats, Ints
from cuewise.remedy.parts import splits

# A cue of few documents says little: shrunk as by this many documents without it.
_PENALTY = 1.0


def cues_alone(
    held: csr_array,
    labels: NDArray[np.integer],
    k: int,
    *,
    folds: int,
    rng: np.random.Generator,
) -> Floats:
    """Probabilities [n, k] of the labels from who holds which cue [n, g], by a logistic model.

    Every document is predicted by a model of the other folds.

    Examples
    --------
    >>> held = csr_array(np.array([[1], [0]] * 50))
    >>> p = cues_alone(held, np.array([1, 0] * 50), 2, folds=5, rng=np.random.default_rng(0))
    >>> bool(p[0, 1] > 0.9), bool(p[1, 0] > 0.9), p.sum(axis=1).round(6).tolist()[:2]
    (True, True, [1.0, 1.0])
    """
    targets, features = one_hot(labels, k), held.astype(np.float64)
    found: Floats = np.empty_like(targets)
    for rows in splits(labels.size, folds, rng):
        others: Ints = np.setdiff1d(np.arange(labels.size), rows)
        head = solve(Loss(features[others], targets[others], _PENALTY))
        found[rows] = head.probs(features[rows])
    return found
