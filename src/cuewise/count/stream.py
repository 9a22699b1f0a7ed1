"""Corpora as numbered tokens: what every count is made from."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cuewise.count.cores import cores
from cuewise.count.kernel.numbers import renumber
from cuewise.count.kernel.split import Found, split
from cuewise.count.text import Piece, Rule, Texts, pieces, utf8
from cuewise.count.vocabulary import Vocabulary

# Tokens split before they are numbered: what fits the second-level cache with its bytes.
_TOKENS = 1 << 14
_BYTES = 1 << 17


@dataclass(frozen=True, slots=True)
class Batch:
    """Some documents: ids[t] are numbers of words; ends[d] is where document d ends in `ids`.

    `first` is the number of the first document; labels[d] are class numbers.
    """

    first: int
    ids: NDArray[np.uint32]
    ends: NDArray[np.uint64]
    labels: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Stream:
    """All documents in order. ids index `words`, which are sorted; 0 is the break, words[0] ""."""

    batches: tuple[Batch, ...]
    words: pa.Array


class Reader:
    """Splits and numbers documents, for one thread."""

    def __init__(self, rule: Rule) -> None:
        self.vocabulary = Vocabulary()
        self._rule = rule
        self._tables = rule.classes(), rule.lower()
        self._lowered = np.empty(_BYTES, np.uint8)
        self._stops = np.zeros(_TOKENS + 1, np.uint64)
        self._keys = np.empty(_TOKENS, np.uint64)

    def read(self, first: int, piece: Piece) -> Batch:
        """The batch of these documents."""
        ends = np.zeros(len(piece.texts), np.uint64)
        ids = [self.vocabulary.number(*found) for found in self._split(piece, ends)]
        return Batch(first, np.concatenate([np.empty(0, np.uint32), *ids]), ends, piece.labels)

    def split_only(self, piece: Piece) -> NDArray[np.int64]:
        """How many words each document has: the part of the work that no counting can save."""
        ends = np.zeros(len(piece.texts), np.uint64)
        for _ in self._split(piece, ends):
            pass
        places = np.concatenate([np.zeros(1, np.int64), ends.astype(np.int64)])
        sizes: NDArray[np.int64] = places[1:] - places[:-1]
        return sizes

    def _split(self, piece: Piece, ends: NDArray[np.uint64]) -> Iterator[tuple[Found, int]]:
        """The tokens of a piece, as many at a time as the buffers hold; `ends` is filled."""
        text, n = utf8(piece.texts, self._rule), len(piece.texts)
        cursor = np.zeros(4, np.uint64)
        while cursor[0] < n:
            found = Found(self._lowered, self._stops, self._keys, ends)
            tokens = int(split(text, *self._tables, found, cursor))
            if tokens:
                yield found, tokens
                cursor[3] += np.uint64(tokens)
            elif cursor[0] < n:
                # One word alone is longer than the buffer.
                self._lowered = np.empty(2 * self._lowered.size, np.uint8)


def read(source: Iterator[Piece], rule: Rule, threads: int, tokens: int | None = None) -> Stream:
    """Number the words of the next documents of `source`: all, or the first of about `tokens`.

    Examples
    --------
    >>> from cuewise.count.text import WORDS, pieces
    >>> stream = read(pieces(["b A b", "a"], np.zeros(2, np.uint32)), WORDS, threads=1)
    >>> stream.words.to_pylist(), stream.batches[0].ids.tolist(), stream.batches[0].ends.tolist()
    ([b'', b'a', b'b'], [2, 1, 2, 1], [3, 4])
    """
    tap = _Tap(source, tokens)

    def work(reader: Reader) -> list[Batch]:
        batches = []
        while (taken := tap.next()) is not None:
            batches.append(reader.read(*taken))
            tap.used(batches[-1].ids.size)
        return batches

    readers = [Reader(rule) for _ in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(work, readers))
        words, places = _sorted_words([r.vocabulary for r in readers])
        for batches, place in zip(found, places, strict=True):
            list(pool.map(lambda b, place=place: renumber(b.ids, place), batches))
    batches = sorted((b for some in found for b in some), key=lambda b: b.first)
    return Stream(tuple(batches), words)


def lengths(texts: Texts, rule: Rule) -> NDArray[np.int64]:
    """How many words every text has.

    Examples
    --------
    >>> from cuewise.count.text import WORDS
    >>> lengths(["It's good", "", "a b c"], WORDS).tolist()
    [2, 0, 3]
    """
    no_labels = np.zeros(len(texts), np.uint32)
    mine = threading.local()

    def work(piece: Piece) -> NDArray[np.int64]:
        if not hasattr(mine, "reader"):
            mine.reader = Reader(rule)
        found: NDArray[np.int64] = mine.reader.split_only(piece)
        return found

    with ThreadPoolExecutor(cores()) as pool:
        found = list(pool.map(work, pieces(texts, no_labels)))
    return np.concatenate([np.empty(0, np.int64), *found])


class _Tap:
    """Hands out the pieces of one source to several threads until they hold enough tokens."""

    def __init__(self, source: Iterator[Piece], tokens: int | None) -> None:
        self._source, self._lock = source, Lock()
        self._documents, self._tokens, self._most = 0, 0, tokens

    def next(self) -> tuple[int, Piece] | None:
        """The number of the first document and the next piece; None when there is enough."""
        with self._lock:
            if self._most is not None and self._tokens >= self._most:
                return None
            piece = next(self._source, None)
            if piece is None:
                return None
            first = self._documents
            self._documents += len(piece.texts)
            return first, piece

    def used(self, tokens: int) -> None:
        """So many tokens were read."""
        with self._lock:
            self._tokens += tokens


def _sorted_words(vocabularies: Sequence[Vocabulary]) -> tuple[pa.Array, list[NDArray[np.uint32]]]:
    """All words in the order of their bytes, and the place there of every word of each table."""
    whole = vocabularies[0]
    numbers = [whole.take(other) for other in vocabularies[1:]]
    words = whole.words()
    order = pc.sort_indices(words).to_numpy()
    place = np.empty(len(words), np.uint32)
    place[order] = np.arange(len(words), dtype=np.uint32)
    return words.take(pa.array(order)), [place, *(place[n] for n in numbers)]
