"""Assign every document to a part: discovery, estimation, confirmation.

The part depends on the text of a document and the seed alone, so rows may come in any order.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cuewise.records import Corpus, Split
from cuewise.split.keys import RowKeys, row_keys
from cuewise.split.order import cluster_order
from cuewise.split.repeats import repeats


def assigned(corpus: Corpus, seed: int) -> Corpus:
    """The corpus with the part of every row; no cluster is in two parts.

    Examples
    --------
    >>> texts = ["fine", "fun", "dull", "flat", "good", "bad", "warm", "cold"]
    >>> labels = np.array([1, 1, 0, 0, 1, 0, 1, 0], np.int32)
    >>> ids = list(map(str, range(8)))
    >>> corpus = assigned(Corpus(ids, texts, labels, ("negative", "positive"), ""), seed=0)
    >>> np.bincount(split_of(corpus).part).tolist()
    [2, 2, 2, 2]
    """
    return replace(corpus, parts=cluster_order(row_keys(corpus), seed).split)


def split_of(corpus: Corpus) -> Split:
    """The parts of a corpus; a corpus that has none yet is split by seed 0."""
    return corpus.parts or cluster_order(row_keys(corpus), 0).split


def strata(corpus: Corpus) -> NDArray[np.uint32]:
    """The class in which each row is counted [n]; see `strata_of`."""
    return strata_of(row_keys(corpus), split_of(corpus))


def strata_of(rows: RowKeys, split: Split) -> NDArray[np.uint32]:
    """The class of each row [n]: label y in discovery, k + y in estimation, 2k for a repeat."""
    label = rows.labels + np.where(split.part < 2, 0, rows.k)
    return np.where(repeats(rows), 2 * rows.k, label).astype(np.uint32)
