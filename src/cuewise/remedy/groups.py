"""Groups of documents, a label by a cue, and weights that make the label independent of the cue.

Every cue puts a document in one group: the documents of its label that hold the cue, or those that
do not. With several cues its weight is the mean of the weights of each. Cues may then overlap, and
no combination of all cues needs documents.

A group has the number 2 × label + 1 with the cue and 2 × label without it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.records import Bools, Floats, Ints


def groups_of(holds: csr_array, labels: NDArray[np.integer]) -> Ints:
    """The group of every document for every cue [n, g].

    Examples
    --------
    >>> groups_of(csr_array(np.array([[1], [0], [1]])), np.array([0, 0, 1])).ravel().tolist()
    [1, 0, 3]
    """
    group: Ints = 2 * np.asarray(labels, np.int64)[:, None] + (holds.toarray() != 0)
    return group


def group_sizes(group: NDArray[np.integer], k: int) -> Ints:
    """The number of documents in each of the 2k groups, label by cue, of every cue [g, 2k]."""
    return np.stack([np.bincount(column, minlength=2 * k) for column in group.T])


def memberships(group: Ints, k: int) -> Bools:
    """Which document is in which group [n, groups], for all groups of all cues that have any.

    Examples
    --------
    >>> memberships(np.array([[1], [3], [3]]), 2).astype(int).tolist()
    [[1, 0], [0, 1], [0, 1]]
    """
    inside: Bools = np.concatenate([c[:, None] == np.arange(2 * k) for c in group.T], axis=1)
    return inside[:, inside.any(axis=0)]


def equal_groups(group: NDArray[np.integer], k: int) -> Floats:
    """RWG: weights n / (G · n_g) for the G groups of a cue that have documents, of mean 1.

    Idrissi et al. 2022, "Simple data balancing achieves competitive worst-group-accuracy".

    Examples
    --------
    >>> equal_groups(np.array([[1], [0], [0], [3], [2]]), 2).round(3).tolist()
    [1.25, 0.625, 0.625, 1.25, 1.25]
    """
    sizes = group_sizes(group, k)
    filled = (sizes > 0).sum(axis=1)
    own_size = np.take_along_axis(sizes, group.T, axis=1)
    weights: Floats = (group.shape[0] / (filled[:, None] * own_size)).mean(axis=0)
    return weights


def independence(group: Ints, k: int) -> Floats:
    """Weights p(x) p(y) / p(x, y), of mean 1, under which cue x and label y are independent.

    Unlike equal groups they keep the shares of labels and cues. An empty group stays empty, so the
    cue is then not quite independent. Kamiran & Calders 2012, "Data preprocessing techniques for
    classification without discrimination".

    Examples
    --------
    >>> independence(np.array([[1], [0], [0], [3], [2]]), 2).round(3).tolist()
    [1.2, 0.9, 0.9, 0.8, 1.2]
    """
    sizes = group_sizes(group, k).astype(np.float64)
    n = group.shape[0]
    joint = sizes.reshape(-1, k, 2)
    expected = joint.sum(axis=2, keepdims=True) * joint.sum(axis=1, keepdims=True) / n
    ratio = np.divide(expected, joint, out=np.zeros_like(joint), where=joint > 0)
    mean = np.take_along_axis(ratio.reshape(sizes.shape), group.T, axis=1).mean(axis=0)
    weights: Floats = mean / mean.mean()
    return weights


def equal_labels(labels: NDArray[np.integer], k: int) -> Floats:
    """RWY: weights n / (K · n_y) for the K labels that occur, of mean 1.

    Examples
    --------
    >>> equal_labels(np.array([0, 0, 0, 1]), 2).round(3).tolist()
    [0.667, 0.667, 0.667, 2.0]
    """
    return equal_groups(labels[:, None], k)


def same_label_shares(some: NDArray[np.integer], labels: NDArray[np.integer], k: int) -> Floats:
    """Weights of mean 1 that give the labels of some documents the shares they have among all.

    Examples
    --------
    >>> same_label_shares(np.array([0, 1, 1, 1]), np.array([0, 0, 1, 1]), 2).round(3).tolist()
    [2.0, 0.667, 0.667, 0.667]
    """
    sizes, wanted = (np.bincount(y, minlength=k) for y in (some, labels))
    ratio = (wanted / np.maximum(sizes, 1))[some]
    weights: Floats = ratio / ratio.mean()
    return weights


def even_draw(group: NDArray[np.integer], rng: np.random.Generator) -> Ints:
    """SUBG: sorted rows, drawn so that every group has as many as the smallest one.

    `group` [n] are the groups of one cue, or labels.

    Examples
    --------
    >>> rows = even_draw(np.array([0, 0, 0, 1, 1, 2, 2]), np.random.default_rng(0))
    >>> np.bincount(np.array([0, 0, 0, 1, 1, 2, 2])[rows]).tolist()
    [2, 2, 2]
    """
    shuffled = rng.permutation(group.size)
    order = np.lexsort((shuffled, group))
    _, first, size = np.unique(group[order], return_index=True, return_counts=True)
    rank = np.arange(group.size) - np.repeat(first, size)
    return np.sort(order[rank < size.min()]).astype(np.int64)
