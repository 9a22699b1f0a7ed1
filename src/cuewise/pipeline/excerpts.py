"""Documents that hold a cue: what excerpts are chosen from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_array

from cuewise.cues.counted import Counted
from cuewise.records import Corpus
from cuewise.split.parts import ordered
from cuewise.split.rows import rows_of, together

# Excerpts are the shortest of so many.
EXAMPLES = 50

# The number of a cue, and of the label it goes with.
Pair = tuple[int, int]


def examples(corpus: Corpus, held: csr_array, labels: Sequence[int]) -> list[Corpus]:
    """For each cue, held[n, m], the first documents that hold it, and its label if any do both."""
    columns, y = held.tocsc(), np.asarray(corpus.labels)
    found = []
    for m, label in enumerate(labels):
        rows = np.sort(columns.indices[columns.indptr[m] : columns.indptr[m + 1]])
        own = rows[y[rows] == label]
        found.append(rows_of(corpus, (own if own.size else rows)[:EXAMPLES].astype(np.int64)))
    return found


def holding(corpus: Corpus, counted: Counted, pairs: Sequence[Pair]) -> list[Corpus]:
    """The same, by cue numbers, for documents whose cues are yet to be found."""
    wanted = np.unique([cue for cue, _ in pairs]).astype(np.int64)
    held = counted.find(corpus, wanted)
    place = np.searchsorted(wanted, [cue for cue, _ in pairs])
    return examples(corpus, csr_array(held[:, place]), [label for _, label in pairs])


def merged(parts: Iterable[list[Corpus]], pairs: Sequence[Pair], seed: int) -> list[Corpus]:
    """What several portions of a corpus gave, as the whole of it would have given it."""
    found: list[Corpus] = []
    for part in parts:
        found = part if not found else list(map(_both, found, part))
    return [_first(own, label, seed) for own, (_, label) in zip(found, pairs, strict=True)]


def _both(a: Corpus, b: Corpus) -> Corpus:
    return together([a, b])


def _first(corpus: Corpus, label: int, seed: int) -> Corpus:
    rows = ordered(corpus, seed)
    own = rows[np.asarray(corpus.labels)[rows] == label]
    return rows_of(corpus, (own if own.size else rows)[:EXAMPLES])
