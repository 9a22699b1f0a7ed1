"""Counted n-grams as a tree: each is its beginning, one word shorter, and one more word."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cuewise.count.cores import cores
from cuewise.count.kernel.zip import shift, spread

# Rows that a thread puts in their places at a time.
_ROWS = 1 << 18


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
        places = np.concatenate(self._asked())
        order = np.empty(places.size, np.int64)
        order[places] = np.arange(places.size)
        return _strings(pa.concat_arrays(self._texts()).take(pa.array(order)))

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
        counts = np.empty((sum(map(len, asked)), asked[0].shape[1]), np.int64)
        for places, own in zip(self._asked(), asked, strict=True):
            parts = range(0, len(own), _ROWS)
            with ThreadPoolExecutor(cores()) as pool:
                list(pool.map(lambda a, p=places, o=own: spread(o, p, counts, a, a + _ROWS), parts))
        return counts

    def _asked(self) -> list[NDArray[np.int64]]:
        """For every order asked for, the places of its n-grams among all names asked for."""
        return [places for m, places in enumerate(self._places()) if m + 1 in self.orders]

    def _places(self) -> list[NDArray[np.int64]]:
        """The rows of every level where a walk down the tree meets them, if they are asked for.

        A space sorts before whatever may follow in a word, so that is the order of the names.
        """
        own = [int(m + 1 in self.orders) for m in range(len(self.levels))]
        # Where the rows under each row begin, and where the last of them ends.
        first = [
            np.searchsorted(lower.parents, np.arange(len(level) + 1, dtype=np.uint32))
            for level, lower in pairwise(self.levels)
        ]
        ahead = [np.arange(len(self.levels[-1]) + 1)]
        if not own[-1]:
            ahead[0][:] = 0
        for starts, mine in zip(reversed(first), reversed(own[:-1]), strict=True):
            inside = ahead[0][starts]
            ahead.insert(0, inside + np.arange(starts.size) * mine)
        places = [ahead[0][:-1]]
        for m, starts in enumerate(first):
            parent = places[-1] + own[m] - ahead[m + 1][starts[:-1]]
            # In place: there may be many millions of rows.
            shift(ahead[m + 1], parent, self.levels[m + 1].parents)
            places.append(ahead[m + 1][:-1])
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
