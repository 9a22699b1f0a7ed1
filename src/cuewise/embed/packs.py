"""Texts of many lengths, end to end in packs of limited size: no padding between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cuewise.records import Ints


@dataclass(frozen=True, slots=True)
class Pack:
    """Texts `rows` end to end, short ones first; `runs` are pairs (texts, tokens of each)."""

    rows: Ints
    runs: tuple[tuple[int, int], ...]

    @property
    def spans(self) -> Iterator[tuple[int, int, int, int]]:
        """First token, first text, number of texts and tokens of each, for every run.

        Examples
        --------
        >>> list(Pack(np.arange(3), ((2, 5), (1, 7))).spans)
        [(0, 0, 2, 5), (10, 2, 1, 7)]
        """
        token = text = 0
        for texts, length in self.runs:
            yield token, text, texts, length
            token, text = token + texts * length, text + texts


def packs(lengths: Ints, size: int) -> Iterator[Pack]:
    """Packs of at most `size` tokens that hold every text once; no text may be longer.

    Examples
    --------
    >>> for pack in packs(np.array([5, 9, 5, 3]), 14):
    ...     print(pack.rows.tolist(), pack.runs)
    [3, 0, 2] ((1, 3), (2, 5))
    [1] ((1, 9),)
    """
    order = np.argsort(lengths, kind="stable")
    ends = np.cumsum(lengths[order])
    start = 0
    while start < order.size:
        before = ends[start] - lengths[order[start]]
        stop = int(np.searchsorted(ends, before + size, side="right"))
        rows = order[start:stop]
        found, counts = np.unique(lengths[rows], return_counts=True)
        yield Pack(rows, tuple(zip(counts.tolist(), found.tolist(), strict=True)))
        start = stop
