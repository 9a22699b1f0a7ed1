"""Splitting a corpus into a half to discover on and a half to estimate on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cuewise.types import Corpus


def clusters(corpus: Corpus) -> NDArray[np.int64]:
    """The cluster of every row; each row its own where the corpus names none."""
    if corpus.cluster is None:
        return np.arange(len(corpus.ids), dtype=np.int64)
    return np.asarray(corpus.cluster, dtype=np.int64)


def shared(corpus: Corpus, rows: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """The cluster of each of `rows`, for an interval; None where no two share one."""
    own = clusters(corpus)[rows]
    return own if np.unique(own).size < own.size else None


def halves(corpus: Corpus, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row numbers of the discovery and of the estimation half; no cluster is in both.

    Clusters are dealt out alternately after a shuffle, label by label (that of the cluster's first
    row), so that both halves have the same class balance.
    """
    _, first, cluster = np.unique(clusters(corpus), return_index=True, return_inverse=True)
    order = np.random.default_rng([seed, 1]).permutation(first.size)
    order = order[np.argsort(np.asarray(corpus.labels)[first[order]], kind="stable")]
    side = np.empty(first.size, dtype=bool)
    side[order] = np.arange(first.size) % 2 == 0
    discovery = side[cluster]
    return np.flatnonzero(discovery), np.flatnonzero(~discovery)


def distinct(corpus: Corpus, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """`rows` with exact repeats (same cluster and label) counted once.

    A review posted five times is one observation, not five. Twins, which share a cluster and
    differ in label, both stay.
    """
    key = clusters(corpus)[rows] * len(corpus.label_names) + np.asarray(corpus.labels)[rows]
    _, first = np.unique(key, return_index=True)
    return np.asarray(rows[np.sort(first)], dtype=np.int64)
