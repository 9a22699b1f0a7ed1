"""Sum the counts of all portions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from cuewise.count.blocks import sum_tries
from cuewise.count.cores import cores
from cuewise.count.ngrams import Job
from cuewise.count.store import StoredTrie
from cuewise.cues.counted import CountedCues, Tally, merge_tallies
from cuewise.cues.lexical import Ngrams, NgramSpec
from cuewise.cues.source import Finder
from cuewise.records import Ints
from cuewise.scale.counting import ENDS_FILE, TALLIES_FILE, trie_file


def merge_ngrams(
    kinds: Sequence[NgramSpec], slices: Sequence[tuple[Path, int]], classes: int, min_count: int
) -> Iterator[CountedCues]:
    """Yield the frequent n-grams of every kind; `slices` counts the slices in each folder."""
    ends = _summed([folder / ENDS_FILE for folder, _ in slices], ["ngrams", "end", "name"], classes)
    for n, kind in enumerate(kinds):
        tries = [
            StoredTrie.open(folder / trie_file(n, s))
            for folder, parts in slices
            for s in range(parts)
        ]
        job = Job(classes, kind.orders, min_count, cores(), kind.rule.joiner)
        trie = sum_tries(tries, job)
        edges, counts = [], []
        for end in kind.ends:
            rows = ends.filter((pl.col("ngrams") == n) & (pl.col("end") == end))
            numbers, documents = _frequent(rows, trie.words, classes, min_count)
            edges.append(numbers)
            counts.append(documents)
        yield Ngrams(kind, trie, tuple(edges), tuple(counts)).counted()


def merge_portion_tallies(
    finders: Mapping[str, Sequence[Finder]],
    folders: Sequence[Path],
    classes: int,
    documents: int,
    min_count: int,
) -> dict[str, list[CountedCues]]:
    """Return the frequent cues of every finder, by outcome code."""
    keys = ["code", "finder", "two_sided", "kind", "note", "name"]
    summed = _summed([folder / TALLIES_FILE for folder in folders], keys, classes)

    def frequent(code: str, number: int, finder: Finder) -> CountedCues:
        rows = summed.filter((pl.col("code") == code) & (pl.col("finder") == number))
        kept = [t.kept(documents, min_count) for t in _tallies(rows, classes)]
        return merge_tallies(kept, finder, classes)

    return {
        code: [frequent(code, number, finder) for number, finder in enumerate(group)]
        for code, group in finders.items()
    }


def _tallies(rows: pl.DataFrame, classes: int) -> Iterator[Tally]:
    for two_sided in (False, True):
        part = rows.filter(pl.col("two_sided") == two_sided)
        yield Tally(
            tuple(part["name"].to_list()),
            tuple(part["kind"].to_list()),
            tuple(part["note"].to_list()),
            _counts(part, classes),
            two_sided,
        )


def _summed(paths: Sequence[Path], keys: list[str], classes: int) -> pl.DataFrame:
    """Sum the counts of several frames by their keys."""
    frames = [f for path in paths if (f := pl.read_parquet(path)).width]
    counts = [f"class_{k}" for k in range(classes)]
    if not frames:
        return pl.DataFrame(schema=dict.fromkeys(keys, pl.String) | dict.fromkeys(counts, pl.Int64))
    return pl.concat(frames, how="diagonal").group_by(keys).agg(pl.col(counts).sum()).sort(keys)


def _counts(part: pl.DataFrame, classes: int) -> Ints:
    counts = part.select([f"class_{k}" for k in range(classes)]).to_numpy()
    return counts.astype(np.int64).reshape(-1, classes)


def _frequent(
    rows: pl.DataFrame, words: pa.Array, classes: int, min_count: int
) -> tuple[Ints, Ints]:
    """Return the ascending numbers of the words that are frequent at an end, and their counts."""
    counts = _counts(rows, classes)
    enough = counts.sum(axis=1) >= min_count
    names = pa.array([name.encode() for name in rows["name"].filter(enough)], pa.large_binary())
    numbers = pc.index_in(names, value_set=words).fill_null(-1).to_numpy().astype(np.int64) + 1
    order = np.argsort(numbers)
    return numbers[order], counts[enough][order]
