"""Sort and count all n-grams of a stream, one range of first words at a time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cuewise.count.kernel.keys import (
    Layout,
    Ranges,
    Rows,
    count_rows,
    document_counts,
    fill_rows,
    pack,
    tokens_by_range,
)
from cuewise.count.kernel.numbers import remap_ids
from cuewise.count.merge import concatenate, drop_rare
from cuewise.count.stream import TokenBatch, TokenStream
from cuewise.count.trie import Level, Trie

# Keys sorted at a time: few enough for the cache, enough to make a call worthwhile.
_KEYS = 1 << 20
# Word counts by class, for all threads together.
_CELLS = 1 << 26
# Keys of 8 bytes made in one pass over the documents; a further pass costs little.
_AT_ONCE = 1 << 23
# Ranges that fit one byte; 0 means none.
_RANGES = 255


@dataclass(frozen=True, slots=True)
class Job:
    """What to count: n-grams of these orders, by class, in at least `min_count` documents."""

    classes: int
    orders: tuple[int, ...]
    min_count: int
    threads: int
    joiner: str


def count_ngrams(stream: TokenStream, job: Job) -> tuple[Trie, TokenStream]:
    """Count every n-gram; also return the stream, with rare words replaced by breaks (0).

    Changes the arrays of `stream` in place: a copy would double the memory.
    """
    with ThreadPoolExecutor(job.threads) as pool:
        counts = _word_counts(stream, job, pool)
        kept = counts.sum(axis=1) >= job.min_count
        kept[0] = False
        stream = _drop_words(stream, kept, pool)
        counts = counts[kept]
        rows = np.arange(len(counts), dtype=np.uint32)
        levels = [Level(np.zeros(len(counts), np.uint32), rows, counts)]
        if not len(counts):
            levels *= max(job.orders)
        elif max(job.orders) > 1:
            levels += _longer(stream, counts.sum(axis=1), job, pool)
    return Trie(stream.words[1:], tuple(levels), job.orders, job.joiner), stream


def _word_counts(stream: TokenStream, job: Job, pool: ThreadPoolExecutor) -> NDArray[np.uint32]:
    """Count the documents of each class that hold each word; small tables get one per thread."""
    cells = len(stream.words) * job.classes
    tables = max(1, min(job.threads, _CELLS // cells))

    def work(n: int) -> NDArray[np.uint32]:
        counts = np.zeros((len(stream.words), job.classes), np.uint32)
        last = np.zeros(len(stream.words), np.uint32)
        for b in stream.batches[n::tables]:
            document_counts(b.ids, b.ends, b.labels, np.uint64(b.first), last, counts)
        return counts

    return sum(pool.map(work, range(1, tables)), work(0))


def _drop_words(
    stream: TokenStream, kept: NDArray[np.bool_], pool: ThreadPoolExecutor
) -> TokenStream:
    """Keep only the words `kept` and renumber them; the others become breaks."""
    if kept[1:].all():
        return stream
    place = np.where(kept, np.cumsum(kept), 0).astype(np.uint32)
    list(pool.map(lambda b: remap_ids(b.ids, place), stream.batches))
    rows = np.flatnonzero(kept)
    return replace(stream, words=stream.words.take(pa.array(np.concatenate([[0], rows]))))


def _longer(
    stream: TokenStream, documents: NDArray[np.int64], job: Job, pool: ThreadPoolExecutor
) -> list[Level]:
    """Count the n-grams of two or more words."""
    layout = _layout(documents.size, job)
    parts = (_pass(stream, layout, ranges, job, pool) for ranges in _passes(documents, layout, job))
    tokens = sum(b.ids.size for b in stream.batches)
    return concatenate(chain.from_iterable(parts), [tokens] * (max(job.orders) - 1), job.classes)


def _pass(
    stream: TokenStream, layout: Layout, ranges: Ranges, job: Job, pool: ThreadPoolExecutor
) -> Iterator[list[Level]]:
    """Count the n-grams of every range, level by level."""
    packed = list(pool.map(partial(_packed, layout=layout, ranges=ranges), stream.batches))

    def rows(r: int) -> list[Level]:
        keys = np.concatenate([np.empty(0, np.uint64), *(batch.pop(r) for batch in packed)])
        return _rows(keys, layout, int(ranges.base[r]), job)

    return pool.map(rows, range(1, ranges.base.size))


def _layout(words: int, job: Job) -> Layout:
    """Choose the widths of the parts of a key."""
    order = max(job.orders)
    widths = (words.bit_length(), (job.classes - 1).bit_length(), max(order - 2, 0), order)
    return Layout(*map(np.uint64, widths))


def _passes(documents: NDArray[np.int64], layout: Layout, job: Job) -> Iterator[Ranges]:
    """Split the first words into ranges of about equal token counts, for pass after pass."""
    number = _ranges(documents, _max_words(documents.size, layout), job.threads)
    first = np.flatnonzero(np.diff(number, prepend=-1))
    at_once = min(_RANGES, _AT_ONCE // _KEYS)
    for start in range(0, first.size, at_once):
        inside = (number >= start) & (number < start + at_once)
        place = np.where(inside, number - start + 1, 0)
        base = np.concatenate([[0], first[start : start + at_once]])
        yield Ranges(np.append(0, place).astype(np.uint8), base.astype(np.uint64))


def _ranges(documents: NDArray[np.int64], max_words: int, threads: int) -> NDArray[np.int64]:
    """Number the range of every word; no range has more than `max_words` words."""
    cumulated = np.cumsum(documents)
    total = int(cumulated[-1]) if cumulated.size else 1
    parts = total // _KEYS + 1
    if parts > 1:
        parts = max(parts, 4 * threads)
    by_size = (cumulated - 1) * parts // total
    by_width = np.arange(documents.size) // max_words
    both = np.stack([by_size, by_width])
    starts = (np.diff(both, prepend=both[:, :1]) != 0).any(axis=0)
    return np.cumsum(starts)


def _max_words(words: int, layout: Layout) -> int:
    """Return how many first words a range may have if its keys are to fit 64 bits."""
    word, label, flags, order = map(int, layout)
    free = 64 - word * (order - 1) - label - flags
    if free < 1:
        raise ValueError(
            f"{order}-grams of {words} different words with {1 << label} labels need more than "
            "64 bits each; allowed: shorter n-grams or a higher min_count"
        )
    return (1 << min(free, 32)) - 1


def _packed(batch: TokenBatch, layout: Layout, ranges: Ranges) -> dict[int, NDArray[np.uint64]]:
    """Return the keys of a batch, range by range."""
    sizes = np.zeros(ranges.base.size, np.int64)
    tokens_by_range(batch.ids, ranges.place, sizes)
    sizes[0] = 0
    first = np.cumsum(sizes) - sizes
    keys, ends = np.empty(int(sizes.sum()), np.uint64), first.copy()
    pack(batch.ids, batch.ends, batch.labels, layout, ranges, keys, ends)
    # Copy, so that the memory of a range is freed once it is counted.
    return {r: keys[first[r] : ends[r]].copy() for r in range(1, sizes.size)}


def _rows(keys: NDArray[np.uint64], layout: Layout, base: int, job: Job) -> list[Level]:
    """Count the n-grams of one range, level by level; parents are rows within the range."""
    keys.sort()
    order = int(layout.order)
    sizes = np.zeros(order + 1, np.int64)
    count_rows(keys, layout, sizes)
    first, total = np.cumsum(sizes) - sizes, int(sizes.sum())
    rows = Rows(
        first,
        np.empty(total, np.uint32),
        np.empty(total, np.uint32),
        np.zeros((total, job.classes), np.uint32),
    )
    fill_rows(keys, layout, np.uint64(base), rows)
    ends = first + sizes
    levels = [
        Level(rows.parents[a:b], rows.words[a:b], rows.counts[a:b])
        for a, b in zip(first[2:], ends[2:], strict=True)
    ]
    return drop_rare(levels, job.min_count) if job.min_count > 1 else levels
