"""Linear heads as arrays: their mean, and a map of the features taken into them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.records import Floats


def mean(heads: Sequence[Logistic]) -> Logistic:
    """The head of the mean weights and bias.

    Examples
    --------
    >>> a, b = (Logistic(np.full((1, 2), v, np.float32), np.zeros(2)) for v in (1, 3))
    >>> mean([a, b]).weights.tolist()
    [[2.0, 2.0]]
    """
    weights, bias = (
        np.stack(own) for own in zip(*((h.weights, h.bias) for h in heads), strict=True)
    )
    return Logistic(weights.mean(axis=0, dtype=np.float64).astype(np.float32), bias.mean(axis=0))


def after(head: Logistic, matrix: Floats, shift: Floats) -> Logistic:
    """The head that gives for x what `head` gives for x · matrix + shift.

    Examples
    --------
    >>> head = Logistic(np.array([[1.0, 2.0]], np.float32), np.zeros(2))
    >>> after(head, np.array([[3.0]]), np.array([1.0])).bias.tolist()
    [1.0, 2.0]
    """
    weights = head.weights.astype(np.float64)
    return Logistic((matrix @ weights).astype(np.float32), head.bias + shift @ weights)
