"""How decisions hang on a cue that stands at no place in a text: a length, a style, a source.

It cannot be taken out, so documents of one label that hold it are compared with those that do not.
Unlike an edit this sees what goes with the cue too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.remedy.cells import cells, sizes
from cuewise.stats.stratified import mh_risk_difference
from cuewise.types import Floats

# A label tells of a cue where so many of its documents hold it and so many do not.
LEAST = 10


def gaps(
    held: csr_array, labels: NDArray[np.integer], decided: NDArray[np.integer], k: int
) -> list[tuple[float, float, float]]:
    """For every cue the decision that it moves most: estimate, low and high of what it adds.

    The Mantel-Haenszel difference in the share of documents that are given a label, between those
    with the cue and without, the gold label held fixed; with k labels each interval has level
    1 - .05 / k, since the largest is looked for. NaN where no label has documents of both.

    Examples
    --------
    >>> held = csr_array(np.array([[1], [0]] * 40))
    >>> labels, decided = np.repeat([0, 1], 40), np.tile([0, 1], 40)
    >>> round(gaps(held, labels, decided, 2)[0][0], 2)
    1.0
    """
    size = sizes(cells(held, labels), k)
    out = []
    for own, present in zip(size, held.toarray().T != 0, strict=True):
        n0, n1 = own[::2], own[1::2]
        found = [(float("nan"),) * 3]
        for given in range(k):
            hit = decided == given
            k1, k0 = (np.bincount(labels[hit & arm], minlength=k) for arm in (present, ~present))
            found.append(mh_risk_difference(k1, n1, k0, n0, level=1 - 0.05 / k))
        out.append(max(found, key=lambda f: -1.0 if np.isnan(f[0]) else least(f[1], f[2])))
    return out


def least(low: float, high: float) -> float:
    """The least absolute value in an interval.

    Examples
    --------
    >>> least(-0.1, 0.2), least(0.1, 0.2), least(-0.3, -0.2)
    (0.0, 0.1, 0.2)
    """
    return 0.0 if low <= 0 <= high else min(abs(low), abs(high))


def even_within(held: csr_array, labels: NDArray[np.integer], k: int) -> Floats:
    """Weights under which a cue is held by half of every label's documents, of sum 1.

    Accuracy under them owes nothing to the cue. A label of which nearly all documents or hardly any
    hold it has no weight: how the model would do on the others cannot be known. With several cues a
    weight is the mean over them. All are 0 where no label tells of any cue.

    Examples
    --------
    >>> held = csr_array(np.array([[1]] * 30 + [[0]] * 10 + [[0]] * 60))
    >>> w = even_within(held, np.repeat([0, 1], [40, 60]), 2)
    >>> [round(float(part.sum()), 2) for part in (w[:30], w[30:40], w[40:])]
    [0.5, 0.5, 0.0]
    """
    cell = cells(held, labels)
    size = sizes(cell, k).reshape(-1, k, 2)
    tells = (size >= LEAST).all(axis=2, keepdims=True)
    share = np.where(tells, size.sum(axis=2, keepdims=True) / 2, 0.0) / np.maximum(size, 1)
    weights = np.take_along_axis(share.reshape(len(size), 2 * k), cell.T, axis=1).mean(axis=0)
    total = weights.sum()
    return np.asarray(weights / total if total else weights)
