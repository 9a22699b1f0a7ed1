"""The contract of a source of cues: it learns on a sample, then finds cues in any documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from cuewise.count.chunks import Values
from cuewise.records import Bools, Corpus, Ints
from cuewise.text.markup import without_markup


@dataclass(frozen=True, slots=True)
class SourceCues:
    """f cues of one source: values[n, f] are 1 where a document holds a cue.

    A cue in nearly all documents can be tested no better than one in hardly any. If `two_sided`,
    neither is kept.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    notes: tuple[str, ...]
    values: csr_array
    two_sided: bool = False


# Texts or words to vectors [n, d]; 0 for an unknown word.
Encode = Callable[[Sequence[str]], NDArray[np.float32]]
# Finds the cues of some documents, however rare. The cues of a document follow from that document
# and what was learned, so documents can be read anywhere, in any portions.
Finder = Callable[[Corpus], Iterator[SourceCues]]
# Learns on a sample, given the least number of documents of a cue.
Source = Callable[[Corpus, int], Finder]


@dataclass(frozen=True, slots=True)
class Population:
    """The corpus in which cues are counted, with the class of every document, strata[n].

    Sources learn on `sample`, which has the same rows or fewer. A cue is kept if at least
    `min_count` documents of the corpus hold it.
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
        """A part of a larger population: no cue is too rare to count."""
        return cls(corpus, corpus, strata, classes, 1)


def fields_of(corpus: Corpus) -> dict[str, Sequence[str]]:
    """The text fields by name: `a` and `b` for pairs, else one without a name."""
    if corpus.texts_b is None:
        return {"": corpus.texts}
    return {"a": corpus.texts, "b": corpus.texts_b}


def text_fields(corpus: Corpus) -> list[tuple[str, Sequence[str]]]:
    """The text fields without HTML, and the prefix of their cues: `a/` and `b/` for pairs."""
    return [
        (f"{name}/" if name else "", _without_markup(texts))
        for name, texts in fields_of(corpus).items()
    ]


def _without_markup(texts: Sequence[str]) -> Sequence[str]:
    changed = {i: plain for i, t in enumerate(texts) if (plain := without_markup(t)) is not t}
    return [changed.get(i, t) for i, t in enumerate(texts)] if changed else texts


def distinct_texts(corpus: Corpus) -> list[str]:
    """The distinct texts of all fields, in the order of the corpus."""
    return list(dict.fromkeys(text for _, texts in text_fields(corpus) for text in texts))


def from_rows(
    rows: Mapping[str, Bools], kind: str, notes: Mapping[str, str] | None = None
) -> SourceCues:
    """Cues from one mask [n] for each name."""
    notes = notes or {}
    n = next((mask.size for mask in rows.values()), 0)
    holders = [np.flatnonzero(mask) for mask in rows.values()]
    return from_holders(n, holders, list(rows), kind, [notes.get(name, "") for name in rows])


def from_holders(
    documents: int,
    holders: Sequence[Ints],
    names: Sequence[str],
    kind: str,
    notes: Sequence[str] = (),
) -> SourceCues:
    """Cues from the documents, ascending, that hold each one."""
    ends = np.cumsum([0, *(h.size for h in holders)])
    rows = np.concatenate([np.empty(0, np.int64), *holders])
    shape = (documents, len(names))
    values = csc_array((np.ones(rows.size, np.int8), rows, ends), shape=shape)
    notes = tuple(notes) or ("",) * len(names)
    return SourceCues(tuple(names), (kind,) * len(names), notes, values.tocsr(), two_sided=True)


def from_values(prefix: str, kind: str, values: Iterable[Iterable[str]]) -> SourceCues:
    """Cues from the values that each document holds."""
    number: dict[str, int] = {}
    ends, cues = [0], []
    for held in values:
        cues += [number.setdefault(value, len(number)) for value in dict.fromkeys(held)]
        ends.append(len(cues))
    found = Values(tuple(number), np.asarray(ends), np.asarray(cues, np.int32))
    return from_pieces(prefix, kind, found)


def from_pieces(prefix: str, kind: str, found: Values) -> SourceCues:
    """Cues from values found piece by piece."""
    size = len(found.names)
    shape = (found.indptr.size - 1, size)
    values = csr_array(
        (np.ones(found.indices.size, np.int8), found.indices, found.indptr), shape=shape
    )
    names = tuple(prefix + name for name in found.names)
    return SourceCues(names, (kind,) * size, ("",) * size, values)
