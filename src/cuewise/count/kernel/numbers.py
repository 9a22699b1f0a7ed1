"""Compiled open-addressing table from the bytes of tokens to their numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import uint64

from cuewise.count.kernel import compiled
from cuewise.count.kernel.split import LONG, MIX, key_of

_0, _1, _2, _32 = map(np.uint64, (0, 1, 2, 32))


class Table(NamedTuple):
    """slots [2s]: a key and, times two, the number of its token + 1; odd where the token is long.

    Token w is bytes[starts[w] : starts[w + 1]].
    """

    slots: Any
    bytes: Any
    starts: Any


@compiled
def keys_of(data, starts, keys):
    """The keys of the tokens data[starts[w] : starts[w + 1]]."""
    for w in range(uint64(keys.size)):
        keys[w] = key_of(data, starts[w], starts[w + _1])


@compiled
def _slot(slots, key):
    """Where the search for a key begins: the high bits of key × MIX."""
    half = uint64(slots.size) >> _1
    return ((key * MIX) >> _32) * half >> _32


@compiled
def refill(old, new):
    """Put every entry of a table into a larger, empty one."""
    last = (uint64(new.size) >> _1) - _1
    for at in range(_0, uint64(old.size), _2):
        if old[at + _1] != _0:
            slot = _slot(new, old[at])
            while new[_2 * slot + _1] != _0:
                slot = (slot + _1) & last
            new[_2 * slot], new[_2 * slot + _1] = old[at], old[at + _1]


@compiled
def _same(table, word, lowered, start, stop):
    """Whether the bytes of a token are lowered[start:stop]."""
    at = table.starts[word]
    if table.starts[word + _1] - at != stop - start:
        return False
    for k in range(stop - start):
        if table.bytes[at + k] != lowered[start + k]:
            return False
    return True


@compiled
def _take_in(table, word, lowered, start, stop):
    """Append the bytes of a new token."""
    at = table.starts[word]
    for k in range(stop - start):
        table.bytes[at + k] = lowered[start + k]
    table.starts[word + _1] = at + stop - start


@compiled
def number(found, table, size, ids):
    """Write the number of every token; new ones are taken in, size[0] counts them."""
    slots = table.slots
    last = (uint64(slots.size) >> _1) - _1
    words = size[0]
    for t in range(uint64(ids.size)):
        key, start, stop = found.keys[t], found.stops[t], found.stops[t + _1]
        long = uint64(stop - start > LONG)
        slot = _slot(slots, key)
        while True:
            held = slots[_2 * slot + _1]
            if held == _0:
                slots[_2 * slot], slots[_2 * slot + _1] = key, (words + _1) << _1 | long
                _take_in(table, words, found.lowered, start, stop)
                word = words
                words += _1
                break
            if slots[_2 * slot] == key and held & _1 == long:
                word = (held >> _1) - _1
                if not long or _same(table, word, found.lowered, start, stop):
                    break
            slot = (slot + _1) & last
        ids[t] = word
    size[0] = words


@compiled
def renumber(ids, place):
    """Put place[id] for every id, where it stands."""
    for t in range(uint64(ids.size)):
        ids[t] = place[ids[t]]
