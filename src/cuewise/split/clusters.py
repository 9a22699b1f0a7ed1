"""Clusters of rows that are not independent of each other."""

from __future__ import annotations

import numpy as np

from cuewise.records import Corpus, Ints


def clusters(corpus: Corpus) -> Ints:
    """The cluster of every row; without a cluster column each row is its own."""
    if corpus.cluster is None:
        return np.arange(len(corpus.ids), dtype=np.int64)
    return np.asarray(corpus.cluster, dtype=np.int64)


def shared_clusters(corpus: Corpus, rows: Ints) -> Ints | None:
    """The cluster of each of `rows`; None where no two of them share one."""
    codes = clusters(corpus)[rows]
    return codes if np.unique(codes).size < codes.size else None
