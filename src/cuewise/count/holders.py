"""The other way round: which of the counted n-grams each document holds."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from cuewise.count.cores import cores
from cuewise.count.kernel.walk import Tree, add_by_label, fill, walk
from cuewise.count.stream import Batch, Stream
from cuewise.count.trie import Trie

_32 = np.uint64(32)


def holders(
    stream: Stream, trie: Trie, columns: Sequence[NDArray[np.int64]], threads: int | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The n-grams of every document: row pointers [n + 1] and column numbers of a CSR matrix.

    Parameters
    ----------
    stream:
        Documents whose words are numbered as those of `trie`, from 1 on.
    columns:
        For every level, the column of each of its rows; -1 for those not looked for.
    """
    tree = _tree(trie, columns)
    with ThreadPoolExecutor(cores(threads)) as pool:
        found = list(pool.map(lambda b: _batch(b, tree), stream.batches))
    sizes = np.concatenate([np.zeros(1, np.int64), *(ends for ends, _ in found)])
    return np.cumsum(sizes), np.concatenate([np.empty(0, np.int32), *(held for _, held in found)])


def by_label(
    indptr: NDArray[np.integer],
    indices: NDArray[np.integer],
    labels: NDArray[np.integer],
    shape: tuple[int, int],
) -> NDArray[np.int64]:
    """How many rows of each class hold each column [f, k], of the CSR matrix with these parts.

    labels [n] are class numbers; a row with -1 counts for nothing.

    Raises
    ------
    ValueError
        As many labels as rows are needed.

    Examples
    --------
    >>> by_label(np.array([0, 1, 3]), np.array([0, 0, 1]), np.array([1, 0]), (2, 2)).tolist()
    [[1, 1], [1, 0]]
    """
    if indptr.size != labels.size + 1:
        raise ValueError(f"{labels.size} labels for {indptr.size - 1} rows; allowed: one a row")
    counts = np.zeros(shape, np.int64)
    add_by_label(indptr, indices, np.asarray(labels, np.int64), counts)
    return counts


def _tree(trie: Trie, columns: Sequence[NDArray[np.int64]]) -> Tree:
    sizes = [len(level) for level in trie.levels]
    first = np.cumsum([0, *sizes]).astype(np.uint64)
    keys = [
        (level.parents + above) << _32 | level.words
        for level, above in zip(trie.levels[1:], first, strict=False)
    ]
    deeper = np.concatenate([np.empty(0, np.uint64), *keys])
    slots = np.zeros(4 << deeper.size.bit_length(), np.uint64)
    fill(slots, deeper, first[1])
    return Tree(slots, np.concatenate(columns).astype(np.int32), np.uint64(len(sizes)))


def _batch(batch: Batch, tree: Tree) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """How many of the n-grams each document holds, and which."""
    columns = int(tree.column.max(initial=-1)) + 1
    held = np.empty(batch.ids.size * int(tree.order), np.int32)
    sizes = np.zeros(batch.ends.size, np.int64)
    total = walk(batch.ids, batch.ends, tree, np.zeros(columns, np.uint32), held, sizes)
    return sizes, held[:total].copy()
