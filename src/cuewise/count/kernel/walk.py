"""Compiled walk of documents down a tree of n-grams."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import uint64

from cuewise.count.kernel import compiled
from cuewise.count.kernel.split import MIX

_0, _1, _2, _32 = map(np.uint64, (0, 1, 2, 32))


class Tree(NamedTuple):
    """Rows of all levels, one level after another; slots [2s]: row and word, and the row under it.

    column[r] is the number of row r among what is looked for, -1 for none.
    """

    slots: Any
    column: Any
    order: Any


@compiled
def _slot(slots, key):
    """Where a key is in an open-addressing table, or where there is room for it."""
    last = (uint64(slots.size) >> _1) - _1
    slot = (key * MIX >> _32) & last
    while slots[_2 * slot + _1] != _0 and slots[_2 * slot] != key:
        slot = (slot + _1) & last
    return _2 * slot


@compiled
def fill(slots, keys, first):
    """Put the rows `first` and after into an empty table, each under its key."""
    for k in range(uint64(keys.size)):
        slot = _slot(slots, keys[k])
        slots[slot], slots[slot + _1] = keys[k], first + k


@compiled
def walk(ids, ends, tree, last, held, sizes):
    """Write the columns of every document; last[c]: the last document that held it, plus one."""
    n = start = _0
    rows = uint64(tree.column.size)
    for d in range(uint64(ends.size)):
        before = n
        for t in range(start, ends[d]):
            row = uint64(ids[t]) - _1
            stop = min(t + tree.order, ends[d])
            at = t
            while row < rows:
                column = tree.column[row]
                if column >= 0 and last[column] != d + _1:
                    last[column] = d + _1
                    held[n] = column
                    n += _1
                at += _1
                if at >= stop or ids[at] == 0:
                    break
                row = tree.slots[_slot(tree.slots, row << _32 | uint64(ids[at] - 1)) + _1]
                if row == _0:
                    break
        sizes[d] = n - before
        start = ends[d]
    return n


@compiled
def gather(ids, ends, starts, values, last, held, sizes):
    """Write the different values of the tokens of every document; how many in all.

    Token w has values[starts[w] : starts[w + 1]]; last[v]: the last document that had v, plus one.
    """
    n = start = _0
    for d in range(uint64(ends.size)):
        before = n
        for t in range(start, ends[d]):
            for at in range(starts[ids[t]], starts[ids[t] + 1]):
                value = values[at]
                if last[value] != d + _1:
                    last[value] = d + _1
                    held[n] = value
                    n += _1
        sizes[d] = n - before
        start = ends[d]
    return n


@compiled
def replace_tokens(ids, starts, values, out):
    """Write the values of every token one after another."""
    n = _0
    for t in range(uint64(ids.size)):
        for at in range(starts[ids[t]], starts[ids[t] + 1]):
            out[n] = values[at]
            n += _1


@compiled
def shape(ids, ends, line_end, last, broken):
    """For every document its last token that is no line end, and whether one stands before it.

    last[d] is left as it is where there is no token; leading line ends are none.
    """
    start = _0
    for d in range(uint64(ends.size)):
        begun = pending = False
        for t in range(start, ends[d]):
            if ids[t] == line_end:
                pending = begun
            else:
                broken[d] |= pending
                begun = True
                last[d] = ids[t]
        start = ends[d]


@compiled
def add_by_label(indptr, indices, labels, counts):
    """Add to counts[c, k] the rows of class k that hold column c; class -1 counts for nothing."""
    for d in range(labels.size):
        if labels[d] >= 0:
            for at in range(indptr[d], indptr[d + 1]):
                counts[indices[at], labels[d]] += 1
