"""Words, word n-grams, first and last words, character n-grams of Chinese."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cuewise.count.grams import Grams, grams
from cuewise.count.tokens import Tokens, characters, tokenize
from cuewise.cues.parts import Part, fields
from cuewise.types import Corpus

WORD_ORDERS = (1, 2, 3)
CHARACTER_ORDERS = (2, 3, 4)


def lexical(corpus: Corpus, min_count: int) -> Iterator[Part]:
    """Word n-grams and positions of every field, and character n-grams where there is Chinese."""
    for prefix, texts in fields(corpus):
        tokens = tokenize(texts)
        for table in grams(tokens, WORD_ORDERS, min_count):
            yield _gram_part(table, tokens, prefix)
        yield _position(tokens, f"{prefix}position:first=", tokens.offsets[:-1], min_count)
        yield _position(tokens, f"{prefix}position:last=", tokens.offsets[1:] - 1, min_count)
        if corpus.language != "en":
            split = tokenize(texts, characters)
            for table in grams(split, CHARACTER_ORDERS, min_count):
                names = tuple(f"{prefix}char:{n}" for n in table.names(split, ""))
                yield _part(names, "char", table)


def _gram_part(table: Grams, tokens: Tokens, prefix: str) -> Part:
    kind = "word" if table.order == 1 else "ngram"
    values = table.names(tokens)
    # A bracket emoticon is a word to the tokenizer and a character cue to people.
    kinds = tuple("char" if kind == "word" and v[0] == "[" else kind for v in values)
    names = tuple(f"{prefix}{k}:{v}" for k, v in zip(kinds, values, strict=True))
    return Part(names, kinds, ("",) * len(names), table.documents, table.grams)


def _part(names: tuple[str, ...], kind: str, table: Grams) -> Part:
    return Part(names, (kind,) * len(names), ("",) * len(names), table.documents, table.grams)


def _position(tokens: Tokens, prefix: str, where: np.ndarray, min_count: int) -> Part:
    held = np.flatnonzero(np.diff(tokens.offsets) > 0)
    word = tokens.ids[where[held]].astype(np.int64) if held.size else np.empty(0, np.int64)
    values, number = np.unique(word, return_inverse=True)
    frequent = np.bincount(number, minlength=values.size) >= min_count
    renumber = np.cumsum(frequent) - 1
    keep = frequent[number] if number.size else np.zeros(0, bool)
    names = tuple(prefix + tokens.vocabulary[v] for v in values[frequent])
    return Part(
        names, ("position",) * len(names), ("",) * len(names), held[keep], renumber[number[keep]]
    )
