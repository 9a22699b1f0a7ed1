"""Compiled n-gram keys: 64-bit numbers that sort like the words of the n-gram.

From the highest bit, a key holds the first word relative to its range, then the other words (0
after the end of the document). The label follows, and a flag for each prefix that occurred earlier
in the same document. Sorting puts equal n-grams and equal prefixes next to each other. One pass
then counts the documents of every order, each document once.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import uint64

from cuewise.count.kernel import compiled, inlined
from cuewise.count.kernel.split import MIX

_0, _1, _2, _3, _7, _32 = map(np.uint64, (0, 1, 2, 3, 7, 32))


class Layout(NamedTuple):
    """Widths in bits of a word, a label and the flags; and the longest order."""

    word: Any
    label: Any
    flags: Any
    order: Any


class Ranges(NamedTuple):
    """Ranges of first words: place[w] is the range of word w (0: none), base[r] its first word - 1.

    In keys, the words of a range are numbered from 1. A range takes one byte, so the ranges of all
    common words fit the first-level cache.
    """

    place: Any
    base: Any


class Rows(NamedTuple):
    """n-grams of every order, one after another: those of m words start at row first[m]."""

    first: Any
    words: Any
    parents: Any
    counts: Any


@compiled
def document_counts(ids, ends, labels, first, last, counts):
    """Add to counts[w, label] the documents that hold word w.

    first: number of the first document; last[w]: one plus the last document seen with w.
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
    """Add to sizes[r] the number of tokens in range r."""
    for t in range(uint64(ids.size)):
        sizes[place[ids[t]]] += 1


@inlined
def _is_new(seen, last, ids, start, length, mixed):
    """Return whether an n-gram is new to its document, and add it to the set `seen`."""
    new = True
    slot = (mixed >> _32) & last
    while seen[slot] != 0:
        if seen[slot] & _7 == length:
            other, k = seen[slot] >> _3, _0
            while k < length and ids[other + k] == ids[start + k]:
                k += _1
            if k == length:
                new = False
                break
        slot = (slot + _1) & last
    if new:
        seen[slot] = start << _3 | length
    return new


@compiled
def _cleared(seen, size):
    """Return a table with its first `size` slots empty; `size` is a power of two."""
    if size > uint64(seen.size):
        return np.zeros(size, np.uint64)
    seen[:size] = 0
    return seen


@compiled
def pack(ids, ends, labels, layout, ranges, keys, ends_of_range):
    """Append the keys of each range r at keys[ends_of_range[r]] and move that end.

    An n-gram that occurred earlier in its document gets no key, and neither do its prefixes.
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
                keys[ends_of_range[place]] = key << (layout.label + layout.flags) | tail
                ends_of_range[place] += 1
        start = end


@compiled
def count_rows(keys, layout, rows):
    """Add to rows[m] the number of distinct n-grams of m words in sorted keys."""
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
    end = rows.first.copy()
    before = ~_0
    for t in range(uint64(keys.size)):
        key = keys[t] >> tail
        label = (keys[t] >> layout.flags) & ((_1 << layout.label) - _1)
        parent = (key >> first) + base - _1
        for m in range(_2, layout.order + _1):
            shift = layout.word * (layout.order - m)
            token = (key >> shift) & word
            if token == _0:
                break
            if key >> shift != before >> shift:
                rows.words[end[m]] = token - _1
                rows.parents[end[m]] = parent
                end[m] += 1
            if m == layout.order or not (keys[t] >> (m - _2)) & _1:
                rows.counts[end[m] - 1, label] += 1
            parent = uint64(end[m] - 1 - rows.first[m])
        before = key
