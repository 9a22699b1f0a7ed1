"""Repeats of a text: a review posted five times counts as one observation."""

from __future__ import annotations

import numpy as np

from cuewise.records import Bools, Corpus, Ints
from cuewise.split.keys import RowKeys, row_keys
from cuewise.split.rows import rows_of


def without_repeats(corpus: Corpus, rows: Ints) -> Ints:
    """`rows` without repeats: one row for each cluster and label.

    A text and its counterfactual share a cluster and differ in label, so both stay.
    """
    return rows[~repeats(row_keys(rows_of(corpus, rows)))]


def repeats(rows: RowKeys) -> Bools:
    """Mark the rows that repeat another row of the same cluster and label with a smaller key.

    Where the texts are equal too, the row with the smaller hash of its metadata counts.
    """
    order = np.lexsort((rows.keys, rows.labels, rows.cluster))
    group = np.stack([rows.cluster[order], rows.labels[order]])
    repeated = np.append(False, (group[:, 1:] == group[:, :-1]).all(axis=0))
    equal = repeated & np.append(False, rows.keys[order][1:] == rows.keys[order][:-1])
    if equal.any():
        tied = np.flatnonzero(equal | np.append(equal[1:], False))
        members = order[tied]
        columns = (
            rows.tie_break(members),
            rows.keys[members],
            rows.labels[members],
            rows.cluster[members],
        )
        order[tied] = members[np.lexsort(columns)]
    marks = np.empty(order.size, np.bool_)
    marks[order] = repeated
    return marks
