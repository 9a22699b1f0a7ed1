"""Compiled hashes of documents."""

from __future__ import annotations

import numpy as np
from numba import uint64

from cuewise.count.kernel import compiled, inlined

_1 = np.uint64(1)
# Constants of FNV-1a (Fowler, Noll, Vo) and of MurmurHash3's finaliser (Appleby), public domain.
_PRIME = np.uint64(0x100000001B3)
_FIRST, _SECOND = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_HALF = np.uint64(33)


@inlined
def scramble(h):
    """Mix h, so that every bit of the result varies with every bit of h."""
    h = (h ^ (h >> _HALF)) * _FIRST
    h = (h ^ (h >> _HALF)) * _SECOND
    return h ^ (h >> _HALF)


@compiled
def hash_rows(data, offsets, hashes):
    """Extend hashes[d] by the bytes of document d and their number."""
    for d in range(uint64(hashes.size)):
        h = hashes[d]
        for byte in range(offsets[d], offsets[d + _1]):
            h = (h ^ uint64(data[byte])) * _PRIME
        hashes[d] = scramble(h ^ (offsets[d + _1] - offsets[d]))


@compiled
def scramble_all(values, salt, mixed):
    """Mix each value with a salt."""
    for i in range(uint64(mixed.size)):
        mixed[i] = scramble(scramble(values[i] ^ salt) + salt)
