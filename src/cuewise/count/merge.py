"""Sums of tries: associative, commutative, and exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cuewise.count.kernel.union import merge_sorted
from cuewise.count.trie import Level, Trie

Numbers = NDArray[np.uint32]


def merge_tries(a: Trie, b: Trie) -> Trie:
    """Sum the tries of two corpora; both must have the same orders."""
    words, places = union_vocabulary([a.words, b.words])
    remapped = [remap_words(t.levels, place) for t, place in zip((a, b), places, strict=True)]
    return Trie(words, tuple(merge_levels(*remapped)), a.orders, a.joiner)


def union_vocabulary(vocabularies: Sequence[pa.Array]) -> tuple[pa.Array, list[Numbers]]:
    """Merge sorted vocabularies; also return the place of each one's words in the union.

    Examples
    --------
    >>> words, places = union_vocabulary([pa.array([b"a", b"c"]), pa.array([b"b", b"c"])])
    >>> words.to_pylist(), [p.tolist() for p in places]
    ([b'a', b'b', b'c'], [[0, 2], [1, 2]])
    """
    words = pc.unique(pa.concat_arrays(vocabularies))
    words = words.take(pc.sort_indices(words))
    places = (pc.index_in(v, words).to_numpy(zero_copy_only=False) for v in vocabularies)
    return words, [place.astype(np.uint32) for place in places]


def remap_words(levels: Sequence[Level], place: Numbers) -> list[Level]:
    """Replace every word w by place[w]; ascending places keep the rows sorted."""
    return [Level(level.parents, place[level.words], level.counts) for level in levels]


def merge_levels(a: Iterable[Level], b: Iterable[Level]) -> list[Level]:
    """Sum two tries over the same vocabulary.

    Level by level, replace each row's parent by its place in the sum, which keeps both sides
    sorted; then merge the two sorted lists.
    """
    parents = [np.zeros(1, np.uint32)] * 2
    levels = []
    for pair in zip(a, b, strict=True):
        keys = [_keys(p[side.parents], side.words) for side, p in zip(pair, parents, strict=True)]
        both = np.empty(keys[0].size + keys[1].size, np.uint64)
        parents = [np.empty(k.size, np.uint32) for k in keys]
        both = both[: merge_sorted(*keys, *parents, both)]
        counts = np.zeros((both.size, max(side.counts.shape[1] for side in pair)), np.uint32)
        for side, rows in zip(pair, parents, strict=True):
            # The rows of one side have distinct places, so fancy indexing adds each exactly once.
            counts[rows, : side.counts.shape[1]] += side.counts
        levels.append(
            Level((both >> np.uint64(32)).astype(np.uint32), both.astype(np.uint32), counts)
        )
    return levels


def _keys(parents: Numbers, words: Numbers) -> NDArray[np.uint64]:
    return parents.astype(np.uint64) << np.uint64(32) | words


def sum_levels(tries: Sequence[Sequence[Level]]) -> list[Level]:
    """Sum tries over the same vocabulary, pairwise, so that both sides are of similar size."""
    while len(tries) > 2:
        tries = [reduce(merge_levels, tries[i : i + 2]) for i in range(0, len(tries), 2)]
    return list(reduce(merge_levels, tries))


def drop_rare(levels: Sequence[Level], min_count: int) -> list[Level]:
    """Keep n-grams of at least `min_count` documents; a prefix is never rarer than its n-gram."""
    new_row: Numbers | None = None
    frequent = []
    for level in levels:
        kept = level.counts.sum(axis=1) >= min_count
        parents = level.parents[kept]
        if new_row is not None:
            parents = new_row[parents]
        frequent.append(Level(parents, level.words[kept], level.counts[kept]))
        new_row = (np.cumsum(kept) - 1).astype(np.uint32)
    return frequent


def pad_classes(levels: Sequence[Level], classes: int) -> list[Level]:
    """Pad the counts with zeros up to `classes` columns."""
    return [
        replace(level, counts=np.pad(level.counts, ((0, 0), (0, classes - level.counts.shape[1]))))
        for level in levels
    ]


def concatenate(parts: Iterable[list[Level]], bounds: Sequence[int], classes: int) -> list[Level]:
    """Join tries over successive ranges of first words.

    Level m has at most bounds[m] rows. Allocate them up front and fill them as the parts arrive,
    so that nothing is in memory twice.
    """
    levels = [
        Level(np.empty(n, np.uint32), np.empty(n, np.uint32), np.empty((n, classes), np.uint32))
        for n in bounds
    ]
    starts = [0] * len(levels)
    for part in parts:
        shifts = [0, *starts[:-1]]
        for m, level in enumerate(part):
            rows = slice(starts[m], starts[m] + len(level))
            levels[m].parents[rows] = level.parents + np.uint32(shifts[m])
            levels[m].words[rows], levels[m].counts[rows] = level.words, level.counts
            starts[m] += len(level)
    return [
        Level(level.parents[:n], level.words[:n], level.counts[:n])
        for level, n in zip(levels, starts, strict=True)
    ]
