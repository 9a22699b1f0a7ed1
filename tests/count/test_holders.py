"""Documents and the n-grams they hold, the other way round."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cuewise.count.holders import by_label, holders
from cuewise.count.ngrams import Job, count_ngrams
from cuewise.count.stream import read
from cuewise.count.text import WORDS, pieces
from cuewise.text.tokens import words

TEXTS = st.lists(
    st.lists(st.sampled_from(["a", "b", "cc", "d's", "[x]"]), max_size=10).map(" ".join),
    max_size=12,
)


@settings(deadline=None)
@given(TEXTS, st.sampled_from([(1,), (1, 2), (1, 2, 3), (2, 3)]), st.integers(1, 3))
def test_every_document_holds_its_n_grams_each_once(texts, orders, least):
    job = Job(1, orders, least, 2, " ")
    trie, stream = count_ngrams(read(pieces(texts, np.zeros(len(texts), np.uint32)), WORDS, 2), job)
    every = trie.names()
    columns, names = [], []
    for m, level in enumerate(trie.levels):
        asked = m + 1 in orders
        start = len(names)
        columns.append(np.arange(start, start + len(level)) if asked else -np.ones(len(level), int))
        names += every.pop(0) if asked else []
    ends, held = holders(stream, trie, columns, threads=2)
    for i, text in enumerate(texts):
        tokens = words(text)
        found = {" ".join(tokens[at : at + n]) for n in orders for at in range(len(tokens) - n + 1)}
        mine = [names[c] for c in held[ends[i] : ends[i + 1]]]
        assert sorted(mine) == sorted(found & set(names))


def test_rows_are_counted_by_class():
    # Rows hold {0}, {}, {0, 2}, {2}; the last counts for nothing.
    indptr, indices = np.array([0, 1, 1, 3, 4]), np.array([0, 0, 2, 2])
    counts = by_label(indptr, indices, np.array([1, 0, 1, -1]), (3, 2))
    assert counts.tolist() == [[0, 2], [0, 0], [0, 1]]
