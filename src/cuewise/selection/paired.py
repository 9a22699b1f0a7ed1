"""Differences between two models, measured on the same documents."""

from __future__ import annotations

import numpy as np

from cuewise.records import Floats, Rate
from cuewise.records.thresholds import Z95


def paired_difference(old: Floats, new: Floats, weights: Floats) -> tuple[float, float] | None:
    """The 95% interval of how much more often the second model is right, document by document.

    It is one of paired shares, with half a document added to each of the four cells (Agresti and
    Min 2005), so that it has a width even where no document is in dispute.

    Parameters
    ----------
    old, new:
        1 where a model is right, 0 where it is not [n].
    weights:
        The weight of every document [n], which sum to 1. The effective number of documents is that
        of Kish (1965).

    Returns
    -------
    tuple[float, float] | None
        None where the two were not measured on the same documents.

    Examples
    --------
    >>> even = np.full(4, 0.25)
    >>> low, high = paired_difference(np.array([1.0, 1, 0, 0]), np.array([1.0, 1, 0, 0]), even)
    >>> round(low, 2), round(high, 2)
    (-0.33, 0.33)
    """
    if old.size != new.size or not old.size:
        return None
    n = float(1 / (weights**2).sum())
    won, lost = (
        (n * float(weights @ (a > b)) + 0.5) / (n + 2) for a, b in ((new, old), (old, new))
    )
    mean, error = won - lost, np.sqrt((won + lost - (won - lost) ** 2) / (n + 2))
    return max(float(mean - Z95 * error), -1.0), min(float(mean + Z95 * error), 1.0)


def lost(old: Floats, new: Floats, model: str, weights: Floats | None = None) -> Rate:
    """How much less often the second model is right than the first: a gain is negative.

    Parameters
    ----------
    old, new:
        1 where a model is right, 0 where it is not [n], on the same documents.
    model:
        The name of the second model.
    weights:
        As in `paired_difference`; None: all documents count alike.

    Examples
    --------
    >>> rate = lost(np.ones(100), np.repeat([0.0, 1.0], 50), "m")
    >>> rate.estimate, round(rate.low, 2), rate.n
    (0.5, 0.39, 100)
    """
    even = np.full(old.size, 1 / max(old.size, 1)) if weights is None else weights
    low, high = paired_difference(old, new, even) or (-1.0, 1.0)
    mean = float(even @ (new - old)) if old.size == new.size else 0.0
    # 0 − 0 is 0, and −0 would be shown with a sign.
    return Rate(
        estimate=0.0 - mean, low=0.0 - high, high=0.0 - low, n=int((even > 0).sum()), model=model
    )
