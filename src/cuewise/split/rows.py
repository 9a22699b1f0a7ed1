"""Select rows of a corpus and columns of a cue table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.records import Corpus, CueTable, Split

_T = TypeVar("_T")
_N = TypeVar("_N", bound=np.generic)


def rows_of(corpus: Corpus, rows: NDArray[np.int64]) -> Corpus:
    """The corpus of `rows`, in that order; the fingerprint stays that of the whole."""

    def pick(values: Sequence[_T] | None) -> list[_T] | None:
        return None if values is None else [values[i] for i in rows]

    return replace(
        corpus,
        ids=pick(corpus.ids) or [],
        texts=pick(corpus.texts) or [],
        texts_b=pick(corpus.texts_b),
        labels=np.asarray(corpus.labels)[rows],
        split=pick(corpus.split),
        meta={name: pick(values) or [] for name, values in corpus.meta.items()},
        pair_id=pick(corpus.pair_id),
        cluster=None if corpus.cluster is None else np.asarray(corpus.cluster)[rows],
        keys=None if corpus.keys is None else corpus.keys[rows],
        parts=None if corpus.parts is None else Split(corpus.parts.part[rows]),
    )


def together(corpora: Sequence[Corpus]) -> Corpus:
    """The rows of several corpora of the same columns, one after another."""
    first = corpora[0]

    def all_of(values: Iterable[Sequence[_T] | None]) -> list[_T] | None:
        parts = list(values)
        return None if parts[0] is None else [v for part in parts for v in part or ()]

    return replace(
        first,
        ids=all_of(c.ids for c in corpora) or [],
        texts=all_of(c.texts for c in corpora) or [],
        texts_b=all_of(c.texts_b for c in corpora),
        labels=np.concatenate([c.labels for c in corpora]),
        split=all_of(c.split for c in corpora),
        meta={name: all_of(c.meta[name] for c in corpora) or [] for name in first.meta},
        pair_id=all_of(c.pair_id for c in corpora),
        cluster=_joined([c.cluster for c in corpora]),
        keys=_joined([c.keys for c in corpora]),
        parts=None,
    )


def _joined(arrays: Sequence[NDArray[_N] | None]) -> NDArray[_N] | None:
    present = [a for a in arrays if a is not None]
    return np.concatenate(present) if len(present) == len(arrays) else None


def cues_of(
    cues: CueTable,
    columns: Sequence[int] | NDArray[np.int64],
    rows: NDArray[np.int64] | None = None,
) -> CueTable:
    """The cues in `columns`, on `rows` (None: all)."""
    values = cues.values if rows is None else cues.values[rows]
    return CueTable(
        tuple(cues.names[j] for j in columns),
        tuple(cues.kinds[j] for j in columns),
        csr_array(values[:, list(columns)]),
        tuple(cues.notes[j] for j in columns),
    )
