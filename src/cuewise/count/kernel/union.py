"""Compiled union of sorted lists, and scattering of rows."""

from __future__ import annotations

from cuewise.count.kernel import compiled


@compiled
def merge_sorted(a, b, place_a, place_b, both):
    """Merge two ascending lists into `both`; place_x[i] is where x[i] went. Return the length."""
    i = j = n = 0
    while i < a.size or j < b.size:
        left = j == b.size or (i < a.size and a[i] <= b[j])
        right = i == a.size or (j < b.size and b[j] <= a[i])
        both[n] = a[i] if left else b[j]
        if left:
            place_a[i] = n
            i += 1
        if right:
            place_b[j] = n
            j += 1
        n += 1
    return n


@compiled
def add_offsets(places, offsets, groups):
    """places[i] += offsets[groups[i]]."""
    for i in range(groups.size):
        places[i] += offsets[groups[i]]


@compiled
def scatter_rows(rows, places, out, start, stop):
    """out[places[i]] = rows[i] for start <= i < stop."""
    for i in range(start, min(stop, places.size)):
        for k in range(rows.shape[1]):
            out[places[i], k] = rows[i, k]
