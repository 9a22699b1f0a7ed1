"""Sums of tries: associative, commutative, and exact."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cuewise.count.kernel.zip import zip_sorted
from cuewise.count.trie import Level, Trie

Rows = NDArray[np.uint32]


def merge(a: Trie, b: Trie) -> Trie:
    """The trie of both corpora together; both must have the same orders.

    Level by level: rows of the level above and words get their new numbers, which keeps either side
    sorted, and the two sorted lists become one.
    """
    words, *word = _union(a.words, b.words)
    classes = max(t.levels[0].counts.shape[1] for t in (a, b))
    parent = [np.zeros(1, np.uint32)] * 2
    levels = []
    for pair in zip(a.levels, b.levels, strict=True):
        keys = [
            _keys(p[one.parents], w[one.words])
            for one, p, w in zip(pair, parent, word, strict=True)
        ]
        both = np.empty(keys[0].size + keys[1].size, np.uint64)
        parent = [np.empty(k.size, np.uint32) for k in keys]
        size = zip_sorted(*keys, *parent, both)
        counts = np.zeros((size, classes), np.uint32)
        for one, rows in zip(pair, parent, strict=True):
            # Each row of a side has a place of its own, so nothing is added twice.
            counts[rows, : one.counts.shape[1]] += one.counts
        both = both[:size]
        levels.append(
            Level((both >> np.uint64(32)).astype(np.uint32), both.astype(np.uint32), counts)
        )
    return Trie(words, tuple(levels), a.orders, a.joiner)


def _union(a: pa.Array, b: pa.Array) -> tuple[pa.Array, Rows, Rows]:
    """Both lists of words as one, sorted, and the places there of the words of each."""
    words = pc.unique(pa.concat_arrays([a, b]))
    words = words.take(pc.sort_indices(words))
    places = [
        pc.index_in(own, words).to_numpy(zero_copy_only=False).astype(np.uint32) for own in (a, b)
    ]
    return words, places[0], places[1]


def _keys(parents: Rows, words: Rows) -> NDArray[np.uint64]:
    return parents.astype(np.uint64) << np.uint64(32) | words
