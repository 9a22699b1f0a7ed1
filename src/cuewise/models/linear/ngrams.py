"""Token n-grams of texts as a sparse TF-IDF matrix, fast enough for tens of thousands of probes.

The strings of n-grams are never built: tokens become numbers, an n-gram is a number made of its
tokens' numbers, and looking one up is a binary search. That is several times faster than
scikit-learn's vectoriser, whose analyser joins every n-gram in Python.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.records import Ints
from cuewise.text.tokens import Tokenizer

_BREAK = "\x00"  # put between texts; it is a token, and no other token has it inside
_CHUNK = 4096  # texts joined at a time, to bound memory
_KEY_LIMIT = 2.0**62


@dataclass(frozen=True, slots=True)
class TokenRows:
    """Tokens of n texts: `ids` with -1 where unknown, `rows` the text of each, rising."""

    ids: Ints
    rows: Ints
    n: int

    def renumbered(self, names: Sequence[str], table: Mapping[str, int]) -> TokenRows:
        """The same tokens, whose ids number `names`, with the ids of a table; -1 if not in it."""
        numbers = np.array([table.get(name, -1) for name in names], dtype=np.int64)
        return TokenRows(numbers[self.ids], self.rows, self.n)


def number_all(texts: Sequence[str], tokenizer: Tokenizer) -> tuple[TokenRows, list[str]]:
    """Tokens of `texts`, every distinct one numbered as it comes, and the names by number.

    Examples
    --------
    >>> from cuewise.text.tokens import BY_WORD
    >>> tokens, names = number_all(["So good!", "So, so"], BY_WORD)
    >>> [names[i] for i in tokens.ids], tokens.rows.tolist()
    (['so', 'good', '!', 'so', ',', 'so'], [0, 0, 0, 1, 1, 1])
    """
    table: defaultdict[str, int] = defaultdict(count().__next__)
    ids, rows = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for start in range(0, len(texts), _CHUNK):
        part = [text.replace(_BREAK, " ") for text in texts[start : start + _CHUNK]]
        found = tokenizer.pattern.findall(_BREAK.join(part).lower())
        numbers = np.fromiter(map(table.__getitem__, found), dtype=np.int64, count=len(found))
        breaks = np.fromiter(map(_BREAK.__eq__, found), dtype=np.bool_, count=len(found))
        ids.append(numbers[~breaks])
        rows.append(start + np.cumsum(breaks, dtype=np.int64)[~breaks])
    return TokenRows(np.concatenate(ids), np.concatenate(rows), len(texts)), list(table)


def _grams(tokens: TokenRows, order: int, size: int) -> tuple[Ints, Ints]:
    """Keys and rows of the n-grams of `order` known tokens that lie within one text."""
    m = max(len(tokens.ids) - order + 1, 0)
    keys = np.zeros(m, np.int64)
    known = tokens.rows[:m] == tokens.rows[order - 1 : order - 1 + m]
    for offset in range(order):
        ids = tokens.ids[offset : offset + m]
        keys = keys * size + ids
        known &= ids >= 0
    return keys[known], tokens.rows[:m][known]


def _document_counts(keys: Ints, rows: Ints, n: int) -> tuple[Ints, Ints]:
    """Distinct keys, rising, and in how many of n rows each occurs."""
    # One sort of key and row together is several times faster than np.unique with its inverse.
    pairs = np.sort(keys * n + rows)
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    return np.unique(pairs // max(n, 1), return_counts=True)


@dataclass(frozen=True, slots=True)
class NGrams:
    """A fitted n-gram vocabulary: `keys[o]` are the kept n-grams of order o + 1, rising."""

    vocabulary: dict[str, int]
    keys: tuple[Ints, ...]
    idf: NDArray[np.float32]

    def matrix(self, tokens: TokenRows) -> csr_array:
        """TF-IDF rows of unit length: (1 + ln count) × idf, float32 [n, features]."""
        width, first = len(self.idf), 0
        cells = [np.zeros(0, np.int64)]
        for order, keys in enumerate(self.keys, start=1):
            wanted, rows = _grams(tokens, order, len(self.vocabulary))
            if len(keys):
                at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
                hit = keys[at] == wanted
                cells.append(rows[hit] * width + first + at[hit])
            first += len(keys)
        cell, times = np.unique(np.concatenate(cells), return_counts=True)
        rows, columns = np.divmod(cell, max(width, 1))
        weights = (1 + np.log(times)).astype(np.float32) * self.idf[columns]
        norms = np.sqrt(np.bincount(rows, weights=weights.astype(float) ** 2, minlength=tokens.n))
        weights /= norms[rows].astype(np.float32)
        ends = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=tokens.n))])
        narrow = np.int32 if max(len(weights), width) < 2**31 else np.int64
        return csr_array(
            (weights, columns.astype(narrow), ends.astype(narrow)), shape=(tokens.n, width)
        )


def fit_ngrams(
    tokens: TokenRows, names: Sequence[str], *, orders: int, min_df: int, max_features: int
) -> NGrams:
    """Learn the n-grams of up to `orders` tokens that occur in `min_df` texts or more.

    The most frequent `max_features` are kept; ties go to shorter and then alphabetically earlier
    ones, so that the order of the texts does not matter.

    Examples
    --------
    >>> from cuewise.text.tokens import BY_WORD
    >>> tokens, names = number_all(["a b c", "a b d", "d a"], BY_WORD)
    >>> grams = fit_ngrams(tokens, names, orders=2, min_df=2, max_features=10)
    >>> sorted(grams.vocabulary), [len(keys) for keys in grams.keys]
    (['a', 'b', 'd'], [3, 1])
    """
    frequency = np.zeros(len(names), dtype=np.int64)
    present, counts = _document_counts(tokens.ids, tokens.rows, tokens.n)
    frequency[present] = counts
    limit = int((_KEY_LIMIT / max(tokens.n, 1)) ** (1 / orders))  # no key may overflow
    frequent = sorted(
        (i for i in range(len(names)) if frequency[i] >= min_df),
        key=lambda i: (-frequency[i], names[i]),
    )[:limit]
    vocabulary = {names[i]: at for at, i in enumerate(sorted(frequent, key=names.__getitem__))}
    known = tokens.renumbered(names, vocabulary)
    found = []
    for order in range(1, orders + 1):
        keys, counts = _document_counts(*_grams(known, order, len(vocabulary)), tokens.n)
        found.append((keys[counts >= min_df], counts[counts >= min_df]))
    every = np.concatenate([counts for _, counts in found])
    kept = np.zeros(len(every), dtype=np.bool_)
    kept[np.argsort(-every, kind="stable")[:max_features]] = True
    cuts = np.cumsum([len(keys) for keys, _ in found])[:-1]
    keep = np.split(kept, cuts)
    idf = np.log((1 + tokens.n) / (1 + every[kept])) + 1
    return NGrams(
        vocabulary,
        tuple(keys[mask] for (keys, _), mask in zip(found, keep, strict=True)),
        idf.astype(np.float32),
    )
