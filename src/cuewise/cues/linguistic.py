"""Patterns of word classes, and the kinds of names in a text; the labels play no part.

The presence of a pattern that most texts hold says nothing, and long texts hold more patterns. So
a pattern that at least a quarter of the texts hold is a cue of the texts that use it most for their
length: the upper quarter by score (c − r·m)/√m, for c uses in m words at the corpus's rate r. A
rarer pattern is a cue of every text that holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy.sparse import csc_array, csr_array

from cuewise.count.cores import cores
from cuewise.count.kernel.tags import documents_with, uses_of
from cuewise.cues.source import Finder, SourceCues, from_holders, from_rows, text_fields
from cuewise.cues.tags import BREAK, NUMBER, TAGS, Tagged, Tagger
from cuewise.records import Bools, Corpus, Floats, Ints

# Style shows in the first pages; a row of a million characters must not delay the rest.
CHARACTERS_READ = 2000
# A longer pattern must be more common: there are thousands of them, and every hypothesis costs
# power for the others.
_LEAST_SHARE = {1: 0.01, 2: 0.02, 3: 0.05}
_MOST_SHARE = 0.9
_COMMON = 0.25
_NOTE = "more than 3 texts in 4, for their length"


class _TaggedField(NamedTuple):
    """One text field of n documents: row[n] is the number of each text among the tagged ones."""

    tagged: Tagged
    row: Ints

    def size(self) -> Ints:
        """Number of words of every document [n]."""
        ahead = np.append(0, np.cumsum(self.tagged.tags != BREAK))
        return np.asarray(np.diff(ahead[self.tagged.offsets])[self.row], np.int64)


@dataclass(frozen=True, slots=True)
class _TagPattern:
    """A pattern that is a cue of the texts that hold it, or whose score reaches `least`.

    `rate` is the number of uses per word. `least` None: every text that holds it. `above`: the
    score must exceed `least`, not only reach it.
    """

    key: int
    order: int
    rate: float = 0.0
    least: float | None = None
    above: bool = False

    def score(self, uses: Floats, size: Ints) -> Floats:
        """Excess of the uses [n] over those expected in `size`[n] words, in Poisson deviations."""
        return np.asarray((uses - self.rate * size) / np.sqrt(np.maximum(size, 1)))

    def held(self, rows: Ints, uses: Floats, size: Ints) -> Bools:
        """Which of `rows`, which use the pattern, have the cue."""
        if self.least is None:
            return np.ones(rows.size, np.bool_)
        score = self.score(uses, size[rows])
        return score > self.least if self.above else score >= self.least


@dataclass(frozen=True)
class Linguistic:
    """The cues `pos:` and `entity:` of every text field, by the tagger `tag`."""

    tag: Tagger

    def __call__(self, sample: Corpus, min_count: int) -> Finder:
        """Learn which patterns are common enough to be cues."""
        tagged = tuple(_tagged(self.tag, texts, None) for _, texts in text_fields(sample))
        learned = tuple((f.tagged.learned, tuple(_learn_patterns(f, min_count))) for f in tagged)
        return _PatternFinder(self.tag, learned, (sample, tagged))


@dataclass(frozen=True)
class _PatternFinder:
    """For every text field what the tagger learned, and its patterns; also the tagged sample."""

    tag: Tagger
    learned: tuple[tuple[object, tuple[_TagPattern, ...]], ...]
    at_hand: tuple[Corpus | None, tuple[_TaggedField, ...]] = (None, ())

    def __call__(self, corpus: Corpus) -> Iterator[SourceCues]:
        """Yield word-class patterns, the class of the first word, and entity types."""
        sample, tagged = self.at_hand
        for at, (prefix, texts) in enumerate(text_fields(corpus)):
            known, patterns = self.learned[at]
            field = tagged[at] if corpus is sample else _tagged(self.tag, texts, known)
            yield from _patterns(prefix, field, patterns)
            for kind, masks in (("pos", _first(field.tagged)), ("entity", _entities(field.tagged))):
                rows = {f"{prefix}{kind}:{name}": mask[field.row] for name, mask in masks.items()}
                yield from_rows(rows, kind)

    def __reduce__(self) -> tuple[type[_PatternFinder], tuple[object, ...]]:
        """Pickle without the sample."""
        return _PatternFinder, (self.tag, self.learned)


def _tagged(tag: Tagger, texts: Sequence[str], learned: object) -> _TaggedField:
    number: dict[str, int] = {}
    row = np.array([number.setdefault(t[:CHARACTERS_READ], len(number)) for t in texts], int)
    # A tagger that learns nothing may take texts alone.
    tagged = tag(list(number)) if learned is None else tag(list(number), learned)
    return _TaggedField(tagged, row)


def _learn_patterns(field: _TaggedField, min_count: int) -> Iterator[_TagPattern]:
    """The patterns that neither too few nor too many documents hold."""
    n, size = field.row.size, field.size()
    for order, share in _LEAST_SHARE.items():
        least = max(min_count, share * n)
        keys = np.flatnonzero(_documents(field, order) >= least)
        table = _uses(field, order, keys)
        for j, key in enumerate(keys.tolist()):
            rows, uses = _column(table, j)
            pattern = _TagPattern(key, order)
            if rows.size >= _COMMON * n:
                pattern = _common(pattern, rows, uses, size)
            holders = int(pattern.held(rows, uses, size).sum())
            if least <= holders <= min(_MOST_SHARE * n, n - min_count):
                yield pattern


def _common(pattern: _TagPattern, rows: Ints, uses: Floats, size: Ints) -> _TagPattern:
    """The pattern with the bound of the upper quarter of documents by score."""
    pattern = replace(pattern, rate=float(uses.sum() / size.sum()))
    used = np.zeros(size.size)
    used[rows] = uses
    least = np.quantile(pattern.score(used, size), 1 - _COMMON, method="higher")
    pattern = replace(pattern, least=float(least))
    # If nearly all documents tie at the quartile, count only those above it.
    holders = pattern.held(rows, uses, size).sum()
    return replace(pattern, above=bool(holders > _MOST_SHARE * size.size))


def _patterns(
    prefix: str, field: _TaggedField, patterns: Sequence[_TagPattern]
) -> Iterator[SourceCues]:
    size = field.size()
    keys = {m: np.array([p.key for p in patterns if p.order == m], np.int64) for m in _LEAST_SHARE}
    with ThreadPoolExecutor(cores()) as pool:
        tables = dict(zip(keys, pool.map(lambda m: _uses(field, m, keys[m]), keys), strict=True))
    for order, table in tables.items():
        own = [p for p in patterns if p.order == order]
        held = []
        for j, pattern in enumerate(own):
            rows, uses = _column(table, j)
            held.append(rows[pattern.held(rows, uses, size)])
        yield from_holders(
            field.row.size,
            held,
            [f"{prefix}pos:{_name(p.key, order)}" for p in own],
            "pos",
            ["" if p.least is None else _NOTE for p in own],
        )


def _documents(field: _TaggedField, order: int) -> Ints:
    """How many documents hold each pattern."""
    tagged, row = field
    documents = np.zeros(len(TAGS) ** order, np.int64)
    weight = np.bincount(row, minlength=tagged.offsets.size - 1)
    documents_with(tagged.tags, tagged.offsets, order, _NAMEABLE, weight, documents)
    return documents


def _uses(field: _TaggedField, order: int, keys: Ints) -> csc_array:
    """How often each document uses each pattern [n, keys]."""
    tagged, row = field
    texts = tagged.offsets.size - 1
    column = np.full(len(TAGS) ** order, -1, np.int32)
    column[keys] = np.arange(keys.size)
    ends = np.zeros(texts + 1, np.int64)
    held = uses = np.empty(0, np.int32)
    if keys.size:
        held, uses = (np.empty(tagged.tags.size, np.int32) for _ in range(2))
        uses_of(tagged.tags, tagged.offsets, order, _NAMEABLE, column, held, uses, ends)
    whole = (uses[: ends[-1]], held[: ends[-1]], ends)
    table = csr_array(whole, shape=(texts, keys.size))
    columns = csc_array(table if texts == row.size else table[row])
    columns.sort_indices()
    return columns


def _column(table: csc_array, j: int) -> tuple[Ints, Floats]:
    """The documents that use pattern j, and their numbers of uses."""
    at = slice(table.indptr[j], table.indptr[j + 1])
    return table.indices[at].astype(np.int64), table.data[at].astype(np.float64)


def _name(key: int, order: int) -> str:
    """The word classes of a pattern."""
    return " ".join(TAGS[key // len(TAGS) ** i % len(TAGS)] for i in reversed(range(order)))


# Tags that a reader can interpret: neither punctuation nor "other".
_NAMEABLE: Bools = np.array([number not in (BREAK, NUMBER["X"]) for number in range(len(TAGS))])


def _first(found: Tagged) -> dict[str, Bools]:
    """Texts by the class of their first word."""
    words = np.flatnonzero(found.tags != BREAK)
    at = np.searchsorted(words, found.offsets[:-1])
    first = np.full(found.offsets.size - 1, BREAK, np.int8)
    there = at < words.size
    there[there] = words[at[there]] < found.offsets[1:][there]
    first[there] = found.tags[words[at[there]]]
    present = np.unique(first[_NAMEABLE[first]])
    return {f"first={TAGS[number]}": first == number for number in present}


def _entities(found: Tagged) -> dict[str, Bools]:
    rows = np.arange(found.offsets.size - 1)
    return {name: np.isin(rows, texts) for name, texts in found.entities.items()}
