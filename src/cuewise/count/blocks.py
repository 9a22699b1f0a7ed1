"""Count a corpus of any size in bounded memory: block by block, then summed range by range."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cuewise.count.merge import (
    Numbers,
    concatenate,
    drop_rare,
    pad_classes,
    remap_words,
    sum_levels,
    union_vocabulary,
)
from cuewise.count.ngrams import Job, count_ngrams
from cuewise.count.store import StoredTrie, write_trie
from cuewise.count.stream import read_stream
from cuewise.count.text import Rule, TextBatch
from cuewise.count.trie import Level, Trie

# Memory per token of a block: its id and its share of the keys, the counts and their sum.
_BYTES_PER_TOKEN = 48
# Rows summed at a time.
_RANGE_ROWS = 1 << 19


def count_batches(
    source: Iterator[TextBatch], rule: Rule, job: Job, memory: int | None = None
) -> Trie:
    """Count a corpus that arrives in batches of documents.

    Parameters
    ----------
    memory:
        Bound in bytes, without the result and the current batch; None for no bound.
    """
    if memory is None:
        return count_ngrams(read_stream(source, rule, job.threads), job)[0]
    tokens = max(memory // _BYTES_PER_TOKEN, 1)
    with tempfile.TemporaryDirectory(prefix="cuewise-count-") as folder:
        paths: list[Path] = []
        # Keep every n-gram of a block: what is rare in it may be frequent in the corpus.
        keep_all = replace(job, min_count=1)
        while (batch := next(source, None)) is not None:
            block = read_stream(chain([batch], source), rule, job.threads, tokens)
            paths.append(Path(folder) / f"{len(paths)}.parquet")
            write_trie(count_ngrams(block, keep_all)[0], paths[-1])
        if not paths:
            return count_ngrams(read_stream(source, rule, job.threads), job)[0]
        return sum_tries([StoredTrie.open(p) for p in paths], job)


def sum_tries(parts: Sequence[StoredTrie], job: Job) -> Trie:
    """Sum tries on disk and keep the n-grams of at least `min_count` documents."""
    words, places = union_vocabulary([p.words() for p in parts])
    if not len(words):
        return parts[0].trie()
    bounds = _bounds(parts, places, len(words))
    sum_range = partial(_sum_range, parts, places, job)
    with ThreadPoolExecutor(job.threads) as pool:
        most = np.sum([part.rows for part in parts], axis=0).tolist()
        levels = concatenate(pool.map(sum_range, bounds[:-1], bounds[1:]), most, job.classes)
    return _without_unused_words(Trie(words, tuple(levels), job.orders, job.joiner))


def _bounds(
    parts: Sequence[StoredTrie], places: Sequence[Numbers], words: int
) -> NDArray[np.int64]:
    """Cut the words into ranges with about equal numbers of rows."""
    weight = np.zeros(words, np.int64)
    for part, place in zip(parts, places, strict=True):
        weight[place] += part.weights()
    cumulated = np.cumsum(weight)
    total = int(cumulated[-1]) if words else 0
    targets = np.arange(1, total // _RANGE_ROWS + 1) * _RANGE_ROWS
    cuts = np.searchsorted(cumulated, targets)
    return np.unique(np.concatenate([[0], cuts, [words]]))


def _sum_range(
    parts: Sequence[StoredTrie], places: Sequence[Numbers], job: Job, low: int, high: int
) -> list[Level]:
    """Sum the n-grams whose first word is in low..high."""
    tries = []
    for part, place in zip(parts, places, strict=True):
        start, stop = np.searchsorted(place, [low, high]).tolist()
        tries.append(remap_words(part.levels(start, stop), place))
    return drop_rare(pad_classes(sum_levels(tries), job.classes), job.min_count)


def _without_unused_words(trie: Trie) -> Trie:
    """Drop the words that no row refers to."""
    used = trie.levels[0].words
    place = np.zeros(len(trie.words), np.uint32)
    place[used] = np.arange(used.size, dtype=np.uint32)
    return replace(
        trie, words=trie.words.take(pa.array(used)), levels=tuple(remap_words(trie.levels, place))
    )
