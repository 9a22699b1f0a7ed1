"""Compiled counts of word-class patterns; a pattern is a number in base `nameable.size`."""

from __future__ import annotations

import numpy as np

from cuewise.count.kernel import compiled


@compiled
def _pattern(tags, at, order, nameable):
    """Return the number of the pattern at `at`; -1 if one of its classes has no name."""
    key = 0
    for k in range(at, at + order):
        if not nameable[tags[k]]:
            return -1
        key = key * nameable.size + tags[k]
    return key


@compiled
def documents_with(tags, offsets, order, nameable, weight, documents):
    """Add to documents[p] the weight of every text with pattern p."""
    last = np.full(documents.size, -1, np.int64)
    for d in range(offsets.size - 1):
        for at in range(offsets[d], offsets[d + 1] - order + 1):
            key = _pattern(tags, at, order, nameable)
            if key >= 0 and last[key] != d:
                last[key] = d
                documents[key] += weight[d]


@compiled
def uses_of(tags, offsets, order, nameable, column, held, uses, ends):
    """Write which of the wanted patterns every text holds, and how often.

    column[p] numbers the wanted patterns, -1 for others. Text d holds held[ends[d] : ends[d + 1]],
    and `uses` counts the uses of each.
    """
    place = np.full(column.max() + 1, -1, np.int64)
    n = 0
    for d in range(offsets.size - 1):
        for at in range(offsets[d], offsets[d + 1] - order + 1):
            key = _pattern(tags, at, order, nameable)
            if key < 0 or column[key] < 0:
                continue
            if place[column[key]] < ends[d]:
                place[column[key]] = n
                held[n] = column[key]
                uses[n] = 0
                n += 1
            uses[place[column[key]]] += 1
        ends[d + 1] = n
