"""Texts as pieces between white space, so that slow rules look at each different piece once.

No pattern of punctuation, of emoji or of words spans white space. What such a pattern finds in a
text is what it finds in its pieces, and a corpus has far fewer different pieces than pieces.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, repeat

import numpy as np
from numpy.typing import NDArray

from cuewise.count.cores import cores
from cuewise.count.kernel.walk import gather, replace_tokens, shape
from cuewise.count.stream import Batch, Stream, read
from cuewise.count.text import CHUNKS, Texts, pieces


@dataclass(frozen=True, slots=True)
class Chunks:
    """The pieces of every text, in reading order; `distinct` are the different ones, sorted."""

    stream: Stream
    distinct: tuple[str, ...]

    def values(
        self, find: Callable[[str], Iterable[str]], among: Sequence[bool] | None = None
    ) -> Values:
        """What `find` finds in each document, by what it finds in each different piece.

        Only pieces with True in `among` are looked at.
        """
        number: dict[str, int] = {}
        sizes = np.zeros(len(self.distinct) + 1, np.int64)
        flat: list[int] = []
        for at in compress(range(len(self.distinct)), among or repeat(True)):
            own = dict.fromkeys(find(self.distinct[at]))
            flat += [number.setdefault(v, len(number)) for v in own]
            sizes[at + 1] = len(own)
        starts, numbers = np.cumsum(sizes), np.array(flat, np.int32)
        if not numbers.size:
            documents = sum(b.ends.size for b in self.stream.batches)
            return Values((), np.zeros(documents + 1, np.int64), np.empty(0, np.int32))
        found = [_gathered(b, starts, numbers, len(number)) for b in self.stream.batches]
        ends = np.cumsum(np.concatenate([np.zeros(1, np.int64), *(sizes for sizes, _ in found)]))
        return Values(tuple(number), ends, np.concatenate([held for _, held in found]))

    def shapes(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The number of every document's last piece (0: it has none); whether it has lines."""
        at = bisect_left(self.distinct, "\n")
        # Without a line end no piece may be taken for one.
        line_end = at if "\n" in self.distinct[at : at + 1] else len(self.distinct)
        found = []
        for b in self.stream.batches:
            last, broken = np.zeros(b.ends.size, np.int64), np.zeros(b.ends.size, np.bool_)
            shape(b.ids, b.ends, np.uint32(line_end), last, broken)
            found.append((last, broken))
        nothing = (np.zeros(0, np.int64), np.zeros(0, np.bool_))
        lasts, lines = zip(nothing, *found, strict=True)
        return np.concatenate(lasts), np.concatenate(lines)

    def tokens(
        self, split: Callable[[str], Sequence[str]]
    ) -> tuple[NDArray[np.int32], NDArray[np.int64], tuple[str, ...]]:
        """The tokens of `split`: ids, offsets [n + 1] of the documents in them, vocabulary."""
        number: dict[str, int] = {}
        lists = [[number.setdefault(v, len(number)) for v in split(c)] for c in self.distinct]
        starts, numbers = _flat(lists)
        size = np.diff(starts)
        ids, lengths = [np.empty(0, np.int32)], [np.zeros(1, np.int64)]
        for b in self.stream.batches:
            ahead = np.append(0, np.cumsum(size[b.ids]))
            own = np.empty(int(ahead[-1]), np.int32)
            replace_tokens(b.ids, starts, numbers, own)
            ids.append(own)
            lengths.append(np.diff(ahead[b.ends.astype(np.int64)], prepend=0))
        return np.concatenate(ids), np.cumsum(np.concatenate(lengths)), tuple(number)


@dataclass(frozen=True, slots=True)
class Values:
    """names[v]; document d holds the values held[ends[d] : ends[d + 1]], each once."""

    names: tuple[str, ...]
    ends: NDArray[np.int64]
    held: NDArray[np.int32]


def chunks(texts: Texts) -> Chunks:
    """Split texts at white space; a line's end is a piece by itself.

    Examples
    --------
    >>> found = chunks(["So good!! 10/10", "good!! 9"])
    >>> marks = found.values(lambda piece: [c for c in piece if not c.isalnum()])
    >>> marks.names, marks.ends.tolist(), marks.held.tolist()
    (('/', '!'), [0, 2, 3], [1, 0, 1])
    """
    no_labels = np.zeros(len(texts), np.uint32)
    stream = read(pieces(texts, no_labels), CHUNKS, cores())
    return Chunks(
        stream, tuple(w.decode("utf-8", "surrogatepass") for w in stream.words.to_pylist())
    )


def _flat(lists: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    starts = np.cumsum([0, *map(len, lists)])
    flat = (v for values in lists for v in values)
    return starts, np.fromiter(flat, np.int32, int(starts[-1]))


def _gathered(
    batch: Batch, starts: NDArray[np.int64], values: NDArray[np.int32], names: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """How many different values each document has, and which."""
    most = int(np.diff(starts)[batch.ids].sum())
    held, sizes = np.empty(most, np.int32), np.zeros(batch.ends.size, np.int64)
    total = gather(batch.ids, batch.ends, starts, values, np.zeros(names, np.uint32), held, sizes)
    return sizes, held[:total].copy()
