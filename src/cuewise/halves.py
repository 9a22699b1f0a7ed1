"""Splitting a corpus into a half to discover on and a half to estimate on.

Which half a document is in hangs on its text and the seed alone, not on its place: the rows may
come in any order, from one file or from a thousand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.count.digest import digests, salted
from cuewise.subset import rows_of
from cuewise.types import Corpus

_WORD = (1 << 64) - 1


def clusters(corpus: Corpus) -> NDArray[np.int64]:
    """The cluster of every row; each row its own where the corpus names none."""
    if corpus.cluster is None:
        return np.arange(len(corpus.ids), dtype=np.int64)
    return np.asarray(corpus.cluster, dtype=np.int64)


def shared(corpus: Corpus, rows: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """The cluster of each of `rows`, for an interval; None where no two share one."""
    own = clusters(corpus)[rows]
    return own if np.unique(own).size < own.size else None


def keys(corpus: Corpus) -> NDArray[np.uint64]:
    """A hash of the text, or of both texts, of every row."""
    if corpus.keys is not None:
        return corpus.keys
    return digests(corpus.texts, *([] if corpus.texts_b is None else [corpus.texts_b]))


def meta_keys(corpus: Corpus, rows: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A hash of the metadata of each of `rows`: equal texts may have come from different places."""
    if not corpus.meta:
        return np.zeros(rows.size, np.uint64)
    at, columns = rows.tolist(), [corpus.meta[name] for name in sorted(corpus.meta)]
    # A missing value is none of the values that may be there.
    shown = ([f"={v}" if (v := values[i]) is not None else "" for i in at] for values in columns)
    return digests(*shown)


@dataclass(frozen=True, slots=True)
class Deal:
    """Clusters in the order they are dealt out: by label, and within one as a shuffle would.

    cluster[n] is the place in `label` [c] and `rank` [c] of every row's cluster; a rank counts
    from 0 among the clusters of one label.
    """

    cluster: NDArray[np.int64]
    label: NDArray[np.int64]
    rank: NDArray[np.int64]


def deal(corpus: Corpus, seed: int) -> Deal:
    """The order of the clusters: by the least label and the least salted key of their rows."""
    _, cluster = np.unique(clusters(corpus), return_inverse=True)
    size = int(cluster.max(initial=-1)) + 1
    least = np.full(size, _WORD, np.uint64)
    np.minimum.at(least, cluster, salted(keys(corpus), seed & _WORD))
    label = np.full(size, len(corpus.label_names), np.int64)
    np.minimum.at(label, cluster, np.asarray(corpus.labels, np.int64))
    order = np.lexsort((least, label))
    first = np.searchsorted(label[order], label[order])
    rank = np.empty(size, np.int64)
    rank[order] = np.arange(size) - first
    return Deal(cluster.astype(np.int64), label, rank)


def halves(corpus: Corpus, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row numbers of the discovery and of the estimation half; no cluster is in both.

    The clusters of each label are dealt out by turns, so that both halves have the same class
    balance; the odd ones of the labels go by turns as well.
    """
    dealt = deal(corpus, seed)
    discovery = ((dealt.rank + dealt.label) % 2 == 0)[dealt.cluster]
    return np.flatnonzero(discovery), np.flatnonzero(~discovery)


def distinct(corpus: Corpus, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """`rows` with repeats (same cluster and label) counted once, by the one of the least key.

    A review posted five times is one observation, not five. Twins, which share a cluster and
    differ in label, both stay.
    """
    cell = clusters(corpus)[rows] * len(corpus.label_names) + np.asarray(corpus.labels)[rows]
    order = np.lexsort((meta_keys(corpus, rows), keys(corpus)[rows], cell))
    _, first = np.unique(cell[order], return_index=True)
    return np.asarray(rows[np.sort(order[first])], dtype=np.int64)


def ordered(corpus: Corpus, seed: int) -> NDArray[np.int64]:
    """All rows in an order that hangs on their content and the seed, and not on their places."""
    rows = np.arange(len(corpus.ids), dtype=np.int64)
    salt = salted(keys(corpus), seed & _WORD)
    return np.lexsort((meta_keys(corpus, rows), np.asarray(corpus.labels), salt)).astype(np.int64)


def strata(corpus: Corpus, seed: int) -> NDArray[np.uint32]:
    """The class every row is counted in [n]: its label k on the discovery half, K + k on the other.

    A repeat, which is no further observation, is in class 2K.
    """
    found = np.full(len(corpus.ids), 2 * len(corpus.label_names), np.uint32)
    for half, rows in enumerate(halves(corpus, seed)):
        once = distinct(corpus, rows)
        found[once] = half * len(corpus.label_names) + np.asarray(corpus.labels)[once]
    return found


def sample(corpus: Corpus, seed: int, most: int) -> NDArray[np.int64]:
    """About `most` rows at random, with equal shares of every label; all, if there are no more.

    Whole clusters: the first of every label in the order they are dealt in. So the halves of the
    sample are those of the corpus. The rows come in the order of their content, whatever order
    the corpus is in.
    """
    rows = np.arange(len(corpus.ids), dtype=np.int64)
    if rows.size > most:
        dealt = deal(corpus, seed)
        taken = np.ceil(np.bincount(dealt.label) * (most / rows.size))
        rows = np.flatnonzero((dealt.rank < taken[dealt.label])[dealt.cluster])
    return rows[ordered(rows_of(corpus, rows), seed)]
