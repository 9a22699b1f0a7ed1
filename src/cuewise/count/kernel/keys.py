"""Compiled n-gram keys: n-grams as 64-bit numbers whose order is that of their words.

A key holds, from the top: the first word, less the least one of its range; the other words (0 where
the document ends before); the label of the document; and a flag for every shorter n-gram that
the same document held before. Sorted, equal n-grams stand together, and so do those that begin in
the same way, so that one pass counts the documents of every order, each document once.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import uint64

from cuewise.count.kernel import compiled, inlined
from cuewise.count.kernel.split import MIX

_0, _1, _2, _3, _7, _32 = map(np.uint64, (0, 1, 2, 3, 7, 32))


class Layout(NamedTuple):
    """Widths in bits: of a word, of a label, of the flags; and the longest order."""

    word: Any
    label: Any
    flags: Any
    order: Any


class Ranges(NamedTuple):
    """place[w]: the range of first word w, 0 for none; base[r]: the least word of range r, less 1.

    Words of a range stand in its keys as 1, 2, 3 ... One byte tells the range, so that the ranges
    of all common words are in the nearest cache.
    """

    place: Any
    base: Any


class Rows(NamedTuple):
    """n-grams of every order, one order after another: row first[m] on are those of m words."""

    first: Any
    words: Any
    parents: Any
    counts: Any


@compiled
def document_counts(ids, ends, labels, first, last, counts):
    """Add to counts[w, label] the documents that hold word w.

    first: the number of the first document here; last[w]: the number of the last document seen to
    hold w, plus one.
    """
    start = _0
    for d in range(uint64(ends.size)):
        document = first + d + _1
        for t in range(start, ends[d]):
            if last[ids[t]] != document:
                last[ids[t]] = document
                counts[ids[t], labels[d]] += 1
        start = ends[d]


@compiled
def tokens_by_range(ids, place, sizes):
    """Add to sizes[r] the tokens whose range is r."""
    for t in range(uint64(ids.size)):
        sizes[place[ids[t]]] += 1


@inlined
def _is_new(seen, last, ids, at, length, mixed):
    """Whether the n-gram at `at` is the first of its kind in its document; notes it in `seen`."""
    new = True
    slot = (mixed >> _32) & last
    while seen[slot] != 0:
        if seen[slot] & _7 == length:
            other, k = seen[slot] >> _3, _0
            while k < length and ids[other + k] == ids[at + k]:
                k += _1
            if k == length:
                new = False
                break
        slot = (slot + _1) & last
    if new:
        seen[slot] = at << _3 | length
    return new


@compiled
def _cleared(seen, size):
    """A table of at least `size` slots, a power of two, with the first `size` empty."""
    if size > uint64(seen.size):
        return np.zeros(size, np.uint64)
    seen[:size] = 0
    return seen


@compiled
def pack(ids, ends, labels, layout, ranges, keys, at):
    """Write the keys of every n-gram whose first word is in range r at keys[at[r]:]; moves `at`.

    An n-gram that its document held before says nothing new, and neither does its beginning.
    """
    seen = np.zeros(64, np.uint64)
    start = _0
    for d in range(uint64(ends.size)):
        end = ends[d]
        size = uint64(64)
        while size < _2 * (layout.order - _1) * (end - start):
            size *= _2
        seen = _cleared(seen, size)
        for t in range(start, end):
            place = ranges.place[ids[t]]
            if place == 0:
                continue
            key, mixed = uint64(ids[t]) - ranges.base[place], uint64(ids[t]) * MIX
            length, flags, new = _1, _0, False
            for other in range(t + _1, min(t + layout.order, end)):
                word = uint64(ids[other])
                if word == _0:
                    break
                key = key << layout.word | word
                mixed = (mixed ^ word) * MIX
                length += _1
                new = _is_new(seen, size - _1, ids, t, length, mixed)
                if not new and length < layout.order:
                    flags |= _1 << (length - _2)
            if new:
                key <<= layout.word * (layout.order - length)
                tail = uint64(labels[d]) << layout.flags | flags
                keys[at[place]] = key << (layout.label + layout.flags) | tail
                at[place] += 1
        start = end


@compiled
def count_rows(keys, layout, rows):
    """Add to rows[m] the different n-grams of m words in sorted keys."""
    tail = layout.label + layout.flags
    word = (_1 << layout.word) - _1
    before = ~_0
    for t in range(uint64(keys.size)):
        key = keys[t] >> tail
        for m in range(_2, layout.order + _1):
            shift = layout.word * (layout.order - m)
            if (key >> shift) & word == _0:
                break
            if key >> shift != before >> shift:
                rows[m] += 1
        before = key


@compiled
def fill_rows(keys, layout, base, rows):
    """Write the n-grams of sorted keys and their document counts by label."""
    tail = layout.label + layout.flags
    word = (_1 << layout.word) - _1
    first = layout.word * (layout.order - _1)
    at = rows.first.copy()
    before = ~_0
    for t in range(uint64(keys.size)):
        key = keys[t] >> tail
        label = (keys[t] >> layout.flags) & ((_1 << layout.label) - _1)
        parent = (key >> first) + base - _1
        for m in range(_2, layout.order + _1):
            shift = layout.word * (layout.order - m)
            own = (key >> shift) & word
            if own == _0:
                break
            if key >> shift != before >> shift:
                rows.words[at[m]] = own - _1
                rows.parents[at[m]] = parent
                at[m] += 1
            if m == layout.order or not (keys[t] >> (m - _2)) & _1:
                rows.counts[at[m] - 1, label] += 1
            parent = uint64(at[m] - 1 - rows.first[m])
        before = key
