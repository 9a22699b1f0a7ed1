"""Groups of documents, a label by a cue, and weights that make the label say nothing of the cue.

A document is in a cell of every cue: those of its label that hold the cue, or those that do not.
With several cues its weight is the mean of what each would give it, so cues may overlap and no cell
of all of them together has to be filled.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.records import Bools, Floats, Ints


def cells(held: csr_array, labels: NDArray[np.integer]) -> Ints:
    """The cell of every document for every cue [n, g]: 2 × label + whether it holds the cue.

    Examples
    --------
    >>> cells(csr_array(np.array([[1], [0], [1]])), np.array([0, 0, 1])).ravel().tolist()
    [1, 0, 3]
    """
    found: Ints = 2 * np.asarray(labels, np.int64)[:, None] + (held.toarray() != 0)
    return found


def sizes(cell: Ints, k: int) -> Ints:
    """The documents in each of the 2k cells of every cue [g, 2k]."""
    return np.stack([np.bincount(own, minlength=2 * k) for own in cell.T])


def members(cell: Ints, k: int) -> Bools:
    """Which documents are in which cell that has any, of all cues [n, groups].

    Examples
    --------
    >>> members(np.array([[1], [3], [3]]), 2).astype(int).tolist()
    [[1, 0], [0, 1], [0, 1]]
    """
    found: Bools = np.concatenate([own[:, None] == np.arange(2 * k) for own in cell.T], axis=1)
    return found[:, found.any(axis=0)]


def balanced(cell: Ints, k: int) -> Floats:
    """RWG: weights n / (G · n_g) for the G cells of a cue that are not empty, of mean 1.

    Idrissi et al. 2022, "Simple data balancing achieves competitive worst-group-accuracy".

    Examples
    --------
    >>> balanced(np.array([[1], [0], [0], [3], [2]]), 2).round(3).tolist()
    [1.25, 0.625, 0.625, 1.25, 1.25]
    """
    size = sizes(cell, k)
    filled = (size > 0).sum(axis=1)
    own = np.take_along_axis(size, cell.T, axis=1)
    weights: Floats = (cell.shape[0] / (filled[:, None] * own)).mean(axis=0)
    return weights


def independent(cell: Ints, k: int) -> Floats:
    """Weights p(x) p(y) / p(x, y), under which a cue and the label are independent, of mean 1.

    Unlike equal cells they leave the label as frequent as it was, and the cue too. Kamiran &
    Calders 2012, "Data preprocessing techniques for classification without discrimination". Where
    a cell is empty the others cannot make up for it: what is left is not independent.

    Examples
    --------
    >>> independent(np.array([[1], [0], [0], [3], [2]]), 2).round(3).tolist()
    [1.2, 0.9, 0.9, 0.8, 1.2]
    """
    size = sizes(cell, k).astype(np.float64)
    n = cell.shape[0]
    joint = size.reshape(-1, k, 2)
    expected = joint.sum(axis=2, keepdims=True) * joint.sum(axis=1, keepdims=True) / n
    ratio = np.divide(expected, joint, out=np.zeros_like(joint), where=joint > 0)
    found = np.take_along_axis(ratio.reshape(size.shape), cell.T, axis=1).mean(axis=0)
    weights: Floats = found / found.mean()
    return weights


def by_label(labels: NDArray[np.integer], k: int) -> Floats:
    """RWY: weights n / (K · n_y) for the K labels there are, of mean 1.

    Examples
    --------
    >>> by_label(np.array([0, 0, 0, 1]), 2).round(3).tolist()
    [0.667, 0.667, 0.667, 2.0]
    """
    size = np.bincount(labels, minlength=k)
    weights: Floats = labels.size / ((size > 0).sum() * size[labels])
    return weights


def as_frequent(some: NDArray[np.integer], labels: NDArray[np.integer], k: int) -> Floats:
    """Weights of mean 1 by which the labels of some documents are as frequent as among all.

    Examples
    --------
    >>> as_frequent(np.array([0, 1, 1, 1]), np.array([0, 0, 1, 1]), 2).round(3).tolist()
    [2.0, 0.667, 0.667, 0.667]
    """
    size, there = (np.bincount(own, minlength=k) for own in (some, labels))
    ratio = (there / np.maximum(size, 1))[some]
    weights: Floats = ratio / ratio.mean()
    return weights


def even(cell: NDArray[np.integer], rng: np.random.Generator) -> Ints:
    """SUBG: rows of which every cell has as many as the smallest one, in their order.

    `cell` [n] are the cells of one cue, or of labels and cues together.

    Examples
    --------
    >>> rows = even(np.array([0, 0, 0, 1, 1, 2, 2]), np.random.default_rng(0))
    >>> np.bincount(np.array([0, 0, 0, 1, 1, 2, 2])[rows]).tolist()
    [2, 2, 2]
    """
    place = rng.permutation(cell.size)
    order = np.lexsort((place, cell))
    _, first, size = np.unique(cell[order], return_index=True, return_counts=True)
    rank = np.arange(cell.size) - np.repeat(first, size)
    return np.sort(order[rank < size.min()]).astype(np.int64)
