"""How texts are written: patterns of word classes, and whether they name somebody.

A pattern that most texts hold says nothing by being there, and a long text holds more of them. So
one that at least a quarter of the texts hold counts where it is used most for the length of the
text: score (c − r·m)/√m for c uses in m words at the corpus's rate r, in its upper quarter. A rarer
one counts where it stands at all. The labels are never looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from cuewise.count.cores import cores
from cuewise.count.kernel.tags import documents_with, uses_of
from cuewise.cues.parts import Finder, Part, fields, from_holders, from_rows
from cuewise.cues.tags import BREAK, NUMBER, TAGS, Tagged, Tagger
from cuewise.records import Bools, Corpus, Floats

# A style shows in the first pages; a row of a million characters must not hold up the rest.
CHARACTERS = 2000
# A longer pattern must be the commoner to be a habit: there are thousands that are none, and every
# hypothesis costs the others.
_LEAST_SHARE = {1: 0.01, 2: 0.02, 3: 0.05}
_MOST_SHARE = 0.9
_COMMON = 0.25
_NOTE = "more than 3 texts in 4, for their length"


class Field(NamedTuple):
    """One field of some documents: row[n] is the number of each one's text among those tagged."""

    found: Tagged
    row: NDArray[np.int64]

    def size(self) -> NDArray[np.int64]:
        """Words of every document [n]."""
        ahead = np.append(0, np.cumsum(self.found.tags != BREAK))
        sizes: NDArray[np.int64] = np.diff(ahead[self.found.offsets])[self.row]
        return sizes


@dataclass(frozen=True, slots=True)
class Habit:
    """A pattern worth looking at: held where it stands, or where its score passes a bound.

    `rate` are uses a word; `least` is the bound, which must be passed and not only reached where
    `above` is set. A `least` of None: held where it stands.
    """

    key: int
    order: int
    rate: float = 0.0
    least: float | None = None
    above: bool = False

    def score(self, uses: Floats, size: NDArray[np.int64]) -> Floats:
        """How far the uses [n] are above those expected in so many words, in Poisson deviations."""
        scores: Floats = (uses - self.rate * size) / np.sqrt(np.maximum(size, 1))
        return scores

    def held(self, rows: NDArray[np.int64], uses: Floats, size: NDArray[np.int64]) -> Bools:
        """Which of `rows`, that use the pattern, count as holding it."""
        if self.least is None:
            return np.ones(rows.size, np.bool_)
        score = self.score(uses, size[rows])
        return score > self.least if self.above else score >= self.least


@dataclass(frozen=True)
class Linguistic:
    """The cues `pos:` and `entity:` of every field, by what `tag` gives."""

    tag: Tagger

    def __call__(self, sample: Corpus, min_count: int) -> Finder:
        """Learn which patterns are common enough to be habits."""
        tagged = tuple(_tagged(self.tag, texts, None) for _, texts in fields(sample))
        learned = tuple((field.found.learned, tuple(_habits(field, min_count))) for field in tagged)
        return Styles(self.tag, learned, (sample, tagged))


@dataclass(frozen=True)
class Styles:
    """What was learned of every field by the tagger, and its habits; the sample, tagged already."""

    tag: Tagger
    learned: tuple[tuple[object, tuple[Habit, ...]], ...]
    at_hand: tuple[Corpus | None, tuple[Field, ...]] = (None, ())

    def __call__(self, corpus: Corpus) -> Iterator[Part]:
        """Word-class patterns, the class of the first word, and entity types."""
        sample, tagged = self.at_hand
        for at, (prefix, texts) in enumerate(fields(corpus)):
            known, habits = self.learned[at]
            field = tagged[at] if corpus is sample else _tagged(self.tag, texts, known)
            yield from _patterns(prefix, field, habits)
            for kind, masks in (("pos", _first(field.found)), ("entity", _entities(field.found))):
                spread = {
                    f"{prefix}{kind}:{value}": mask[field.row] for value, mask in masks.items()
                }
                yield from_rows(spread, kind)

    def __reduce__(self) -> tuple[type[Styles], tuple[object, ...]]:
        """Elsewhere, the sample is not at hand."""
        return Styles, (self.tag, self.learned)


def _tagged(tag: Tagger, texts: Sequence[str], learned: object) -> Field:
    number: dict[str, int] = {}
    row = np.array([number.setdefault(t[:CHARACTERS], len(number)) for t in texts], int)
    # A tagger that learns nothing need not take what was learned.
    found = tag(list(number)) if learned is None else tag(list(number), learned)
    return Field(found, row)


