"""Compiled passes over documents: walks down a trie of n-grams, values, endings, counts."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import uint64

from cuewise.count.kernel import compiled
from cuewise.count.kernel.split import MIX

_0, _1, _2, _32 = map(np.uint64, (0, 1, 2, 32))


class Tree(NamedTuple):
    """A trie for lookup: the rows of all levels, one level after another.

    slots [2s] map a key of row and next word to the child row; column[r] is the output column of
    row r, -1 for none; order is the number of levels.
    """

    slots: Any
    column: Any
    order: Any


@compiled
def _slot(slots, key):
    """Return the slot of a key in an open-addressing table, or the free slot for it."""
    last = (uint64(slots.size) >> _1) - _1
    slot = (key * MIX >> _32) & last
    while slots[_2 * slot + _1] != _0 and slots[_2 * slot] != key:
        slot = (slot + _1) & last
    return _2 * slot


@compiled
def fill_tree(slots, keys, first):
    """Enter row first + k under keys[k] into an empty table."""
    for k in range(uint64(keys.size)):
        slot = _slot(slots, keys[k])
        slots[slot], slots[slot + _1] = keys[k], first + k


@compiled
def walk(ids, ends, tree, last, columns, sizes):
    """Write the columns of every document; last[c] is one plus the last document with c."""
    n = start = _0
    rows = uint64(tree.column.size)
    for d in range(uint64(ends.size)):
        before = n
        for t in range(start, ends[d]):
            row = uint64(ids[t]) - _1
            stop = min(t + tree.order, ends[d])
            end = t
            while row < rows:
                column = tree.column[row]
                if column >= 0 and last[column] != d + _1:
                    last[column] = d + _1
                    columns[n] = column
                    n += _1
                end += _1
                if end >= stop or ids[end] == 0:
                    break
                row = tree.slots[_slot(tree.slots, row << _32 | uint64(ids[end] - 1)) + _1]
                if row == _0:
                    break
        sizes[d] = n - before
        start = ends[d]
    return n


@compiled
def gather_values(ids, ends, starts, values, last, out, sizes):
    """Write the distinct values of the tokens of every document; return their total number.

    Token w has values[starts[w] : starts[w + 1]]; last[v] is one plus the last document with v.
    """
    n = start = _0
    for d in range(uint64(ends.size)):
        before = n
        for t in range(start, ends[d]):
            for i in range(starts[ids[t]], starts[ids[t] + 1]):
                value = values[i]
                if last[value] != d + _1:
                    last[value] = d + _1
                    out[n] = value
                    n += _1
        sizes[d] = n - before
        start = ends[d]
    return n


@compiled
def replace_tokens(ids, starts, values, out):
    """Write the values of all tokens one after another."""
    n = _0
    for t in range(uint64(ids.size)):
        for i in range(starts[ids[t]], starts[ids[t] + 1]):
            out[n] = values[i]
            n += _1


@compiled
def mark_endings(ids, ends, line_end, last, multiline):
    """Write each document's last token that is not a line end, and whether it has several lines.

    A document without tokens keeps its last[d]. Line ends at the edges do not count.
    """
    start = _0
    for d in range(uint64(ends.size)):
        begun = pending = False
        for t in range(start, ends[d]):
            if ids[t] == line_end:
                pending = begun
            else:
                multiline[d] |= pending
                begun = True
                last[d] = ids[t]
        start = ends[d]


@compiled
def add_by_label(indptr, indices, labels, counts):
    """Add to counts[c, k] the rows of class k that hold column c; skip rows of class -1."""
    for d in range(labels.size):
        if labels[d] >= 0:
            for i in range(indptr[d], indptr[d + 1]):
                counts[indices[i], labels[d]] += 1
