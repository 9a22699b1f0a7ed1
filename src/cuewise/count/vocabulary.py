"""Number tokens with an open-addressing hash table over their bytes.

Two tokens share a number only if their bytes are equal. Tokens of up to eight bytes are compared as
one 64-bit number, longer ones byte by byte.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cuewise.count.kernel.numbers import TokenTable, keys_of, number_tokens, refill
from cuewise.count.kernel.split import Found

_FIRST_BITS = 12
_FIRST_BYTES = 1 << 16


class Vocabulary:
    """Distinct tokens, numbered in order of first appearance; 0 is the break.

    Examples
    --------
    >>> v = Vocabulary()
    >>> len(v), v.words().to_pylist()
    (1, [b''])
    """

    def __init__(self) -> None:
        self._size = np.zeros(1, np.uint64)
        self._table = TokenTable(
            np.zeros(2 << _FIRST_BITS, np.uint64),
            np.zeros(_FIRST_BYTES, np.uint8),
            np.zeros(1 << (_FIRST_BITS - 1), np.uint64),
        )
        nothing = np.zeros(2, np.uint64)
        self.number(Found(np.zeros(1, np.uint8), nothing, nothing[:1], nothing[:0]), 1)

    def __len__(self) -> int:
        return int(self._size[0])

    def number(self, found: Found, tokens: int) -> NDArray[np.uint32]:
        """Number the first `tokens` tokens of `found`, adding new ones."""
        self._reserve(tokens, int(found.stops[tokens]))
        ids = np.empty(tokens, np.uint32)
        number_tokens(found, self._table, self._size, ids)
        return ids

    def take(self, other: Vocabulary) -> NDArray[np.uint32]:
        """Number the tokens of `other`, adding new ones."""
        table, n = other._table, len(other)
        keys = np.empty(n, np.uint64)
        keys_of(table.bytes, table.starts, keys)
        return self.number(Found(table.bytes, table.starts, keys, keys[:0]), n)

    def words(self) -> pa.Array:
        """Return the bytes of every token, by number."""
        n = len(self)
        buffers = [None, pa.py_buffer(self._table.starts[: n + 1]), pa.py_buffer(self._table.bytes)]
        return pa.Array.from_buffers(pa.large_binary(), n, buffers)

    def _reserve(self, tokens: int, size: int) -> None:
        """Make room for more tokens and bytes, keeping the table at most half full."""
        slots, data, starts = self._table
        words = len(self)
        data = _grown(data, int(starts[words]) + size)
        starts = _grown(starts, words + tokens + 2)
        if slots.size < 4 * (words + tokens):
            bits = int(4 * (words + tokens) - 1).bit_length()
            slots = np.zeros(1 << bits, np.uint64)
            refill(self._table.slots, slots)
        self._table = TokenTable(slots, data, starts)


def _grown(array: NDArray[Any], size: int) -> NDArray[Any]:
    """Return `array`, or a longer copy if it cannot hold `size` elements."""
    if array.size >= size:
        return array
    longer = np.zeros(max(size, 2 * array.size), array.dtype)
    longer[: array.size] = array
    return longer
