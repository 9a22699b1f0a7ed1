"""Samples of a corpus, ordered by content alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cuewise.records import Corpus, Ints
from cuewise.split.clusters import clusters
from cuewise.split.keys import row_keys, seeded
from cuewise.split.order import ClusterOrder
from cuewise.split.rows import rows_of


def content_order(corpus: Corpus, seed: int) -> Ints:
    """The rows in an order that depends on their content and the seed alone."""
    rows = row_keys(corpus)
    every = np.arange(rows.keys.size, dtype=np.int64)
    columns = (rows.tie_break(every), rows.labels, seeded(rows.keys, seed))
    return np.lexsort(columns).astype(np.int64)


def sample(corpus: Corpus, order: ClusterOrder, seed: int, most: int) -> Corpus:
    """About `most` rows at random in content order, the same share of every label.

    It takes whole clusters, the first of every label, so a row keeps its part.
    """
    return in_content_order(rows_of(corpus, np.flatnonzero(order.first(most))), seed)


def in_content_order(corpus: Corpus, seed: int) -> Corpus:
    """The rows in content order, clusters numbered in that order."""
    ordered = rows_of(corpus, content_order(corpus, seed))
    _, first, code = np.unique(clusters(ordered), return_index=True, return_inverse=True)
    return replace(ordered, cluster=np.argsort(np.argsort(first))[code].astype(np.int64))
