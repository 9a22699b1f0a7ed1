"""Compiled open-addressing hash table from the bytes of tokens to their numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import uint64

from cuewise.count.kernel import compiled
from cuewise.count.kernel.split import LONG, MIX, key_of

_0, _1, _2, _32 = map(np.uint64, (0, 1, 2, 32))


class TokenTable(NamedTuple):
    """slots [2s]: a key, and 2 * (token number + 1) plus 1 if the token is long.

    Token w is bytes[starts[w] : starts[w + 1]].
    """

    slots: Any
    bytes: Any
    starts: Any


@compiled
def keys_of(data, starts, keys):
    """Write the keys of the tokens data[starts[w] : starts[w + 1]]."""
    for w in range(uint64(keys.size)):
        keys[w] = key_of(data, starts[w], starts[w + _1])


@compiled
def _slot(slots, key):
    """Return the first slot to probe for a key: the high bits of key × MIX."""
    half = uint64(slots.size) >> _1
    return ((key * MIX) >> _32) * half >> _32


@compiled
def refill(old, new):
    """Copy every entry of a table into a larger, empty one."""
    last = (uint64(new.size) >> _1) - _1
    for entry in range(_0, uint64(old.size), _2):
        if old[entry + _1] != _0:
            slot = _slot(new, old[entry])
            while new[_2 * slot + _1] != _0:
                slot = (slot + _1) & last
            new[_2 * slot], new[_2 * slot + _1] = old[entry], old[entry + _1]


@compiled
def _has_bytes(table, word, lowered, start, stop):
    """Return whether the bytes of a token are lowered[start:stop]."""
    first = table.starts[word]
    if table.starts[word + _1] - first != stop - start:
        return False
    for k in range(stop - start):
        if table.bytes[first + k] != lowered[start + k]:
            return False
    return True


@compiled
def _append(table, word, lowered, start, stop):
    """Append the bytes of a new token."""
    first = table.starts[word]
    for k in range(stop - start):
        table.bytes[first + k] = lowered[start + k]
    table.starts[word + _1] = first + stop - start


@compiled
def number_tokens(found, table, size, ids):
    """Write the number of every token, adding new ones; size[0] counts all tokens of the table."""
    slots = table.slots
    last = (uint64(slots.size) >> _1) - _1
    words = size[0]
    for t in range(uint64(ids.size)):
        key, start, stop = found.keys[t], found.stops[t], found.stops[t + _1]
        long = uint64(stop - start > LONG)
        slot = _slot(slots, key)
        while True:
            entry = slots[_2 * slot + _1]
            if entry == _0:
                slots[_2 * slot], slots[_2 * slot + _1] = key, (words + _1) << _1 | long
                _append(table, words, found.lowered, start, stop)
                word = words
                words += _1
                break
            if slots[_2 * slot] == key and entry & _1 == long:
                word = (entry >> _1) - _1
                if not long or _has_bytes(table, word, found.lowered, start, stop):
                    break
            slot = (slot + _1) & last
        ids[t] = word
    size[0] = words


@compiled
def remap_ids(ids, place):
    """Replace every id by place[id]."""
    for t in range(uint64(ids.size)):
        ids[t] = place[ids[t]]
