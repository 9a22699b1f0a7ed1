"""What every source of cues is made of: it learns on a sample, then finds in any documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from cuewise.count.chunks import Values
from cuewise.records import Corpus


@dataclass(frozen=True, slots=True)
class Part:
    """Cues of one source: values [n, f] are 1 where a document holds a cue.

    One that nearly all documents hold can be tested no better than one that hardly any do; where a
    part is `two_sided` neither is kept.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    notes: tuple[str, ...]
    values: csr_array
    two_sided: bool = False


# Finds the cues of some documents, however rare. Whether one holds a cue hangs on that document
# alone and on what was learned, so documents can be looked at anywhere, in any portions.
Finder = Callable[[Corpus], Iterator[Part]]
# Learns on a sample, with the least number of documents of a cue.
Source = Callable[[Corpus, int], Finder]


@dataclass(frozen=True, slots=True)
class Population:
    """What cues are counted over: a corpus and the class of every document, strata[n].

    `sample` is what sources learn on, of the same rows or fewer; a cue is kept that `min_count`
    documents of the corpus hold.
    """

    corpus: Corpus
    sample: Corpus
    strata: NDArray[np.uint32]
    classes: int
    min_count: int

    @classmethod
    def undivided(cls, corpus: Corpus, min_count: int) -> Population:
        """All documents in one class."""
        return cls(corpus, corpus, np.zeros(len(corpus.ids), np.uint32), 1, min_count)

    @classmethod
    def of(cls, corpus: Corpus, strata: NDArray[np.uint32], classes: int) -> Population:
        """Part of a larger one, in which nothing is too rare."""
        return cls(corpus, corpus, strata, classes, 1)


def fields(corpus: Corpus) -> list[tuple[str, Sequence[str]]]:
    """The text fields and the prefix of their cues: `a/` and `b/` for pairs, else none."""
    if corpus.texts_b is None:
        return [("", corpus.texts)]
    return [("a/", corpus.texts), ("b/", corpus.texts_b)]


def from_rows(
    rows: Mapping[str, NDArray[np.bool_]], kind: str, notes: Mapping[str, str] | None = None
) -> Part:
    """A part from one boolean row mask for each cue name."""
    notes = notes or {}
    n = next((mask.size for mask in rows.values()), 0)
    holders = [np.flatnonzero(mask) for mask in rows.values()]
    return from_holders(n, holders, list(rows), kind, [notes.get(name, "") for name in rows])


def from_holders(
    documents: int,
    holders: Sequence[NDArray[np.int64]],
    names: Sequence[str],
    kind: str,
    notes: Sequence[str] = (),
) -> Part:
    """A part from the documents, ascending, that hold each cue."""
    ends = np.cumsum([0, *(h.size for h in holders)])
    rows = np.concatenate([np.empty(0, np.int64), *holders])
    shape = (documents, len(names))
    values = csc_array((np.ones(rows.size, np.int8), rows, ends), shape=shape)
    said = tuple(notes) or ("",) * len(names)
    return Part(tuple(names), (kind,) * len(names), said, values.tocsr(), two_sided=True)


def from_values(prefix: str, kind: str, values: Iterable[Iterable[str]]) -> Part:
    """A part from the cue values that each document holds."""
    number: dict[str, int] = {}
    ends, cues = [0], []
    for held in values:
        cues += [number.setdefault(value, len(number)) for value in dict.fromkeys(held)]
        ends.append(len(cues))
    return from_found(
        prefix, kind, Values(tuple(number), np.asarray(ends), np.asarray(cues, np.int32))
    )


def from_found(prefix: str, kind: str, found: Values) -> Part:
    """A part from values that were looked for piece by piece."""
    size = len(found.names)
    shape = (found.indptr.size - 1, size)
    values = csr_array(
        (np.ones(found.indices.size, np.int8), found.indices, found.indptr), shape=shape
    )
    names = tuple(prefix + name for name in found.names)
    return Part(names, (kind,) * size, ("",) * size, values)
