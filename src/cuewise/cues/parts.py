"""What every cue source yields, and how sources join into one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from cuewise.count.chunks import Values
from cuewise.types import Corpus


@dataclass(frozen=True, slots=True)
class Part:
    """Cues of one source: values [n, f] are 1 where a document holds a cue."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    notes: tuple[str, ...]
    values: csr_array


def fields(corpus: Corpus) -> list[tuple[str, Sequence[str]]]:
    """The text fields and the prefix of their cues: `a/` and `b/` for pairs, else none."""
    if corpus.texts_b is None:
        return [("", corpus.texts)]
    return [("a/", corpus.texts), ("b/", corpus.texts_b)]


def from_rows(
    rows: Mapping[str, NDArray[np.bool_]],
    kind: str,
    min_count: int,
    notes: Mapping[str, str] | None = None,
) -> Part:
    """A part from one boolean row mask for each cue name."""
    kept = [name for name, mask in rows.items() if min_count <= mask.sum() <= mask.size - min_count]
    notes = notes or {}
    n = next((mask.size for mask in rows.values()), 0)
    return from_holders(
        n,
        [np.flatnonzero(rows[name]) for name in kept],
        kept,
        kind,
        [notes.get(name, "") for name in kept],
    )


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
    return Part(
        tuple(names), (kind,) * len(names), tuple(notes) or ("",) * len(names), values.tocsr()
    )


def from_values(prefix: str, kind: str, values: Iterable[Iterable[str]], min_count: int) -> Part:
    """A part from the cue values that each document holds."""
    number: dict[str, int] = {}
    ends, cues = [0], []
    for held in values:
        cues += [number.setdefault(value, len(number)) for value in dict.fromkeys(held)]
        ends.append(len(cues))
    found = Values(tuple(number), np.asarray(ends), np.asarray(cues, np.int32))
    return from_found(prefix, kind, found, min_count)


def from_found(prefix: str, kind: str, found: Values, min_count: int) -> Part:
    """A part from values that were looked for piece by piece."""
    shape = (found.ends.size - 1, len(found.names))
    whole = csr_array((np.ones(found.held.size, np.int8), found.held, found.ends), shape=shape)
    frequent = np.flatnonzero(np.bincount(found.held, minlength=shape[1]) >= min_count)
    names = tuple(prefix + found.names[j] for j in frequent)
    return Part(names, (kind,) * len(names), ("",) * len(names), whole[:, frequent])
