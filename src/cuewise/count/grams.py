"""n-grams of integer token streams, with the documents that hold them.

An n-gram cannot be in more documents than either (n-1)-gram inside it, so each order only looks
where both halves of the order below are frequent enough (Agrawal and Srikant 1994).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cuewise.count.distinct import distinct
from cuewise.count.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Grams:
    """The n-grams of one order in at least `min_count` documents.

    starts[g]: where in the token stream an example of gram g begins; documents[e] and grams[e]:
    every distinct (document, gram) pair, sorted by gram then document.
    """

    order: int
    starts: NDArray[np.int64]
    documents: NDArray[np.int64]
    grams: NDArray[np.int64]

    def names(self, tokens: Tokens, joiner: str = " ") -> list[str]:
        """The text of every gram."""
        v, ids = tokens.vocabulary, tokens.ids
        return [joiner.join(v[i] for i in ids[s : s + self.order]) for s in self.starts]


def grams(tokens: Tokens, orders: tuple[int, ...], min_count: int = 1) -> Iterator[Grams]:
    """Yield the n-grams of every order in `orders`, ascending."""
    if not orders or min(orders) < 1 or min_count < 1:
        raise ValueError(
            f"orders {orders}, min_count {min_count}; allowed: orders >= 1, min_count >= 1"
        )
    document = tokens.documents()
    last = tokens.offsets[1:][document] if document.size else document
    # A token "" is a break that no n-gram may span.
    breaks = np.array([w == "" for w in tokens.vocabulary], dtype=bool)
    here = tokens.ids.astype(np.int64)
    if breaks.any():
        here = np.where(breaks[here], -1, here)
    positions = np.flatnonzero(here >= 0)
    keys = here[positions]
    for order in range(1, max(orders) + 1):
        if order > 1:
            positions, keys = _extend(here, positions, last, order)
        kept, position_gram, table = _count(order, positions, keys, document, min_count)
        here = np.full(tokens.ids.size, -1, dtype=np.int64)
        positions = positions[kept]
        here[positions] = position_gram
        if order in orders:
            yield table


def _extend(
    here: NDArray[np.int64], positions: NDArray[np.int64], last: NDArray[np.int64], order: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions where a gram of `order` may start, and a key for each."""
    starts = positions[positions + order <= last[positions]] if positions.size else positions
    starts = starts[here[starts + 1] >= 0] if starts.size else starts
    base = int(here.max(initial=0)) + 1
    return starts, here[starts] * base + here[starts + 1] if starts.size else starts


def _count(
    order: int,
    positions: NDArray[np.int64],
    keys: NDArray[np.int64],
    document: NDArray[np.int64],
    min_count: int,
) -> tuple[NDArray[np.bool_], NDArray[np.int64], Grams]:
    _, first, number = np.unique(keys, return_index=True, return_inverse=True)
    n_documents = int(document[-1]) + 1 if document.size else 1
    pairs = distinct(number * n_documents + document[positions])
    gram, doc = pairs // n_documents, pairs % n_documents
    frequent = np.bincount(gram, minlength=first.size) >= min_count
    renumber = np.cumsum(frequent) - 1
    keep = frequent[gram]
    kept = frequent[number] if number.size else np.zeros(0, bool)
    table = Grams(order, positions[first[frequent]], doc[keep], renumber[gram[keep]])
    return kept, renumber[number[kept]], table
