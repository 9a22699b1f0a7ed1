"""Splitting a corpus into a half to discover on and a half to estimate on.

Which half a document is in hangs on its text and the seed alone, not on its place: the rows may
come in any order, from one file or from a thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cuewise.count.digest import digests, salted
from cuewise.records import Corpus, Ints
from cuewise.split.rows import rows_of

_WORD = (1 << 64) - 1

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Rows:
    """What rows are dealt by: cluster[n] of each, labels[n], keys[n]; there are k labels.

    `further` gives a second hash of some rows: equal texts may have come from different places.
    """

    cluster: NDArray[np.int64]
    labels: NDArray[np.int64]
    keys: Hashes
    k: int
    further: Callable[[NDArray[np.int64]], Hashes]


@dataclass(frozen=True, slots=True)
class Deal:
    """Clusters in the order they are dealt out: by label, and within one as a shuffle would.

    cluster[n] is the place in `label` [c] and `rank` [c] of every row's cluster; a rank counts
    from 0 among the clusters of one label.
    """

    cluster: NDArray[np.int64]
    label: NDArray[np.int64]
    rank: NDArray[np.int64]

    def discovery(self) -> NDArray[np.bool_]:
        """Which rows are in the half to discover on: the odd ones of the labels go by turns."""
        even: NDArray[np.bool_] = (self.rank + self.label) % 2 == 0
        return even[self.cluster]

    def first(self, most: int) -> NDArray[np.bool_]:
        """Which rows are of about `most` in the first clusters, the same share of every label."""
        if self.cluster.size <= most:
            return np.ones(self.cluster.size, np.bool_)
        taken = np.ceil(np.bincount(self.label) * (most / self.cluster.size))
        within: NDArray[np.bool_] = self.rank < taken[self.label]
        return within[self.cluster]


def clusters(corpus: Corpus) -> NDArray[np.int64]:
    """The cluster of every row; each row its own where the corpus names none."""
    if corpus.cluster is None:
        return np.arange(len(corpus.ids), dtype=np.int64)
    return np.asarray(corpus.cluster, dtype=np.int64)


def shared(corpus: Corpus, rows: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """The cluster of each of `rows`, for an interval; None where no two share one."""
    own = clusters(corpus)[rows]
    return own if np.unique(own).size < own.size else None


def rows_in(corpus: Corpus) -> Rows:
    """What the rows of a corpus are dealt by."""
    keys = corpus.keys
    if keys is None:
        keys = digests(corpus.texts, *([] if corpus.texts_b is None else [corpus.texts_b]))
    columns = [corpus.meta[name] for name in sorted(corpus.meta)]
    return Rows(
        clusters(corpus),
        np.asarray(corpus.labels, np.int64),
        keys,
        len(corpus.label_names),
        lambda rows: meta_keys([[values[i] for i in rows.tolist()] for values in columns], rows),
    )


def meta_keys(columns: Sequence[Sequence[str | None]], rows: NDArray[np.int64]) -> Hashes:
    """A hash of the metadata of each of some rows."""
    if not columns:
        return np.zeros(rows.size, np.uint64)
    # A missing value is none of the values that may be there.
    return digests(*([f"={v}" if v is not None else "" for v in values] for values in columns))


def deal(rows: Rows, seed: int) -> Deal:
    """The order of the clusters: by the least label and the least salted key of their rows."""
    _, cluster = np.unique(rows.cluster, return_inverse=True)
    size = int(cluster.max(initial=-1)) + 1
    least = np.full(size, _WORD, np.uint64)
    np.minimum.at(least, cluster, salted(rows.keys, seed & _WORD))
    label = np.full(size, rows.k, np.int64)
    np.minimum.at(label, cluster, rows.labels)
    order = np.lexsort((least, label))
    first = np.searchsorted(label[order], label[order])
    rank = np.empty(size, np.int64)
    rank[order] = np.arange(size) - first
    return Deal(cluster.astype(np.int64), label, rank)


def halves(corpus: Corpus, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row numbers of the discovery and of the estimation half; no cluster is in both.

    The clusters of each label are dealt out by turns, so that both halves have the same class
    balance.
    """
    discovery = deal(rows_in(corpus), seed).discovery()
    return np.flatnonzero(discovery), np.flatnonzero(~discovery)


