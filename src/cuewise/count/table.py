"""A mergeable table of document counts by class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.count.grams import grams
from cuewise.count.tokens import characters, tokenize, words


@dataclass(frozen=True, slots=True)
class CountTable:
    """counts[f, k]: documents of class k that hold feature f; features sorted by name."""

    features: tuple[str, ...]
    counts: NDArray[np.int64]

    def names(self) -> tuple[str, ...]:
        """Feature names, in the order of `counts`."""
        return self.features

    def merge(self, other: CountTable) -> CountTable:
        """The table of both corpora together: associative and commutative.

        Examples
        --------
        >>> a, b = count(["x y"], [0]), count(["x"], [1])
        >>> a.merge(b).names(), a.merge(b).counts.tolist()
        (('x', 'x y', 'y'), [[1, 1], [1, 0], [1, 0]])
        """
        classes = max(self.counts.shape[1], other.counts.shape[1])
        features = tuple(sorted(set(self.features) | set(other.features)))
        row = {name: i for i, name in enumerate(features)}
        total = np.zeros((len(features), classes), dtype=np.int64)
        for table in (self, other):
            rows = np.fromiter((row[f] for f in table.features), np.int64, len(table.features))
            total[rows, : table.counts.shape[1]] += table.counts
        return CountTable(features, total)


def count(
    texts: Sequence[str],
    labels: Sequence[int] | NDArray[np.integer],
    *,
    words: tuple[int, ...] = (1, 2),
    chars: tuple[int, ...] | None = None,
    min_count: int = 1,
    threads: int | None = None,
    memory: int | None = None,
) -> CountTable:
    """Count, for every n-gram, the documents of each class that hold it.

    Parameters
    ----------
    texts, labels:
        n documents and their class numbers 0..k-1.
    words, chars:
        Orders of word n-grams and of Han character n-grams; empty or None for none.
    min_count:
        Leave out what is in fewer documents than this.
    threads, memory:
        Bounds (threads, bytes) for engines that use them; counts never depend on them.

    Examples
    --------
    >>> t = count(["good film", "bad film"], [1, 0], words=(1,))
    >>> dict(zip(t.names(), t.counts.tolist()))
    {'bad': [1, 0], 'film': [1, 1], 'good': [0, 1]}
    """
    y = np.asarray(labels) if len(labels) else np.empty(0, np.int64)
    if y.shape != (len(texts),) or (
        y.size and (not np.issubdtype(y.dtype, np.integer) or y.min() < 0)
    ):
        raise ValueError(
            f"labels of shape {y.shape} and type {y.dtype} for {len(texts)} texts; "
            "allowed: one class number >= 0 for each text"
        )
    classes = int(y.max()) + 1 if y.size else 1
    table: dict[str, NDArray[np.int64]] = {}
    for split, orders, joiner in ((_words, words, " "), (characters, chars, "")):
        if not orders:
            continue
        tokens = tokenize(texts, split)
        for g in grams(tokens, tuple(orders), min_count):
            names = g.names(tokens, joiner)
            cells = np.bincount(g.grams * classes + y[g.documents], minlength=len(names) * classes)
            table.update(zip(names, cells.reshape(-1, classes), strict=True))
    features = tuple(sorted(table))
    counts = (
        np.stack([table[f] for f in features]) if features else np.zeros((0, classes), np.int64)
    )
    return CountTable(features, counts.astype(np.int64))


_words = words  # the parameter of `count` has the name that its users expect
