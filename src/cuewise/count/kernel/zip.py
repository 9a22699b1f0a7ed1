"""Compiled union of sorted lists, and rows put in their places."""

from __future__ import annotations

from cuewise.count.kernel import compiled


@compiled
def zip_sorted(a, b, place_a, place_b, both):
    """Two ascending lists as one; place_x[i] is where x[i] went. The length of `both`."""
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
def shift(places, more, groups):
    """places[i] += more[groups[i]]."""
    for i in range(groups.size):
        places[i] += more[groups[i]]


@compiled
def spread(rows, places, out, start, stop):
    """out[places[i]] = rows[i] for start <= i < stop."""
    for i in range(start, min(stop, places.size)):
        for k in range(rows.shape[1]):
            out[places[i], k] = rows[i, k]
