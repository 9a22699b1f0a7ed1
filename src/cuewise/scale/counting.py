"""Count the cues of one portion by class; `merging` sums the counts of all portions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cuewise.count.cores import cores
from cuewise.count.ngrams import Job, count_ngrams
from cuewise.count.pause_gc import gc_paused
from cuewise.count.store import write_trie
from cuewise.count.stream import read_stream
from cuewise.count.text import text_batches
from cuewise.cues.counted import Tally, tally
from cuewise.cues.lexical import NgramSpec, edge, ngram_specs, words_at
from cuewise.cues.source import Finder, Population, text_fields
from cuewise.files import whole_file
from cuewise.plugins.outcomes import reason_of
from cuewise.records import Corpus
from cuewise.scale.documents import PortionTask
from cuewise.scale.usable import CorpusFacts, RowSpec
from cuewise.split.rows import rows_of

# Characters counted at a time, whatever the size of a shard.
_SLICE_CHARACTERS = 1 << 26
TALLIES_FILE, ENDS_FILE = "tallies.parquet", "ends.parquet"


@dataclass(frozen=True, slots=True)
class CountPlan:
    """How to read rows, the number of classes, and the finders of cues by outcome code."""

    spec: RowSpec
    facts: CorpusFacts
    classes: int
    finders: Mapping[str, tuple[Finder, ...]]


@gc_paused()
def count_portion(plan: CountPlan, task: PortionTask, folder: Path) -> dict[str, Any]:
    """Count the cues of a portion: n-grams as tries, all others by name."""
    corpus, assignment = task.read(plan.spec, plan.facts)
    strata = assignment.strata
    slices = list(_slices(corpus))
    ends: list[pl.DataFrame] = []
    for s, rows in enumerate(slices):
        part = Population.of(rows_of(corpus, rows), strata[rows], plan.classes)
        for n, ngrams in enumerate(ngram_specs(corpus)):
            ends += _ngrams(part, ngrams, n, folder / trie_file(n, s))
    failed: dict[str, dict[str, Any]] = {}
    tallies: list[pl.DataFrame] = []
    for code, finders in plan.finders.items():
        try:
            tallies += _tallies(corpus, strata, plan.classes, code, finders)
        # Report a source that fails and carry on with the others.
        except Exception as error:  # noqa: BLE001
            failed[code] = reason_of(error).model_dump()
    _write(tallies, folder / TALLIES_FILE)
    _write(ends, folder / ENDS_FILE)
    return {"slices": len(slices), "failed": failed}


def trie_file(ngrams: int, part: int) -> str:
    """Name the file of one kind of n-grams in one slice of a portion."""
    return f"ngrams-{ngrams}-{part}.parquet"


def _slices(corpus: Corpus) -> Iterator[NDArray[np.int64]]:
    """Split the rows into slices of about equal numbers of characters."""
    sizes = np.zeros(len(corpus.ids), np.int64)
    for _, texts in text_fields(corpus):
        sizes += np.fromiter(map(len, texts), np.int64, sizes.size)
    number = np.cumsum(sizes) // _SLICE_CHARACTERS
    yield from np.split(np.arange(sizes.size), np.flatnonzero(np.diff(number)) + 1)


def _ngrams(p: Population, ngrams: NgramSpec, n: int, path: Path) -> Iterator[pl.DataFrame]:
    """Write all n-grams of a slice: what is rare in it may be frequent in the corpus."""
    job = Job(p.classes, ngrams.orders, 1, cores(), ngrams.rule.joiner)
    source = text_batches(text_fields(p.corpus)[ngrams.field][1], p.strata)
    trie, stream = count_ngrams(read_stream(source, ngrams.rule, job.threads), job)
    with whole_file(path) as part:
        write_trie(trie, part)
    for end in ngrams.ends:
        numbers, counts = words_at(edge(stream, end), p, len(trie.words))
        names = trie.words.take(numbers - 1).to_pylist()
        words = [w.decode("utf-8", "replace") for w in names]
        yield _frame({"ngrams": n, "end": end}, words, counts)


def _tallies(
    corpus: Corpus,
    strata: NDArray[np.uint32],
    classes: int,
    code: str,
    finders: tuple[Finder, ...],
) -> Iterator[pl.DataFrame]:
    for number, finder in enumerate(finders):
        for part in finder(corpus):
            if part.names:
                yield _tally_frame(tally(part, strata, classes), code, number)


def _tally_frame(t: Tally, code: str, finder: int) -> pl.DataFrame:
    constants = {"code": code, "finder": finder, "two_sided": t.two_sided}
    named = _frame(constants, list(t.names), t.counts)
    return named.with_columns(kind=pl.Series(t.kinds), note=pl.Series(t.notes))


def _frame(
    constants: Mapping[str, object], names: list[str], counts: NDArray[np.int64]
) -> pl.DataFrame:
    """Tabulate names with their counts by class and some constant columns."""
    columns = {f"class_{k}": counts[:, k] for k in range(counts.shape[1])}
    named = pl.DataFrame({"name": pl.Series(names, dtype=pl.String), **columns})
    return named.with_columns(**{key: pl.lit(value) for key, value in constants.items()})


def _write(frames: list[pl.DataFrame], path: Path) -> None:
    with whole_file(path) as part:
        (pl.concat(frames) if frames else pl.DataFrame()).write_parquet(part)
