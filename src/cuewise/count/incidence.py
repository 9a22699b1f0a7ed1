"""Which of the counted n-grams each document holds."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from cuewise.count.cores import cores
from cuewise.count.kernel.walk import Tree, add_by_label, fill_tree, walk
from cuewise.count.stream import TokenBatch, TokenStream
from cuewise.count.trie import Trie

_32 = np.uint64(32)


def incidence(
    stream: TokenStream,
    trie: Trie,
    columns: Sequence[NDArray[np.int64]],
    threads: int | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the document by n-gram incidence as CSR row pointers [n + 1] and column indices.

    Parameters
    ----------
    stream:
        Documents whose word ids are the rows of level 0 of `trie`, counted from 1.
    columns:
        For every level, the column of each of its rows; -1 skips the row.
    """
    tree = _tree(trie, columns)
    with ThreadPoolExecutor(cores(threads)) as pool:
        batches = list(pool.map(lambda b: _batch_incidence(b, tree), stream.batches))
    counts = np.concatenate([np.zeros(1, np.int64), *(counts for counts, _ in batches)])
    indices = np.concatenate([np.empty(0, np.int32), *(indices for _, indices in batches)])
    return np.cumsum(counts), indices


def counts_by_label(
    indptr: NDArray[np.integer],
    indices: NDArray[np.integer],
    labels: NDArray[np.integer],
    shape: tuple[int, int],
) -> NDArray[np.int64]:
    """Count the rows of each class that hold each column of a CSR matrix [f, k].

    labels [n] are class numbers; a row with -1 is ignored.

    Raises
    ------
    ValueError
        The number of labels is not the number of rows.

    Examples
    --------
    >>> counts_by_label(np.array([0, 1, 3]), np.array([0, 0, 1]), np.array([1, 0]), (2, 2)).tolist()
    [[1, 1], [1, 0]]
    """
    if indptr.size != labels.size + 1:
        raise ValueError(f"{labels.size} labels for {indptr.size - 1} rows; allowed: one per row")
    counts = np.zeros(shape, np.int64)
    add_by_label(indptr, indices, np.asarray(labels, np.int64), counts)
    return counts


def _tree(trie: Trie, columns: Sequence[NDArray[np.int64]]) -> Tree:
    sizes = [len(level) for level in trie.levels]
    first = np.cumsum([0, *sizes]).astype(np.uint64)
    keys = [
        (level.parents + offset) << _32 | level.words
        for level, offset in zip(trie.levels[1:], first, strict=False)
    ]
    deeper = np.concatenate([np.empty(0, np.uint64), *keys])
    slots = np.zeros(4 << deeper.size.bit_length(), np.uint64)
    fill_tree(slots, deeper, first[1])
    return Tree(slots, np.concatenate(columns).astype(np.int32), np.uint64(len(sizes)))


def _batch_incidence(batch: TokenBatch, tree: Tree) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return how many n-grams each document holds, and their columns."""
    columns = int(tree.column.max(initial=-1)) + 1
    indices = np.empty(batch.ids.size * int(tree.order), np.int32)
    counts = np.zeros(batch.ends.size, np.int64)
    total = walk(batch.ids, batch.ends, tree, np.zeros(columns, np.uint32), indices, counts)
    return counts, indices[:total].copy()
