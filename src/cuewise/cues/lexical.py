"""Words, word n-grams, first and last words, character n-grams of Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.count.cores import cores
from cuewise.count.holders import holders
from cuewise.count.ngrams import Job, count_ngrams
from cuewise.count.stream import Stream, read
from cuewise.count.text import HAN_CHARACTERS, WORDS, Rule, pieces
from cuewise.count.trie import Trie
from cuewise.cues.parts import Part, fields
from cuewise.types import Corpus

WORD_ORDERS = (1, 2, 3)
CHARACTER_ORDERS = (2, 3, 4)


def lexical(corpus: Corpus, min_count: int) -> Iterator[Part]:
    """Word n-grams and positions of every field, and character n-grams where there is Chinese."""
    for prefix, texts in fields(corpus):
        trie, stream = _counted(texts, WORDS, WORD_ORDERS, min_count)
        words, *longer = trie.names()
        # A bracket emoticon is a word to the tokenizer and a character cue to people.
        kinds = ["char" if word[0] == "[" else "word" for word in words]
        kinds += ["ngram"] * sum(map(len, longer))
        values = [*words, *(name for level in longer for name in level)]
        names = [f"{prefix}{kind}:{value}" for kind, value in zip(kinds, values, strict=True)]
        yield _part(trie, stream, names, kinds)
        for end in ("first", "last"):
            yield _position(_edge(stream, end), words, f"{prefix}position:{end}=", min_count)
        if corpus.language != "en":
            trie, stream = _counted(texts, HAN_CHARACTERS, CHARACTER_ORDERS, min_count)
            names = [f"{prefix}char:{value}" for level in trie.names() for value in level]
            yield _part(trie, stream, names, ["char"] * len(names))


def _counted(
    texts: Sequence[str], rule: Rule, orders: tuple[int, ...], min_count: int
) -> tuple[Trie, Stream]:
    one_class = np.zeros(len(texts), np.uint32)
    job = Job(1, orders, min_count, cores(), rule.joiner)
    return count_ngrams(read(pieces(texts, one_class), rule, job.threads), job)


def _part(trie: Trie, stream: Stream, names: list[str], kinds: list[str]) -> Part:
    columns, n = [], 0
    for m, level in enumerate(trie.levels):
        asked = m + 1 in trie.orders
        columns.append(np.arange(n, n + len(level)) if asked else np.full(len(level), -1))
        n += len(level) if asked else 0
    ends, held = holders(stream, trie, columns)
    values = csr_array((np.ones(held.size, np.int8), held, ends), shape=(ends.size - 1, n))
    return Part(tuple(names), tuple(kinds), ("",) * n, values)


def _edge(stream: Stream, end: str) -> NDArray[np.int64]:
    """The number of the first or last word of every document; 0 where it is too rare or missing."""
    found = [np.zeros(0, np.int64)]
    for batch in stream.batches:
        ends = batch.ends.astype(np.int64)
        starts = np.concatenate([[0], ends[:-1]])
        at = starts if end == "first" else ends - 1
        word = np.zeros(ends.size, np.int64)
        word[ends > starts] = batch.ids[at[ends > starts]]
        found.append(word)
    return np.concatenate(found)


def _position(word: NDArray[np.int64], words: Sequence[str], prefix: str, min_count: int) -> Part:
    held = np.flatnonzero(word)
    frequent = np.bincount(word, minlength=len(words) + 1) >= min_count
    frequent[0] = False
    column = np.cumsum(frequent) - 1
    held = held[frequent[word[held]]]
    names = tuple(prefix + words[w - 1] for w in np.flatnonzero(frequent).tolist())
    ends = np.concatenate([[0], np.cumsum(frequent[word])])
    values = csr_array(
        (np.ones(held.size, np.int8), column[word[held]], ends), shape=(word.size, len(names))
    )
    return Part(names, ("position",) * len(names), ("",) * len(names), values)
