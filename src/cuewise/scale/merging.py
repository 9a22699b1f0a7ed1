"""The counts of all units together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from cuewise.count.blocks import add_up
from cuewise.count.cores import cores
from cuewise.count.ngrams import Job
from cuewise.count.store import Stored
from cuewise.cues.counted import CountedCues, Tally, merge_tallies
from cuewise.cues.lexical import Ngrams, NgramSpec
from cuewise.cues.source import Finder
from cuewise.records import Ints
from cuewise.scale.counting import ENDS, TALLIES, trie_name


def ngrams(
    kinds: Sequence[NgramSpec], slices: Sequence[tuple[Path, int]], classes: int, min_count: int
) -> Iterator[CountedCues]:
    """The frequent n-grams of every kind, from the places of the units and their slices."""
    ends = _summed([place / ENDS for place, _ in slices], ["ngrams", "end", "name"], classes)
    for n, kind in enumerate(kinds):
        tries = [
            Stored.open(place / trie_name(n, s)) for place, parts in slices for s in range(parts)
        ]
        job = Job(classes, kind.orders, min_count, cores(), kind.rule.joiner)
        trie = add_up(tries, job)
        edges, counts = [], []
        for end in kind.ends:
            own = ends.filter((pl.col("ngrams") == n) & (pl.col("end") == end))
            numbers, held = _frequent(own, trie.words, classes, min_count)
            edges.append(numbers)
            counts.append(held)
        yield Ngrams(kind, trie, tuple(edges), tuple(counts)).counted()


def others(
    finders: Mapping[str, Sequence[Finder]],
    places: Sequence[Path],
    classes: int,
    documents: int,
    min_count: int,
) -> dict[str, list[CountedCues]]:
    """The cues of every finder that enough of the documents hold, by code."""
    keys = ["code", "finder", "two_sided", "kind", "note", "name"]
    summed = _summed([place / TALLIES for place in places], keys, classes)
    found = {}
    for code, several in finders.items():
        found[code] = [
            merge_tallies(
                [
                    t.kept(documents, min_count)
                    for t in _tallies(
                        summed.filter((pl.col("code") == code) & (pl.col("finder") == at)), classes
                    )
                ],
                finder,
                classes,
            )
            for at, finder in enumerate(several)
        ]
    return found


def _tallies(own: pl.DataFrame, classes: int) -> Iterator[Tally]:
    for two_sided in (False, True):
        part = own.filter(pl.col("two_sided") == two_sided)
        yield Tally(
            tuple(part["name"].to_list()),
            tuple(part["kind"].to_list()),
            tuple(part["note"].to_list()),
            _counts(part, classes),
            two_sided,
        )


def _summed(paths: Sequence[Path], keys: list[str], classes: int) -> pl.DataFrame:
    """The sum of several frames over their keys."""
    frames = [f for path in paths if (f := pl.read_parquet(path)).width]
    counts = [f"class_{k}" for k in range(classes)]
    if not frames:
        return pl.DataFrame(schema=dict.fromkeys(keys, pl.String) | dict.fromkeys(counts, pl.Int64))
    return pl.concat(frames, how="diagonal").group_by(keys).agg(pl.col(counts).sum()).sort(keys)


def _counts(part: pl.DataFrame, classes: int) -> Ints:
    own = part.select([f"class_{k}" for k in range(classes)]).to_numpy()
    return own.astype(np.int64).reshape(-1, classes)


def _frequent(
    own: pl.DataFrame, words: pa.Array, classes: int, min_count: int
) -> tuple[Ints, Ints]:
    """Numbers of the words that enough documents have at an end, ascending, and their counts."""
    counts = _counts(own, classes)
    enough = counts.sum(axis=1) >= min_count
    names = pa.array([name.encode() for name in own["name"].filter(enough)], pa.large_binary())
    numbers = pc.index_in(names, value_set=words).fill_null(-1).to_numpy().astype(np.int64) + 1
    order = np.argsort(numbers)
    return numbers[order], counts[enough][order]
