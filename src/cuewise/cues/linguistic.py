"""How texts are written: patterns of word classes, and whether they name somebody.

A pattern that most texts hold says nothing by being there, and a long text holds more of them. So
one that at least a quarter of the texts hold counts where it is used most for the length of the
text: score (c − r·m)/√m for c uses in m words at the corpus's rate r, in its upper quarter. A rarer
one counts where it stands at all. The labels are never looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from cuewise.count.kernel.tags import documents_with, uses_of
from cuewise.cues.parts import Part, fields, from_holders, from_rows
from cuewise.cues.tags import BREAK, NUMBER, TAGS, Tagged, Tagger
from cuewise.types import Bools, Corpus, Floats

# A style shows in the first pages; a row of a million characters must not hold up the rest.
CHARACTERS = 2000
# A longer pattern must be the commoner to be a habit: there are thousands that are none, and every
# hypothesis costs the others.
_LEAST_SHARE = {1: 0.01, 2: 0.02, 3: 0.05}
_MOST_SHARE = 0.9
_COMMON = 0.25
_NOTE = "more than 3 texts in 4, for their length"


@dataclass(frozen=True, slots=True)
class Linguistic:
    """The cues `pos:` and `entity:` of every field, by what `tag` gives."""

    tag: Tagger

    def __call__(self, corpus: Corpus, min_count: int) -> Iterator[Part]:
        """Word-class patterns, the class of the first word, and entity types."""
        for prefix, texts in fields(corpus):
            number: dict[str, int] = {}
            row = np.array([number.setdefault(t[:CHARACTERS], len(number)) for t in texts], int)
            found = self.tag(list(number))
            yield from _patterns(prefix, found, row, min_count)
            for kind, masks in (("pos", _first(found)), ("entity", _entities(found))):
                spread = {f"{prefix}{kind}:{value}": mask[row] for value, mask in masks.items()}
                yield from_rows(spread, kind, min_count)


def _patterns(prefix: str, found: Tagged, row: NDArray[np.int64], min_count: int) -> Iterator[Part]:
    """Patterns of every order; row[n] is the text number of each document."""
    size = np.bincount(found.texts()[found.tags != BREAK], minlength=found.offsets.size - 1)[row]
    for order, share in _LEAST_SHARE.items():
        least = max(min_count, share * row.size)
        keys, table = _count(found, order, row, least)
        held = [_held(table, j, size) for j in range(keys.size)]
        kept = [
            j
            for j, (rows, _) in enumerate(held)
            if least <= rows.size <= min(_MOST_SHARE * row.size, row.size - min_count)
        ]
        yield from_holders(
            row.size,
            [held[j][0] for j in kept],
            [f"{prefix}pos:{_name(int(keys[j]), order)}" for j in kept],
            "pos",
            [_NOTE if held[j][1] else "" for j in kept],
        )


def _count(
    found: Tagged, order: int, row: NDArray[np.int64], least: float
) -> tuple[NDArray[np.int64], csc_array]:
    """Patterns that enough documents hold, and how often each [n, patterns] has them."""
    nameable = _nameable(np.arange(len(TAGS)))
    documents = np.zeros(len(TAGS) ** order, np.int64)
    texts = found.offsets.size - 1
    weight = np.bincount(row, minlength=texts)
    documents_with(found.tags, found.offsets, order, nameable, weight, documents)
    keys = np.flatnonzero(documents >= least)
    column = np.full(documents.size, -1, np.int32)
    column[keys] = np.arange(keys.size)
    ends = np.zeros(texts + 1, np.int64)
    most = int(documents[keys].sum()) if keys.size else 0
    held, uses = np.empty(most, np.int32), np.empty(most, np.int32)
    if keys.size:
        uses_of(found.tags, found.offsets, order, nameable, column, held, uses, ends)
    shape = (texts, keys.size)
    table = csr_array((uses[: ends[-1]], held[: ends[-1]], ends), shape=shape)
    return keys, csc_array(table if texts == row.size else table[row])


def _name(key: int, order: int) -> str:
    """The word classes of a pattern."""
    return " ".join(TAGS[key // len(TAGS) ** i % len(TAGS)] for i in reversed(range(order)))


def _nameable(tags: NDArray[np.signedinteger]) -> Bools:
    """Tags that tell a reader something: neither punctuation nor "other"."""
    return np.asarray((tags != BREAK) & (tags != NUMBER["X"]), dtype=np.bool_)


def _held(table: csc_array, j: int, size: NDArray[np.int64]) -> tuple[NDArray[np.int64], bool]:
    """The documents that hold pattern j, and whether only those that use it most do."""
    at = slice(table.indptr[j], table.indptr[j + 1])
    rows, count = table.indices[at].astype(np.int64), table.data[at]
    if rows.size < _COMMON * size.size:
        return np.sort(rows), False
    used = np.zeros(size.size)
    used[rows] = count
    score: Floats = (used - count.sum() / size.sum() * size) / np.sqrt(np.maximum(size, 1))
    quarter = np.quantile(score, 1 - _COMMON, method="higher")
    held = np.flatnonzero((score >= quarter) & (used > 0))
    # Where nearly all tie at the quartile, those above it are the ones that use it most.
    return (held if held.size <= _MOST_SHARE * size.size else np.flatnonzero(score > quarter)), True


def _first(found: Tagged) -> dict[str, Bools]:
    """Texts by the class of their first word."""
    words = np.flatnonzero(found.tags != BREAK)
    texts, at = np.unique(found.texts()[words], return_index=True)
    first = found.tags[words[at]]
    masks = {}
    for number in np.unique(first[_nameable(first)]):
        mask = np.zeros(found.offsets.size - 1, dtype=bool)
        mask[texts[first == number]] = True
        masks[f"first={TAGS[number]}"] = mask
    return masks


def _entities(found: Tagged) -> dict[str, Bools]:
    masks = {}
    for name, texts in found.entities.items():
        mask = np.zeros(found.offsets.size - 1, dtype=bool)
        mask[texts] = True
        masks[name] = mask
    return masks
