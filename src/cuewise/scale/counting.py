"""The cues of one unit, counted by class, to be added up over all units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cuewise.count.cores import cores
from cuewise.count.garbage import uncollected
from cuewise.count.ngrams import Job, count_ngrams
from cuewise.count.store import write
from cuewise.count.stream import read
from cuewise.count.text import pieces
from cuewise.cues.counted import Tally, tally
from cuewise.cues.lexical import NgramSpec, edge, ngram_specs, words_at
from cuewise.cues.source import Finder, Population, text_fields
from cuewise.files import whole
from cuewise.plugins.outcomes import reason_of
from cuewise.records import Corpus
from cuewise.scale.dealing import Dealt
from cuewise.scale.portion import Asked, Known, Portion
from cuewise.scale.units import Unit
from cuewise.split.rows import rows_of

# Bytes of text counted at a time, whatever the size of a shard.
_AT_ONCE = 1 << 26
TALLIES, ENDS = "tallies.parquet", "ends.parquet"


@dataclass(frozen=True, slots=True)
class Task:
    """A unit, the rows of the source before its file, and where its rows' classes are."""

    unit: Unit
    first: int
    dealt: Path


@dataclass(frozen=True, slots=True)
class Wanted:
    """How rows are read, and who finds their cues: finders by the code of their outcome."""

    asked: Asked
    known: Known
    classes: int
    finders: Mapping[str, tuple[Finder, ...]]


@uncollected()
def count_unit(wanted: Wanted, task: Task, place: Path) -> dict[str, Any]:
    """Count the cues of a unit: n-grams as tries, all others by name."""
    corpus = Portion.read(task.unit, wanted.asked).corpus(wanted.known, task.first)
    strata = Dealt.load(task.dealt).of(corpus, task.unit.path).strata
    slices = list(_slices(corpus))
    ends: list[pl.DataFrame] = []
    for s, rows in enumerate(slices):
        part = Population.of(rows_of(corpus, rows), strata[rows], wanted.classes)
        for n, one in enumerate(ngram_specs(corpus)):
            ends += _ngrams(part, one, n, place / trie_name(n, s))
    failed: dict[str, dict[str, Any]] = {}
    tallies: list[pl.DataFrame] = []
    for code, finders in wanted.finders.items():
        try:
            tallies += _tallies(corpus, strata, wanted.classes, code, finders)
        # A source that fails must show, and must not take the rest along.
        except Exception as error:  # noqa: BLE001
            failed[code] = reason_of(error).model_dump()
    _write(tallies, place / TALLIES)
    _write(ends, place / ENDS)
    return {"slices": len(slices), "failed": failed}


def trie_name(ngrams: int, part: int) -> str:
    """The file of one kind of n-grams in one slice of a unit."""
    return f"ngrams-{ngrams}-{part}.parquet"


def _slices(corpus: Corpus) -> Iterator[NDArray[np.int64]]:
    """The rows in portions of about as many characters."""
    sizes = np.zeros(len(corpus.ids), np.int64)
    for _, texts in text_fields(corpus):
        sizes += np.fromiter(map(len, texts), np.int64, sizes.size)
    number = np.cumsum(sizes) // _AT_ONCE
    yield from np.split(np.arange(sizes.size), np.flatnonzero(np.diff(number)) + 1)


def _ngrams(p: Population, one: NgramSpec, n: int, path: Path) -> Iterator[pl.DataFrame]:
    """Write the n-grams of a slice; what is rare in it may be frequent in all."""
    job = Job(p.classes, one.orders, 1, cores(), one.rule.joiner)
    source = pieces(text_fields(p.corpus)[one.field][1], p.strata)
    trie, stream = count_ngrams(read(source, one.rule, job.threads), job)
    with whole(path) as part:
        write(trie, part)
    for end in one.ends:
        numbers, counts = words_at(edge(stream, end), p, len(trie.words))
        names = trie.words.take(numbers - 1).to_pylist()
        words = [w.decode("utf-8", "replace") for w in names]
        yield frame({"ngrams": n, "end": end}, words, counts)


def _tallies(
    corpus: Corpus,
    strata: NDArray[np.uint32],
    classes: int,
    code: str,
    finders: tuple[Finder, ...],
) -> Iterator[pl.DataFrame]:
    for at, finder in enumerate(finders):
        for part in finder(corpus):
            if part.names:
                yield _as_frame(tally(part, strata, classes), code, at)


def _as_frame(t: Tally, code: str, finder: int) -> pl.DataFrame:
    about = {"code": code, "finder": finder, "two_sided": t.two_sided}
    named = frame(about, list(t.names), t.counts)
    return named.with_columns(kind=pl.Series(t.kinds), note=pl.Series(t.notes))


def frame(about: Mapping[str, object], names: list[str], counts: NDArray[np.int64]) -> pl.DataFrame:
    """Names with their counts by class, and what is the same for all of them."""
    columns = {f"class_{k}": counts[:, k] for k in range(counts.shape[1])}
    named = pl.DataFrame({"name": pl.Series(names, dtype=pl.String), **columns})
    return named.with_columns(**{key: pl.lit(value) for key, value in about.items()})


def _write(frames: list[pl.DataFrame], path: Path) -> None:
    with whole(path) as part:
        (pl.concat(frames) if frames else pl.DataFrame()).write_parquet(part)
