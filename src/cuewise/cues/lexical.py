"""Words, word n-grams, first and last words, and Chinese character n-grams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.count.cores import cores
from cuewise.count.incidence import incidence
from cuewise.count.kernel.numbers import remap_ids
from cuewise.count.ngrams import Job, count_ngrams
from cuewise.count.stream import TokenStream, read_stream
from cuewise.count.text import HAN_RULE, WORD_RULE, Rule, text_batches
from cuewise.count.trie import Trie
from cuewise.cues.counted import CountedCues
from cuewise.cues.source import Population, text_fields
from cuewise.records import Corpus, Ints

_WORD_ORDERS = (1, 2, 3)
_CHARACTER_ORDERS = (2, 3, 4)
_ENDS = ("first", "last")


@dataclass(frozen=True, slots=True)
class NgramSpec:
    """The n-grams to count in one text field: how to split it, their orders, and which ends."""

    prefix: str
    field: int
    rule: Rule
    orders: tuple[int, ...]
    ends: tuple[str, ...]


def ngram_specs(corpus: Corpus) -> list[NgramSpec]:
    """Word n-grams and ends of every field, and character n-grams unless it is English."""
    specs = []
    for at, (prefix, _) in enumerate(text_fields(corpus)):
        specs.append(NgramSpec(prefix, at, WORD_RULE, _WORD_ORDERS, _ENDS))
        if corpus.language != "en":
            specs.append(NgramSpec(prefix, at, HAN_RULE, _CHARACTER_ORDERS, ()))
    return specs


@dataclass(frozen=True, slots=True)
class Ngrams:
    """The frequent n-grams of one field, and the frequent words at each end.

    edges[e] are word numbers, from 1, and edge_counts[e] their documents by class.
    """

    spec: NgramSpec
    trie: Trie
    edges: tuple[Ints, ...]
    edge_counts: tuple[Ints, ...]

    def counted(self) -> CountedCues:
        """The cues with their counts."""
        prefix, levels = self.spec.prefix, self.trie.names()
        kinds = self._kinds(levels)
        values = (name for level in levels for name in level)
        names = [f"{prefix}{kind}:{value}" for kind, value in zip(kinds, values, strict=True)]
        for end, numbers in zip(self.spec.ends, self.edges, strict=True):
            names += [f"{prefix}position:{end}={levels[0][w - 1]}" for w in numbers.tolist()]
            kinds += ["position"] * numbers.size
        inner = [self.trie.levels[m - 1].counts for m in self.trie.orders]
        counts = np.concatenate([*inner, *self.edge_counts]).astype(np.int64)
        return CountedCues(tuple(names), tuple(kinds), ("",) * len(names), counts, self.find)

    def _kinds(self, levels: Sequence[Sequence[str]]) -> list[str]:
        size = sum(map(len, levels))
        if not self.spec.ends:
            return ["char"] * size
        # The tokenizer takes a bracket emoticon for a word; people see a character.
        words = ["char" if word[0] == "[" else "word" for word in levels[0]]
        return words + ["ngram"] * (size - len(words))

    def find(self, corpus: Corpus, wanted: Ints) -> csr_array:
        """Which of the wanted cues the documents hold."""
        stream = numbered(text_fields(corpus)[self.spec.field][1], self.spec.rule, self.trie.words)
        column = np.full(self._size(), -1, np.int64)
        column[wanted] = np.arange(wanted.size)
        columns, n = [], 0
        for m, level in enumerate(self.trie.levels):
            size = len(level) if m + 1 in self.trie.orders else 0
            columns.append(column[n : n + size] if size else np.full(len(level), -1))
            n += size
        ends, held = incidence(stream, self.trie, columns)
        tables = [(ends, held)]
        for end, numbers in zip(self.spec.ends, self.edges, strict=True):
            wanted_at = np.full(len(self.trie.words) + 1, -1, np.int64)
            wanted_at[numbers] = column[n : n + numbers.size]
            tables.append(_held(wanted_at[edge(stream, end)]))
            n += numbers.size
        shape = (len(corpus.ids), wanted.size)
        matrices = (csr_array((np.ones(h.size, np.int8), h, e), shape=shape) for e, h in tables)
        return csr_array(sum(matrices, csr_array(shape, dtype=np.int8)))

    def _size(self) -> int:
        ngrams = sum(len(self.trie.levels[m - 1]) for m in self.trie.orders)
        return ngrams + sum(numbers.size for numbers in self.edges)


def lexical(p: Population) -> Iterator[CountedCues]:
    """The frequent n-grams of every field."""
    for spec in ngram_specs(p.corpus):
        source = text_batches(text_fields(p.corpus)[spec.field][1], p.strata)
        job = Job(p.classes, spec.orders, p.min_count, cores(), spec.rule.joiner)
        trie, stream = count_ngrams(read_stream(source, spec.rule, job.threads), job)
        edges, counts = [], []
        for end in spec.ends:
            numbers, held = words_at(edge(stream, end), p, len(trie.words))
            enough = held.sum(axis=1) >= p.min_count
            edges.append(numbers[enough])
            counts.append(held[enough])
        yield Ngrams(spec, trie, tuple(edges), tuple(counts)).counted()


def numbered(texts: Sequence[str], rule: Rule, words: pa.Array) -> TokenStream:
    """Documents as numbers of known words, from 1; every other word is a break."""
    stream = read_stream(text_batches(texts, np.zeros(len(texts), np.uint32)), rule, cores())
    place = pc.index_in(stream.words, value_set=words).fill_null(-1).to_numpy() + 1
    numbers = place.astype(np.uint32)
    numbers[0] = 0
    for batch in stream.batches:
        remap_ids(batch.ids, numbers)
    return replace(stream, words=words)


def edge(stream: TokenStream, end: str) -> Ints:
    """The number of the first or last word of every document; 0: unknown or missing."""
    words = [np.zeros(0, np.int64)]
    for batch in stream.batches:
        ends = batch.ends.astype(np.int64)
        starts = np.concatenate([[0], ends[:-1]])
        at = starts if end == "first" else ends - 1
        word = np.zeros(ends.size, np.int64)
        word[ends > starts] = batch.ids[at[ends > starts]]
        words.append(word)
    return np.concatenate(words)


def words_at(word: Ints, p: Population, words: int) -> tuple[Ints, Ints]:
    """The words at an end of any document, and their documents by class."""
    cells = np.bincount(word * p.classes + p.strata, minlength=(words + 1) * p.classes)
    counts = cells.reshape(-1, p.classes)
    counts[0] = 0
    numbers = np.flatnonzero(counts.any(axis=1))
    return numbers, counts[numbers].astype(np.int64)


def _held(column: Ints) -> tuple[Ints, NDArray[np.int32]]:
    """The rows of a CSR matrix in which each document holds at most one column; -1: none."""
    held = column[column >= 0].astype(np.int32)
    return np.concatenate([[0], np.cumsum(column >= 0)]), held
