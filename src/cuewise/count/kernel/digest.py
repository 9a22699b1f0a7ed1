"""A hash for each document."""

from __future__ import annotations

import numpy as np
from numba import uint64

from cuewise.count.kernel import compiled, inlined

_1 = np.uint64(1)
# Of FNV-1a (Fowler, Noll, Vo) and of the last step of MurmurHash3 (Appleby), both public domain.
_PRIME = np.uint64(0x100000001B3)
_FIRST, _SECOND = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_HALF = np.uint64(33)


@inlined
def scramble(h):
    """Every bit of the result hangs on every bit of h."""
    h = (h ^ (h >> _HALF)) * _FIRST
    h = (h ^ (h >> _HALF)) * _SECOND
    return h ^ (h >> _HALF)


@compiled
def hash_rows(data, offsets, found):
    """Go on from found[d] with the bytes of document d and their number."""
    for d in range(uint64(found.size)):
        h = found[d]
        for at in range(offsets[d], offsets[d + _1]):
            h = (h ^ uint64(data[at])) * _PRIME
        found[d] = scramble(h ^ (offsets[d + _1] - offsets[d]))


@compiled
def scramble_all(values, salt, found):
    """Each value under a salt."""
    for i in range(uint64(found.size)):
        found[i] = scramble(scramble(values[i] ^ salt) + salt)
