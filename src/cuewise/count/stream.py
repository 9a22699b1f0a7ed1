"""Split documents into tokens and number them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from threading import Lock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cuewise.count.cores import cores
from cuewise.count.kernel.numbers import remap_ids
from cuewise.count.kernel.split import Found, split
from cuewise.count.text import Rule, TextBatch, Texts, text_batches, utf8
from cuewise.count.vocabulary import Vocabulary

# Buffer of tokens split before they are numbered; with its bytes it fits the second-level cache.
_BUFFER_TOKENS = 1 << 14
_BUFFER_BYTES = 1 << 17


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """Successive documents: word ids[t], document ends[d] in `ids`, class numbers labels[d].

    `first` is the number of the first document.
    """

    first: int
    ids: NDArray[np.uint32]
    ends: NDArray[np.uint64]
    labels: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class TokenStream:
    """All documents in order; ids index the sorted `words`, where 0 ("") is a break."""

    batches: tuple[TokenBatch, ...]
    words: pa.Array


class Reader:
    """Splits and numbers documents in one thread."""

    def __init__(self, rule: Rule) -> None:
        self.vocabulary = Vocabulary()
        self._rule = rule
        self._tables = rule.classes(), rule.lower()
        self._lowered = np.empty(_BUFFER_BYTES, np.uint8)
        self._stops = np.zeros(_BUFFER_TOKENS + 1, np.uint64)
        self._keys = np.empty(_BUFFER_TOKENS, np.uint64)

    def read(self, first: int, batch: TextBatch) -> TokenBatch:
        """Number the tokens of a batch whose first document has the number `first`."""
        ends = np.zeros(len(batch.texts), np.uint64)
        ids = [self.vocabulary.number(*tokens) for tokens in self._split(batch, ends)]
        return TokenBatch(first, np.concatenate([np.empty(0, np.uint32), *ids]), ends, batch.labels)

    def split_only(self, batch: TextBatch) -> NDArray[np.int64]:
        """Split without numbering; return the number of words of each document."""
        ends = np.zeros(len(batch.texts), np.uint64)
        for _ in self._split(batch, ends):
            pass
        places = np.concatenate([np.zeros(1, np.int64), ends.astype(np.int64)])
        sizes: NDArray[np.int64] = places[1:] - places[:-1]
        return sizes

    def _split(self, batch: TextBatch, ends: NDArray[np.uint64]) -> Iterator[tuple[Found, int]]:
        """Yield the tokens, as many at a time as the buffers hold, and fill `ends`."""
        text, n = utf8(batch.texts, self._rule), len(batch.texts)
        cursor = np.zeros(4, np.uint64)
        while cursor[0] < n:
            found = Found(self._lowered, self._stops, self._keys, ends)
            tokens = int(split(text, *self._tables, found, cursor))
            if tokens:
                yield found, tokens
                cursor[3] += np.uint64(tokens)
            elif cursor[0] < n:
                # A single word is longer than the buffer.
                self._lowered = np.empty(2 * self._lowered.size, np.uint8)


def read_stream(
    source: Iterator[TextBatch], rule: Rule, threads: int, tokens: int | None = None
) -> TokenStream:
    """Number the words of the next documents of `source`: all, or about `tokens` tokens.

    Examples
    --------
    >>> from cuewise.count.text import WORD_RULE, text_batches
    >>> source = text_batches(["b A b", "a"], np.zeros(2, np.uint32))
    >>> stream = read_stream(source, WORD_RULE, threads=1)
    >>> stream.words.to_pylist(), stream.batches[0].ids.tolist(), stream.batches[0].ends.tolist()
    ([b'', b'a', b'b'], [2, 1, 2, 1], [3, 4])
    """
    supply = _Supply(source, tokens)

    def work(reader: Reader) -> list[TokenBatch]:
        batches = []
        while (numbered := supply.next()) is not None:
            batches.append(reader.read(*numbered))
            supply.report(batches[-1].ids.size)
        return batches

    readers = [Reader(rule) for _ in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        by_reader = list(pool.map(work, readers))
        words, places = _sorted_words([r.vocabulary for r in readers])
        for batches, place in zip(by_reader, places, strict=True):
            list(pool.map(lambda b, place=place: remap_ids(b.ids, place), batches))
    ordered = sorted(chain.from_iterable(by_reader), key=lambda b: b.first)
    return TokenStream(tuple(ordered), words)


def word_counts(texts: Texts, rule: Rule) -> NDArray[np.int64]:
    """Count the words of every text [n].

    Examples
    --------
    >>> from cuewise.count.text import WORD_RULE
    >>> word_counts(["It's good", "", "a b c"], WORD_RULE).tolist()
    [2, 0, 3]
    """
    no_labels = np.zeros(len(texts), np.uint32)
    thread = threading.local()

    def work(batch: TextBatch) -> NDArray[np.int64]:
        if not hasattr(thread, "reader"):
            thread.reader = Reader(rule)
        counts: NDArray[np.int64] = thread.reader.split_only(batch)
        return counts

    with ThreadPoolExecutor(cores()) as pool:
        counts = list(pool.map(work, text_batches(texts, no_labels)))
    return np.concatenate([np.empty(0, np.int64), *counts])


class _Supply:
    """Hands batches from one source to several threads until enough tokens were read."""

    def __init__(self, source: Iterator[TextBatch], tokens: int | None) -> None:
        self._source, self._lock = source, Lock()
        self._documents, self._tokens, self._limit = 0, 0, tokens

    def next(self) -> tuple[int, TextBatch] | None:
        """Return the next batch with the number of its first document; None at the end."""
        with self._lock:
            if self._limit is not None and self._tokens >= self._limit:
                return None
            batch = next(self._source, None)
            if batch is None:
                return None
            first = self._documents
            self._documents += len(batch.texts)
            return first, batch

    def report(self, tokens: int) -> None:
        """Add to the number of tokens read."""
        with self._lock:
            self._tokens += tokens


def _sorted_words(vocabularies: Sequence[Vocabulary]) -> tuple[pa.Array, list[NDArray[np.uint32]]]:
    """Merge vocabularies; return the words in byte order and the place of each one's words."""
    merged = vocabularies[0]
    numbers = [merged.take(other) for other in vocabularies[1:]]
    words = merged.words()
    order = pc.sort_indices(words).to_numpy()
    place = np.empty(len(words), np.uint32)
    place[order] = np.arange(len(words), dtype=np.uint32)
    return words.take(pa.array(order)), [place, *(place[n] for n in numbers)]
