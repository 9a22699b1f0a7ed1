"""Cues with their document counts by class, over a corpus of any size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from cuewise.count.incidence import counts_by_label
from cuewise.cues.source import Finder, SourceCues
from cuewise.records import Corpus, CueTable, Ints

# Documents and ascending cue numbers [m] to CSR [n, m] of 0/1.
Find = Callable[[Corpus, Ints], csr_array]


@dataclass(frozen=True, slots=True)
class CountedCues:
    """names[f], kinds[f], notes[f]; counts[f, c] documents of class c that hold each cue.

    `find` looks for some of the cues in any documents.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    notes: tuple[str, ...]
    counts: Ints
    find: Find

    def table(self, corpus: Corpus) -> CueTable:
        """The cue table of some documents."""
        every = np.arange(len(self.names))
        return CueTable(self.names, self.kinds, self.find(corpus, every), self.notes)


@dataclass(frozen=True, slots=True)
class Tally:
    """The cues of one `SourceCues` with their counts, before rare ones are dropped."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    notes: tuple[str, ...]
    counts: Ints
    two_sided: bool = False

    def take(self, rows: Sequence[int]) -> Tally:
        """The cues at `rows`, in that order."""
        fields = (self.names, self.kinds, self.notes)
        names, kinds, notes = (tuple(f[j] for j in rows) for f in fields)
        counts = self.counts[np.asarray(rows, np.int64)]
        return Tally(names, kinds, notes, counts, self.two_sided)

    def kept(self, documents: int, min_count: int) -> Tally:
        """The cues in enough of the `documents`."""
        held = self.counts.sum(axis=1)
        most = documents - min_count if self.two_sided else documents
        return self.take(np.flatnonzero((held >= min_count) & (held <= most)).tolist())


def _concatenated(parts: Sequence[Tally | CountedCues], classes: int) -> Tally:
    fields = zip(*((p.names, p.kinds, p.notes) for p in parts), strict=True)
    names, kinds, notes = (tuple(chain(*f)) for f in fields) if parts else ((), (), ())
    none = np.zeros((0, classes), np.int64)
    return Tally(names, kinds, notes, np.concatenate([none, *(p.counts for p in parts)]))


def join(parts: Sequence[CountedCues], classes: int) -> CountedCues:
    """All cues of several sources."""
    first = np.cumsum([0, *(len(p.names) for p in parts)])

    def find(corpus: Corpus, wanted: Ints) -> csr_array:
        # Skip the sources without a wanted cue.
        bounds = np.searchsorted(wanted, first)
        held = [
            part.find(corpus, wanted[a:b] - start)
            for part, start, a, b in zip(parts, first, bounds, bounds[1:], strict=False)
            if a < b
        ]
        none = csr_array((len(corpus.ids), 0), dtype=np.int8)
        return csr_array(hstack([none, *held], format="csr", dtype=np.int8))

    every = _concatenated(parts, classes)
    return CountedCues(every.names, every.kinds, every.notes, every.counts, find)


def tally(part: SourceCues, strata: NDArray[np.integer], classes: int) -> Tally:
    """Count the documents of every class, strata[n], that hold the cues of a part."""
    v = part.values
    counts = counts_by_label(v.indptr, v.indices, strata, (len(part.names), classes))
    return Tally(part.names, part.kinds, part.notes, counts, part.two_sided)


def merge_tallies(tallies: Sequence[Tally], finder: Finder, classes: int) -> CountedCues:
    """The kept cues of one source in the order of their names; `finder` finds them elsewhere."""
    every = _concatenated(tallies, classes)
    every = every.take(sorted(range(len(every.names)), key=every.names.__getitem__))

    def find(corpus: Corpus, wanted: Ints) -> csr_array:
        names = [every.names[j] for j in wanted.tolist()]
        return _aligned(finder(corpus), names, len(corpus.ids))

    return CountedCues(every.names, every.kinds, every.notes, every.counts, find)


def _aligned(parts: Iterable[SourceCues], names: Sequence[str], documents: int) -> csr_array:
    """The columns of `names`, in that order, of some parts; a missing one is empty."""
    place = {name: j for j, name in enumerate(names)}
    held = [csr_array((documents, 0), dtype=np.int8)]
    columns = [np.empty(0, np.int64)]
    for part in filter(lambda part: part.names, parts):
        kept = [j for j, name in enumerate(part.names) if name in place]
        held.append(part.values[:, kept])
        columns.append(np.array([place[part.names[j]] for j in kept], np.int64))
    found = csr_array(hstack(held, format="csr", dtype=np.int8))
    target = np.concatenate(columns).astype(found.indices.dtype)
    return csr_array(
        (found.data, target[found.indices], found.indptr), shape=(documents, len(names))
    )
