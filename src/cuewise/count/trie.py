"""Counted n-grams as a trie: each is its prefix, one word shorter, and a last word."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cuewise.count.cores import cores
from cuewise.count.kernel.union import add_offsets, scatter_rows

# Rows that a thread scatters at a time.
_ROWS = 1 << 18


@dataclass(frozen=True, slots=True)
class Level:
    """n-grams of one order, sorted by (parent, word).

    parents[g] is the row of the prefix one level up (0 for single words); words[g] is the place of
    the last word in the sorted vocabulary; counts[g, k] counts the documents of class k.
    """

    parents: NDArray[np.uint32]
    words: NDArray[np.uint32]
    counts: NDArray[np.uint32]

    def __len__(self) -> int:
        return self.words.size


@dataclass(frozen=True, slots=True)
class Trie:
    """The n-grams of a corpus.

    `words` are sorted by their bytes; levels[m] holds n-grams of m + 1 words; `orders` are those
    requested; `joiner` stands between the words of an n-gram's name.
    """

    words: pa.Array
    levels: tuple[Level, ...]
    orders: tuple[int, ...]
    joiner: str

    def names(self) -> list[list[str]]:
        """Return the name of every requested n-gram, level by level."""
        return [_strings(texts) for texts in self._texts()]

    def sorted_names(self) -> list[str]:
        """Return the name of every requested n-gram, sorted."""
        places = np.concatenate(self._requested_places())
        order = np.empty(places.size, np.int64)
        order[places] = np.arange(places.size)
        return _strings(pa.concat_arrays(self._texts()).take(pa.array(order)))

    def _texts(self) -> list[pa.Array]:
        words, texts, requested = self.words, self.words, []
        for m, level in enumerate(self.levels):
            last = words.take(pa.array(level.words))
            texts = (
                last if m == 0 else _joined(texts.take(pa.array(level.parents)), last, self.joiner)
            )
            if m + 1 in self.orders:
                requested.append(texts)
        return requested

    def sorted_counts(self) -> NDArray[np.int64]:
        """Return the document counts by class [f, k], in the order of the sorted names."""
        levels = [self.levels[order - 1].counts for order in self.orders]
        counts = np.empty((sum(map(len, levels)), levels[0].shape[1]), np.int64)
        for places, rows in zip(self._requested_places(), levels, strict=True):
            starts = range(0, len(rows), _ROWS)
            with ThreadPoolExecutor(cores()) as pool:
                scatter = partial(scatter_rows, rows, places, counts)
                list(pool.map(scatter, starts, (start + _ROWS for start in starts)))
        return counts

    def _requested_places(self) -> list[NDArray[np.int64]]:
        """Return, for each requested order, the places of its n-grams in the sorted names."""
        return [places for m, places in enumerate(self._places()) if m + 1 in self.orders]

    def _places(self) -> list[NDArray[np.int64]]:
        """Number the requested rows in the order of a depth-first walk.

        A space sorts before every character of a word, so this is the order of the names.
        """
        requested = [int(m + 1 in self.orders) for m in range(len(self.levels))]
        # The first child of each row, and the end of the last one's children.
        first = [
            np.searchsorted(lower.parents, np.arange(len(level) + 1, dtype=np.uint32))
            for level, lower in pairwise(self.levels)
        ]
        before = [np.arange(len(self.levels[-1]) + 1)]
        if not requested[-1]:
            before[0][:] = 0
        for starts, counted in zip(reversed(first), reversed(requested[:-1]), strict=True):
            inside = before[0][starts]
            before.insert(0, inside + np.arange(starts.size) * counted)
        places = [before[0][:-1]]
        for m, starts in enumerate(first):
            parent = places[-1] + requested[m] - before[m + 1][starts[:-1]]
            # In place: there may be many millions of rows.
            add_offsets(before[m + 1], parent, self.levels[m + 1].parents)
            places.append(before[m + 1][:-1])
        return places


def _joined(prefix: pa.Array, last: pa.Array, joiner: str) -> pa.Array:
    return pc.binary_join_element_wise(prefix, last, pa.scalar(joiner.encode(), pa.large_binary()))


def _strings(texts: pa.Array) -> list[str]:
    try:
        names: list[str] = texts.cast(pa.large_string()).to_pylist()
    except pa.ArrowInvalid:
        # Half of a surrogate pair: Python allows it in a string, UTF-8 does not.
        return [t.decode("utf-8", "surrogatepass") for t in texts.to_pylist()]
    return names
