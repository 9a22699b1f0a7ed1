"""Counted n-grams as a tree: each is its beginning, one word shorter, and one more word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Level:
    """n-grams of one order, sorted by (parent, word).

    parents[g] is the row one level up (of single words: 0), words[g] the place of the last word
    among the sorted words, counts[g, k] the documents of class k that hold the n-gram.
    """

    parents: NDArray[np.uint32]
    words: NDArray[np.uint32]
    counts: NDArray[np.uint32]

    def __len__(self) -> int:
        return self.words.size

    @classmethod
    def none(cls, classes: int) -> Level:
        """A level without n-grams."""
        no = np.empty(0, np.uint32)
        return cls(no, no, np.empty((0, classes), np.uint32))


@dataclass(frozen=True, slots=True)
class Trie:
    """`words` are sorted by their bytes; levels[m] are n-grams of m + 1 words; `orders` asked for.

    A text of an n-gram is its words with `joiner` between them.
    """

    words: pa.Array
    levels: tuple[Level, ...]
    orders: tuple[int, ...]
    joiner: str

    def names(self) -> list[list[str]]:
        """The text of every n-gram asked for, level by level."""
        return [_strings(texts) for texts in self._texts()]

    def sorted_names(self) -> list[str]:
        """The text of every n-gram asked for, sorted."""
        return _strings(pa.concat_arrays(self._texts()).take(pa.array(self._order())))

    def _texts(self) -> list[pa.Array]:
        words, texts, found = self.words, self.words, []
        for m, level in enumerate(self.levels):
            last = words.take(pa.array(level.words))
            texts = (
                last if m == 0 else _joined(texts.take(pa.array(level.parents)), last, self.joiner)
            )
            if m + 1 in self.orders:
                found.append(texts)
        return found

    def sorted_counts(self) -> NDArray[np.int64]:
        """Their document counts by class, in the order of the names."""
        asked = [self.levels[order - 1].counts for order in self.orders]
        return np.concatenate(asked)[self._order()].astype(np.int64)

    def _order(self) -> NDArray[np.int64]:
        """The n-grams asked for, level after level, in the order of their names."""
        asked = np.concatenate(
            [places for m, places in enumerate(self._places()) if m + 1 in self.orders]
        )
        return np.argsort(asked)

    def _places(self) -> list[NDArray[np.int64]]:
        """The rows of every level where a walk down the tree meets them, if they are asked for.

        A space sorts before whatever may follow in a word, so that is the order of the names.
        """
        own = [int(m + 1 in self.orders) for m in range(len(self.levels))]
        below = [
            np.full(len(level), n, np.int64) for level, n in zip(self.levels, own, strict=True)
        ]
        for m in range(len(self.levels) - 1, 0, -1):
            inside = np.bincount(self.levels[m].parents, below[m], len(self.levels[m - 1]))
            below[m - 1] += inside.astype(np.int64)
        places: list[NDArray[np.int64]] = []
        for m, level in enumerate(self.levels):
            ahead = np.cumsum(below[m]) - below[m]
            if m:
                eldest = np.searchsorted(level.parents, level.parents)
                ahead += places[-1][level.parents] + own[m - 1] - ahead[eldest]
            places.append(ahead)
        return places


def _joined(before: pa.Array, last: pa.Array, joiner: str) -> pa.Array:
    return pc.binary_join_element_wise(before, last, pa.scalar(joiner.encode(), pa.large_binary()))


def _strings(texts: pa.Array) -> list[str]:
    try:
        found: list[str] = texts.cast(pa.large_string()).to_pylist()
    except pa.ArrowInvalid:
        # Half of a surrogate pair, which Python allows in a string and UTF-8 does not.
        return [t.decode("utf-8", "surrogatepass") for t in texts.to_pylist()]
    return found
