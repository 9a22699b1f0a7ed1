"""Sums of tries: associative, commutative, and exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cuewise.count.kernel.zip import zip_sorted
from cuewise.count.trie import Level, Trie

Numbers = NDArray[np.uint32]


def merge(a: Trie, b: Trie) -> Trie:
    """The trie of both corpora together; both must have the same orders."""
    words, places = union([a.words, b.words])
    renumbered = [renumber(t.levels, place) for t, place in zip((a, b), places, strict=True)]
    return Trie(words, tuple(merge_levels(*renumbered)), a.orders, a.joiner)


def union(vocabularies: Sequence[pa.Array]) -> tuple[pa.Array, list[Numbers]]:
    """Several sorted lists of words as one, and the places there of the words of each.

    Examples
    --------
    >>> words, places = union([pa.array([b"a", b"c"]), pa.array([b"b", b"c"])])
    >>> words.to_pylist(), [p.tolist() for p in places]
    ([b'a', b'b', b'c'], [[0, 2], [1, 2]])
    """
    words = pc.unique(pa.concat_arrays(vocabularies))
    words = words.take(pc.sort_indices(words))
    found = (pc.index_in(own, words).to_numpy(zero_copy_only=False) for own in vocabularies)
    return words, [place.astype(np.uint32) for place in found]


def renumber(levels: Sequence[Level], place: Numbers) -> list[Level]:
    """The levels with place[w] for every word w; ascending places keep them sorted."""
    return [Level(level.parents, place[level.words], level.counts) for level in levels]


def merge_levels(a: Iterable[Level], b: Iterable[Level]) -> list[Level]:
    """The sum of two tries whose words have the same numbers.

    Level by level: rows get the new numbers of their parents, which keeps either side sorted, and
    the two sorted lists become one.
    """
    parents = [np.zeros(1, np.uint32)] * 2
    levels = []
    for pair in zip(a, b, strict=True):
        keys = [_keys(p[one.parents], one.words) for one, p in zip(pair, parents, strict=True)]
        both = np.empty(keys[0].size + keys[1].size, np.uint64)
        parents = [np.empty(k.size, np.uint32) for k in keys]
        both = both[: zip_sorted(*keys, *parents, both)]
        counts = np.zeros((both.size, max(one.counts.shape[1] for one in pair)), np.uint32)
        for one, rows in zip(pair, parents, strict=True):
            # Each row of a side has a place of its own, so nothing is added twice.
            counts[rows, : one.counts.shape[1]] += one.counts
        levels.append(
            Level((both >> np.uint64(32)).astype(np.uint32), both.astype(np.uint32), counts)
        )
    return levels


def _keys(parents: Numbers, words: Numbers) -> NDArray[np.uint64]:
    return parents.astype(np.uint64) << np.uint64(32) | words


def merge_all(several: Sequence[Sequence[Level]]) -> list[Level]:
    """The sum of tries whose words have the same numbers, by pairs of about equal size."""
    while len(several) > 2:
        several = [reduce(merge_levels, several[i : i + 2]) for i in range(0, len(several), 2)]
    return list(reduce(merge_levels, several))


def frequent(levels: Sequence[Level], least: int) -> list[Level]:
    """The n-grams of at least so many documents; none is in more than its beginning."""
    above: Numbers | None = None
    found = []
    for level in levels:
        kept = level.counts.sum(axis=1) >= least
        parents = level.parents[kept]
        found.append(
            Level(
                parents if above is None else above[parents], level.words[kept], level.counts[kept]
            )
        )
        above = (np.cumsum(kept) - 1).astype(np.uint32)
    return found


def widened(levels: Sequence[Level], classes: int) -> list[Level]:
    """The levels with counts of so many classes, of which the last may be held by nothing."""
    return [
        replace(level, counts=np.pad(level.counts, ((0, 0), (0, classes - level.counts.shape[1]))))
        for level in levels
    ]


def chain(parts: Iterable[list[Level]], most: Sequence[int], classes: int) -> list[Level]:
    """Tries of one range of first words after another as one.

    Level m has at most most[m] rows. Room is taken for those, and used as the parts come, so that
    nothing is in memory twice.
    """
    levels = [
        Level(np.empty(n, np.uint32), np.empty(n, np.uint32), np.empty((n, classes), np.uint32))
        for n in most
    ]
    starts = [0] * len(levels)
    for part in parts:
        shifts = [0, *starts[:-1]]
        for m, own in enumerate(part):
            rows = slice(starts[m], starts[m] + len(own))
            levels[m].parents[rows] = own.parents + np.uint32(shifts[m])
            levels[m].words[rows], levels[m].counts[rows] = own.words, own.counts
            starts[m] += len(own)
    return [
        Level(level.parents[:n], level.words[:n], level.counts[:n])
        for level, n in zip(levels, starts, strict=True)
    ]