def _habits(field: Field, min_count: int) -> Iterator[Habit]:
    """The patterns that neither too few nor too many documents hold."""
    n, size = field.row.size, field.size()
    for order, share in _LEAST_SHARE.items():
        least = max(min_count, share * n)
        keys = np.flatnonzero(_documents(field, order) >= least)
        table = _uses(field, order, keys)
        for j, key in enumerate(keys.tolist()):
            rows, uses = _column(table, j)
            habit = Habit(key, order)
            if rows.size >= _COMMON * n:
                habit = _common(habit, rows, uses, size)
            holders = int(habit.held(rows, uses, size).sum())
            if least <= holders <= min(_MOST_SHARE * n, n - min_count):
                yield habit


def _common(habit: Habit, rows: NDArray[np.int64], uses: Floats, size: NDArray[np.int64]) -> Habit:
    """The habit of those that use a common pattern most: of the upper quarter by score."""
    habit = replace(habit, rate=float(uses.sum() / size.sum()))
    used = np.zeros(size.size)
    used[rows] = uses
    least = np.quantile(habit.score(used, size), 1 - _COMMON, method="higher")
    habit = replace(habit, least=float(least))
    # Where nearly all tie at the quartile, those above it are the ones that use it most.
    return replace(habit, above=bool(habit.held(rows, uses, size).sum() > _MOST_SHARE * size.size))


def _patterns(prefix: str, field: Field, habits: Sequence[Habit]) -> Iterator[Part]:
    size = field.size()
    keys = {m: np.array([h.key for h in habits if h.order == m], np.int64) for m in _LEAST_SHARE}
    with ThreadPoolExecutor(cores()) as pool:
        tables = dict(zip(keys, pool.map(lambda m: _uses(field, m, keys[m]), keys), strict=True))
    for order, table in tables.items():
        own = [h for h in habits if h.order == order]
        held = []
        for j, habit in enumerate(own):
            rows, uses = _column(table, j)
            held.append(rows[habit.held(rows, uses, size)])
        yield from_holders(
            field.row.size,
            held,
            [f"{prefix}pos:{_name(h.key, order)}" for h in own],
            "pos",
            ["" if h.least is None else _NOTE for h in own],
        )


def _documents(field: Field, order: int) -> NDArray[np.int64]:
    """How many documents hold each pattern."""
    found, row = field
    documents = np.zeros(len(TAGS) ** order, np.int64)
    weight = np.bincount(row, minlength=found.offsets.size - 1)
    documents_with(found.tags, found.offsets, order, _NAMEABLE, weight, documents)
    return documents


def _uses(field: Field, order: int, keys: NDArray[np.int64]) -> csc_array:
    """How often each document uses each of some patterns [n, patterns]."""
    found, row = field
    texts = found.offsets.size - 1
    column = np.full(len(TAGS) ** order, -1, np.int32)
    column[keys] = np.arange(keys.size)
    ends = np.zeros(texts + 1, np.int64)
    held = uses = np.empty(0, np.int32)
    if keys.size:
        held, uses = (np.empty(found.tags.size, np.int32) for _ in range(2))
        uses_of(found.tags, found.offsets, order, _NAMEABLE, column, held, uses, ends)
    whole = (uses[: ends[-1]], held[: ends[-1]], ends)
    table = csr_array(whole, shape=(texts, keys.size))
    columns = csc_array(table if texts == row.size else table[row])
    columns.sort_indices()
    return columns


def _column(table: csc_array, j: int) -> tuple[NDArray[np.int64], Floats]:
    """The documents that use pattern j, and how often."""
    at = slice(table.indptr[j], table.indptr[j + 1])
    return table.indices[at].astype(np.int64), table.data[at].astype(np.float64)


def _name(key: int, order: int) -> str:
    """The word classes of a pattern."""
    return " ".join(TAGS[key // len(TAGS) ** i % len(TAGS)] for i in reversed(range(order)))


def _nameable(tags: NDArray[np.signedinteger]) -> Bools:
    """Tags that tell a reader something: neither punctuation nor "other"."""
    return np.asarray((tags != BREAK) & (tags != NUMBER["X"]), dtype=np.bool_)


_NAMEABLE = _nameable(np.arange(len(TAGS)))


def _first(found: Tagged) -> dict[str, Bools]:
    """Texts by the class of their first word."""
    words = np.flatnonzero(found.tags != BREAK)
    at = np.searchsorted(words, found.offsets[:-1])
    first = np.full(found.offsets.size - 1, BREAK, np.int8)
    there = at < words.size
    there[there] = words[at[there]] < found.offsets[1:][there]
    first[there] = found.tags[words[at[there]]]
    present = np.unique(first[_nameable(first)])
    return {f"first={TAGS[number]}": first == number for number in present}


def _entities(found: Tagged) -> dict[str, Bools]:
    masks = {}
    for name, texts in found.entities.items():
        mask = np.zeros(found.offsets.size - 1, dtype=bool)
        mask[texts] = True
        masks[name] = mask
    return masks