def quarters(corpus: Corpus, seed: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Row numbers of four parts; no cluster is in two of them.

    The first two are the discovery half, dealt out by turns once more, as is the other half.
    """
    dealt = deal(rows_in(corpus), seed)
    first = ((dealt.rank // 2) % 2 == 0)[dealt.cluster]
    discovery = dealt.discovery()
    return (
        np.flatnonzero(discovery & first),
        np.flatnonzero(discovery & ~first),
        np.flatnonzero(~discovery & first),
        np.flatnonzero(~discovery & ~first),
    )


def distinct(corpus: Corpus, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """`rows` with repeats (same cluster and label) counted once.

    A review posted five times is one observation, not five. Twins, which share a cluster and
    differ in label, both stay.
    """
    return rows[~repeats(rows_in(rows_of(corpus, rows)))]


def repeats(rows: Rows) -> NDArray[np.bool_]:
    """Which rows repeat another of the same cluster and label, of a lesser key.

    Where even the texts are the same, the lesser hash of the metadata is the one that counts.
    """
    order = np.lexsort((rows.keys, rows.labels, rows.cluster))
    cell = np.stack([rows.cluster[order], rows.labels[order]])
    again = np.append(False, (cell[:, 1:] == cell[:, :-1]).all(axis=0))
    same = again & np.append(False, rows.keys[order][1:] == rows.keys[order][:-1])
    if same.any():
        tied = np.flatnonzero(same | np.append(same[1:], False))
        own = order[tied]
        columns = (rows.further(own), rows.keys[own], rows.labels[own], rows.cluster[own])
        order[tied] = own[np.lexsort(columns)]
    found = np.empty(order.size, np.bool_)
    found[order] = again
    return found


def strata(corpus: Corpus, seed: int) -> NDArray[np.uint32]:
    """The class every row is counted in [n]; see `strata_of`."""
    rows = rows_in(corpus)
    return strata_of(rows, deal(rows, seed))


def strata_of(rows: Rows, dealt: Deal) -> NDArray[np.uint32]:
    """A row's label y on the discovery half, k + y on the other; 2k where it is a repeat."""
    found = rows.labels + np.where(dealt.discovery(), 0, rows.k)
    return np.where(repeats(rows), 2 * rows.k, found).astype(np.uint32)


def ordered(corpus: Corpus, seed: int) -> NDArray[np.int64]:
    """All rows in an order that hangs on their content and the seed, and not on their places."""
    rows = rows_in(corpus)
    every = np.arange(rows.keys.size, dtype=np.int64)
    salt = salted(rows.keys, seed & _WORD)
    return np.lexsort((rows.further(every), rows.labels, salt)).astype(np.int64)


def sample(corpus: Corpus, seed: int, most: int) -> Corpus:
    """About `most` rows at random, with equal shares of every label; all, if there are no more.

    Whole clusters: the first of every label in the order they are dealt in. So the halves of the
    sample are those of the corpus. The rows come in the order of their content, whatever order
    the corpus is in, and clusters are numbered in that order.
    """
    taken = np.flatnonzero(deal(rows_in(corpus), seed).first(most))
    return in_order(rows_of(corpus, taken), seed)


def in_order(corpus: Corpus, seed: int) -> Corpus:
    """The rows in the order of their content, clusters numbered in that order."""
    found = rows_of(corpus, ordered(corpus, seed))
    _, first, code = np.unique(clusters(found), return_index=True, return_inverse=True)
    return replace(found, cluster=np.argsort(np.argsort(first))[code].astype(np.int64))
