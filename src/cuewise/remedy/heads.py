"""Combine linear heads: their mean, and a head with a map of the features folded in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.records import Floats


def mean_head(heads: Sequence[Logistic]) -> Logistic:
    """The head of the mean weights and the mean bias.

    Examples
    --------
    >>> a, b = (Logistic(np.full((1, 2), v, np.float32), np.zeros(2)) for v in (1, 3))
    >>> mean_head([a, b]).weights.tolist()
    [[2.0, 2.0]]
    """
    weights = np.stack([h.weights for h in heads]).mean(axis=0, dtype=np.float64)
    return Logistic(weights.astype(np.float32), np.stack([h.bias for h in heads]).mean(axis=0))


def fold_map(head: Logistic, matrix: Floats, shift: Floats) -> Logistic:
    """The head that gives for x what `head` gives for x · matrix + shift.

    Examples
    --------
    >>> head = Logistic(np.array([[1.0, 2.0]], np.float32), np.zeros(2))
    >>> fold_map(head, np.array([[3.0]]), np.array([1.0])).bias.tolist()
    [1.0, 2.0]
    """
    weights = head.weights.astype(np.float64)
    return Logistic((matrix @ weights).astype(np.float32), head.bias + shift @ weights)
