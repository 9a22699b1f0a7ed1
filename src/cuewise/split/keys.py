"""Hashes of rows, so that a split depends on the content of a document, never on its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.count.digest import digests, salted
from cuewise.records import Corpus, Ints
from cuewise.split.clusters import clusters

_Hashes = NDArray[np.uint64]
_WORD = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class RowKeys:
    """What decides the part of a row: its cluster[n], its label[n] of k, and the hash of its text.

    `tie_break` hashes the metadata of some rows, since equal texts may come from different places.
    """

    cluster: Ints
    labels: Ints
    keys: _Hashes
    k: int
    tie_break: Callable[[Ints], _Hashes]


def row_keys(corpus: Corpus) -> RowKeys:
    """The keys of a corpus in memory."""
    keys = corpus.keys
    if keys is None:
        keys = digests(corpus.texts, *([] if corpus.texts_b is None else [corpus.texts_b]))
    columns = [corpus.meta[name] for name in sorted(corpus.meta)]
    return RowKeys(
        clusters(corpus),
        np.asarray(corpus.labels, np.int64),
        keys,
        len(corpus.label_names),
        lambda rows: meta_keys([[values[i] for i in rows.tolist()] for values in columns], rows),
    )


def meta_keys(columns: Sequence[Sequence[str | None]], rows: Ints) -> _Hashes:
    """A hash of the metadata of each of some rows."""
    if not columns:
        return np.zeros(rows.size, np.uint64)
    # The sign makes a missing value differ from every text.
    return digests(*([f"={v}" if v is not None else "" for v in values] for values in columns))


def seeded(keys: _Hashes, seed: int) -> _Hashes:
    """The keys salted by a seed: another seed gives an independent order."""
    return salted(keys, seed & _WORD)
