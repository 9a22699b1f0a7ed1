"""Cues with the documents of every class that hold them, counted over a corpus of any size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from cuewise.count.incidence import counts_by_label
from cuewise.cues.parts import Finder, Part
from cuewise.records import Corpus, CueTable, Ints

# The documents, and the numbers of the cues, ascending.
Find = Callable[[Corpus, Ints], csr_array]


@dataclass(frozen=True, slots=True)
class Counted:
    """names[f], kinds[f], notes[f]; counts[f, c] documents of class c that hold each cue.

    `find` tells which of some of them, by their numbers [m], any documents hold: CSR [n, m] of 0/1.
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


def join(parts: Sequence[Counted], classes: int) -> Counted:
    """All cues of several sources."""
    first = np.cumsum([0, *(len(p.names) for p in parts)])

    def find(corpus: Corpus, wanted: Ints) -> csr_array:
        # A source that nothing is wanted of need not look.
        bounds = np.searchsorted(wanted, first)
        held = [
            part.find(corpus, wanted[a:b] - start)
            for part, start, a, b in zip(parts, first, bounds, bounds[1:], strict=False)
            if a < b
        ]
        none = csr_array((len(corpus.ids), 0), dtype=np.int8)
        return csr_array(hstack([none, *held], format="csr", dtype=np.int8))

    return Counted(
        tuple(n for p in parts for n in p.names),
        tuple(k for p in parts for k in p.kinds),
        tuple(n for p in parts for n in p.notes),
        np.concatenate([np.zeros((0, classes), np.int64), *(p.counts for p in parts)]),
        find,
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """The cues of one part with their counts, before the rare ones are left out."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    notes: tuple[str, ...]
    counts: Ints
    two_sided: bool

    def kept(self, documents: int, min_count: int) -> Tally:
        """Those that enough of so many documents hold."""
        held = self.counts.sum(axis=1)
        most = documents - min_count if self.two_sided else documents
        keep = np.flatnonzero((held >= min_count) & (held <= most)).tolist()
        return Tally(
            tuple(self.names[j] for j in keep),
            tuple(self.kinds[j] for j in keep),
            tuple(self.notes[j] for j in keep),
            self.counts[keep],
            self.two_sided,
        )


def tally(part: Part, strata: NDArray[np.integer], classes: int) -> Tally:
    """Count the documents of every class that hold the cues of a part; strata[n] are classes."""
    v = part.values
    counts = counts_by_label(v.indptr, v.indices, strata, (len(part.names), classes))
    return Tally(part.names, part.kinds, part.notes, counts, part.two_sided)


def counted(tallies: Sequence[Tally], finder: Finder, classes: int) -> Counted:
    """The cues kept of one source, by name, found in further documents by the finder."""
    names = [n for t in tallies for n in t.names]
    kinds = [k for t in tallies for k in t.kinds]
    notes = [n for t in tallies for n in t.notes]
    counts = np.concatenate([np.zeros((0, classes), np.int64), *(t.counts for t in tallies)])
    order = sorted(range(len(names)), key=names.__getitem__)
    known = tuple(names[j] for j in order)
    return Counted(
        known,
        tuple(kinds[j] for j in order),
        tuple(notes[j] for j in order),
        counts[order],
        lambda corpus, wanted: aligned(
            finder(corpus), [known[j] for j in wanted.tolist()], len(corpus.ids)
        ),
    )


def aligned(parts: Iterable[Part], names: Sequence[str], documents: int) -> csr_array:
    """The columns of `names`, in that order, of some parts; one that is in none is empty."""
    place = {name: j for j, name in enumerate(names)}
    held = [csr_array((documents, 0), dtype=np.int8)]
    columns = [np.empty(0, np.int64)]
    for part in filter(lambda part: part.names, parts):
        own = [j for j, name in enumerate(part.names) if name in place]
        held.append(part.values[:, own])
        columns.append(np.array([place[part.names[j]] for j in own], np.int64))
    found = csr_array(hstack(held, format="csr", dtype=np.int8))
    target = np.concatenate(columns).astype(found.indices.dtype)
    return csr_array(
        (found.data, target[found.indices], found.indptr), shape=(documents, len(names))
    )
