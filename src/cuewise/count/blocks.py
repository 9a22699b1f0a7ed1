"""Corpora of any size in a bounded memory: counted block by block, added up range by range."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import chain as every
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cuewise.count.merge import Numbers, chain, frequent, merge_all, renumber, union, widened
from cuewise.count.ngrams import Job, count_ngrams
from cuewise.count.store import Stored, write
from cuewise.count.stream import read
from cuewise.count.text import Piece, Rule
from cuewise.count.trie import Level, Trie

# What a token of a block costs: its number, its share of the keys, of the counts and of their sum.
_BYTES = 48
# Rows added up at a time.
_ROWS = 1 << 19


def count_pieces(source: Iterator[Piece], rule: Rule, job: Job, memory: int | None = None) -> Trie:
    """Count a corpus that comes piece by piece.

    Parameters
    ----------
    memory:
        Bytes to keep to, beside the result and the piece at hand; None for no bound.
    """
    if memory is None:
        return count_ngrams(read(source, rule, job.threads), job)[0]
    tokens = max(memory // _BYTES, 1)
    with tempfile.TemporaryDirectory(prefix="cuewise-count-") as folder:
        paths: list[Path] = []
        # A block that is only part of the corpus must keep what is rare in it.
        whole = replace(job, min_count=1)
        while (piece := next(source, None)) is not None:
            block = read(every([piece], source), rule, job.threads, tokens)
            paths.append(Path(folder) / f"{len(paths)}.parquet")
            write(count_ngrams(block, whole)[0], paths[-1])
        if not paths:
            return count_ngrams(read(source, rule, job.threads), job)[0]
        return add_up([Stored.open(p) for p in paths], job)


def add_up(parts: Sequence[Stored], job: Job) -> Trie:
    """The sum of several tries on disk, with what at least `min_count` documents hold."""
    words, places = union([p.words() for p in parts])
    if not len(words):
        return parts[0].trie()
    bounds = _bounds(parts, places, len(words))
    add = partial(_range, parts, places, job)
    with ThreadPoolExecutor(job.threads) as pool:
        most = np.sum([part.rows for part in parts], axis=0).tolist()
        levels = chain(pool.map(add, bounds[:-1], bounds[1:]), most, job.classes)
    return _renamed(Trie(words, tuple(levels), job.orders, job.joiner))


def _bounds(parts: Sequence[Stored], places: Sequence[Numbers], words: int) -> NDArray[np.int64]:
    """Places among the words that cut the work into ranges of about equal size."""
    weight = np.zeros(words, np.int64)
    for part, place in zip(parts, places, strict=True):
        weight[place] += part.weights()
    ahead = np.cumsum(weight)
    total = int(ahead[-1]) if words else 0
    cuts = np.searchsorted(ahead, np.arange(1, total // _ROWS + 1) * _ROWS)
    return np.unique(np.concatenate([[0], cuts, [words]]))


def _range(
    parts: Sequence[Stored], places: Sequence[Numbers], job: Job, low: int, high: int
) -> list[Level]:
    """The sum over the n-grams whose first word is low..high."""
    several = []
    for part, place in zip(parts, places, strict=True):
        start, stop = np.searchsorted(place, [low, high]).tolist()
        several.append(renumber(part.levels(start, stop), place))
    return frequent(widened(merge_all(several), job.classes), job.min_count)


def _renamed(trie: Trie) -> Trie:
    """The trie without the words that no row has."""
    held = trie.levels[0].words
    place = np.zeros(len(trie.words), np.uint32)
    place[held] = np.arange(held.size, dtype=np.uint32)
    return replace(
        trie, words=trie.words.take(pa.array(held)), levels=tuple(renumber(trie.levels, place))
    )
