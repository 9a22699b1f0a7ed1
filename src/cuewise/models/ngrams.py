"""Token n-grams of texts as a sparse TF-IDF matrix, fast enough for tens of thousands of probes.

The strings of n-grams are never built: tokens become numbers, an n-gram is a number made of its
tokens' numbers, and looking one up is a binary search. That is several times faster than
scikit-learn's vectoriser, whose analyser joins every n-gram in Python.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count, repeat

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cuewise.types import Floats, Ints

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Words, then anything else that is not a space: punctuation, emoji.
WORDS = re.compile(r"\w+|[^\w\s]")
# The same, with Chinese characters one by one and bracket emoticons such as [泪] whole.
CHARACTERS = re.compile(rf"\[\w{{1,8}}\]|[{_CJK}]|(?:(?![{_CJK}])\w)+|[^\w\s]")
_BREAK = "\x00"  # stands between texts; it is a token of both patterns
_CHUNK = 4096  # texts joined at a time, to bound memory


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of n texts: `ids` with -1 where unknown, `rows` the text of each, rising."""

    ids: Ints
    rows: Ints
    n: int

    def mapped(self, table: Ints) -> Tokens:
        """The same tokens with id i replaced by table[i]; -1 stays."""
        if not len(table):
            return Tokens(np.full(len(self.ids), -1, dtype=np.int64), self.rows, self.n)
        return Tokens(np.where(self.ids < 0, -1, table[self.ids]), self.rows, self.n)


def tokenise(
    texts: Sequence[str], pattern: re.Pattern[str], lookup: Callable[[str], int]
) -> Tokens:
    """Split lower-cased texts by `pattern` and number the tokens by `lookup`."""
    ids, rows = [], []
    for start in range(0, len(texts), _CHUNK):
        part = [text.replace(_BREAK, " ") for text in texts[start : start + _CHUNK]]
        found = pattern.findall((_BREAK.join(part)).lower())
        numbers = np.fromiter(map(lookup, found), dtype=np.int64, count=len(found))
        breaks = np.fromiter(map(_BREAK.__eq__, found), dtype=np.bool_, count=len(found))
        ids.append(numbers[~breaks])
        rows.append(start + np.cumsum(breaks)[~breaks])
    if not ids:
        return Tokens(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), 0)
    return Tokens(np.concatenate(ids), np.concatenate(rows), len(texts))


def number_all(texts: Sequence[str], pattern: re.Pattern[str]) -> tuple[Tokens, list[str]]:
    """Tokens of `texts`, every distinct one numbered, and the names by number."""
    table: defaultdict[str, int] = defaultdict(count().__next__)
    tokens = tokenise(texts, pattern, table.__getitem__)
    return tokens, list(table)


def number_known(
    texts: Sequence[str], pattern: re.Pattern[str], table: dict[str, int]
) -> Tokens:
    """Tokens of `texts` numbered by `table`, -1 where it has none."""
    get = table.get
    unknown = repeat(-1)
    return tokenise(texts, pattern, lambda token: get(token, -1)) if False else _known(
        texts, pattern, get, unknown
    )
