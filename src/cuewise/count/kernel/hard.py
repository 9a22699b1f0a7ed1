"""Compiled passes over the bytes of documents before they are split."""

from __future__ import annotations

import numpy as np
from numba import uint64

from cuewise.count.characters import HARD
from cuewise.count.kernel import compiled
from cuewise.count.kernel.split import decode_char

_0, _1, _ASCII = np.uint64(0), np.uint64(1), np.uint64(0x80)


@compiled
def mark_hard(data, offsets, classes, marks):
    """Mark the documents with a hard character, which only Python can split."""
    for d in range(uint64(marks.size)):
        i, end = offsets[d], offsets[d + _1]
        while i < end:
            if data[i] < _ASCII:
                i += _1
                continue
            code, size = decode_char(data, i, end)
            if classes[code] == HARD:
                marks[d] = 1
                break
            i += size


@compiled
def put_lengths(data, offsets, out):
    """Write every document's length, lowest byte first, then its bytes."""
    n = _0
    for d in range(uint64(offsets.size) - _1):
        size = offsets[d + _1] - offsets[d]
        for byte in range(uint64(8)):
            out[n] = size >> uint64(8) * byte & uint64(0xFF)
            n += _1
        for at in range(offsets[d], offsets[d + _1]):
            out[n] = data[at]
            n += _1
