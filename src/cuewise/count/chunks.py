"""Split texts at white space, so that slow patterns run once per distinct chunk.

Patterns of punctuation, emoji and words never span white space, so their matches in a text are
their matches in its chunks. A corpus has far fewer distinct chunks than chunks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, repeat

import numpy as np
from numpy.typing import NDArray

from cuewise.count.cores import cores
from cuewise.count.kernel.walk import gather_values, mark_endings, replace_tokens
from cuewise.count.stream import TokenBatch, TokenStream, read_stream
from cuewise.count.text import CHUNK_RULE, Texts, text_batches


@dataclass(frozen=True, slots=True)
class Chunks:
    """The chunks of every text in reading order; `distinct` holds each chunk once, sorted."""

    stream: TokenStream
    distinct: tuple[str, ...]

    def values(
        self, find: Callable[[str], Iterable[str]], among: Sequence[bool] | None = None
    ) -> Values:
        """Apply `find` to each distinct chunk and gather its values by document.

        `among` [len(distinct)] marks the chunks to search; None searches all.
        """
        number: dict[str, int] = {}
        sizes = np.zeros(len(self.distinct) + 1, np.int64)
        flat: list[int] = []
        for chunk in compress(range(len(self.distinct)), among or repeat(True)):
            values = dict.fromkeys(find(self.distinct[chunk]))
            flat += [number.setdefault(v, len(number)) for v in values]
            sizes[chunk + 1] = len(values)
        starts, numbers = np.cumsum(sizes), np.array(flat, np.int32)
        if not numbers.size:
            documents = sum(b.ends.size for b in self.stream.batches)
            return Values((), np.zeros(documents + 1, np.int64), np.empty(0, np.int32))
        batches = [_batch_values(b, starts, numbers, len(number)) for b in self.stream.batches]
        counts = np.concatenate([np.zeros(1, np.int64), *(counts for counts, _ in batches)])
        indices = np.concatenate([indices for _, indices in batches])
        return Values(tuple(number), np.cumsum(counts), indices)

    def endings(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return each document's last chunk [n] (0: none) and whether it has several lines [n]."""
        place = bisect_left(self.distinct, "\n")
        # If no text has a line end, no chunk may pass for one.
        line_end = place if "\n" in self.distinct[place : place + 1] else len(self.distinct)
        batches = []
        for b in self.stream.batches:
            last, multiline = np.zeros(b.ends.size, np.int64), np.zeros(b.ends.size, np.bool_)
            mark_endings(b.ids, b.ends, np.uint32(line_end), last, multiline)
            batches.append((last, multiline))
        empty = (np.zeros(0, np.int64), np.zeros(0, np.bool_))
        lasts, multilines = zip(empty, *batches, strict=True)
        return np.concatenate(lasts), np.concatenate(multilines)

    def tokens(
        self, split: Callable[[str], Sequence[str]]
    ) -> tuple[NDArray[np.int32], NDArray[np.int64], tuple[str, ...]]:
        """Split every chunk; return token ids [t], document offsets [n + 1] and the vocabulary."""
        number: dict[str, int] = {}
        lists = [[number.setdefault(v, len(number)) for v in split(c)] for c in self.distinct]
        starts, numbers = _flat(lists)
        size = np.diff(starts)
        ids, lengths = [np.empty(0, np.int32)], [np.zeros(1, np.int64)]
        for b in self.stream.batches:
            cumulated = np.append(0, np.cumsum(size[b.ids]))
            batch_ids = np.empty(int(cumulated[-1]), np.int32)
            replace_tokens(b.ids, starts, numbers, batch_ids)
            ids.append(batch_ids)
            lengths.append(np.diff(cumulated[b.ends.astype(np.int64)], prepend=0))
        return np.concatenate(ids), np.cumsum(np.concatenate(lengths)), tuple(number)


@dataclass(frozen=True, slots=True)
class Values:
    """The distinct values of each document, as the rows of a CSR matrix.

    Document d has names[v] for every v in indices[indptr[d] : indptr[d + 1]].
    """

    names: tuple[str, ...]
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]


def chunks(texts: Texts) -> Chunks:
    """Split texts at white space; a line end is a chunk of its own.

    Examples
    --------
    >>> split = chunks(["So good!! 10/10", "good!! 9"])
    >>> marks = split.values(lambda chunk: [c for c in chunk if not c.isalnum()])
    >>> marks.names, marks.indptr.tolist(), marks.indices.tolist()
    (('/', '!'), [0, 2, 3], [1, 0, 1])
    """
    no_labels = np.zeros(len(texts), np.uint32)
    stream = read_stream(text_batches(texts, no_labels), CHUNK_RULE, cores())
    return Chunks(
        stream, tuple(w.decode("utf-8", "surrogatepass") for w in stream.words.to_pylist())
    )


def _flat(lists: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    starts = np.cumsum([0, *map(len, lists)])
    flat = (v for values in lists for v in values)
    return starts, np.fromiter(flat, np.int32, int(starts[-1]))


def _batch_values(
    batch: TokenBatch, starts: NDArray[np.int64], values: NDArray[np.int32], names: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return how many distinct values each document has, and the values."""
    bound = int(np.diff(starts)[batch.ids].sum())
    indices, counts = np.empty(bound, np.int32), np.zeros(batch.ends.size, np.int64)
    seen = np.zeros(names, np.uint32)
    total = gather_values(batch.ids, batch.ends, starts, values, seen, indices, counts)
    return counts, indices[:total].copy()
