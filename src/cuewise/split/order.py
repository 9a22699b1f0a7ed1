"""The order of the clusters by which a corpus is split and sampled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cuewise.records import Bools, Ints, Split
from cuewise.split.keys import RowKeys, seeded

_LARGEST = np.iinfo(np.uint64).max


@dataclass(frozen=True, slots=True)
class ClusterOrder:
    """Clusters sorted by label, and shuffled by the seed within one label.

    cluster[n] is the number of every row's cluster; label[c] and rank[c] describe the clusters. A
    rank counts from 0 among the clusters of one label.
    """

    cluster: Ints
    label: Ints
    rank: Ints

    @property
    def split(self) -> Split:
        """Assign the clusters of each label to the four parts in turn."""
        # Odd labels start with the other side, so that both sides get the same number of documents.
        estimation = (self.rank + self.label) % 2
        second = (self.rank // 2) % 2
        return Split((2 * estimation + second).astype(np.int8)[self.cluster])

    def first(self, most: int) -> Bools:
        """Mark about `most` rows [n]: the first clusters, the same share of every label."""
        if self.cluster.size <= most:
            return np.ones(self.cluster.size, np.bool_)
        quota = np.ceil(np.bincount(self.label) * (most / self.cluster.size))
        within: Bools = self.rank < quota[self.label]
        return within[self.cluster]


def cluster_order(rows: RowKeys, seed: int) -> ClusterOrder:
    """Order the clusters by the least label and the least salted key of their rows."""
    _, cluster = np.unique(rows.cluster, return_inverse=True)
    size = int(cluster.max(initial=-1)) + 1
    least = np.full(size, _LARGEST, np.uint64)
    np.minimum.at(least, cluster, seeded(rows.keys, seed))
    label = np.full(size, rows.k, np.int64)
    np.minimum.at(label, cluster, rows.labels)
    order = np.lexsort((least, label))
    first = np.searchsorted(label[order], label[order])
    rank = np.empty(size, np.int64)
    rank[order] = np.arange(size) - first
    return ClusterOrder(cluster.astype(np.int64), label, rank)
