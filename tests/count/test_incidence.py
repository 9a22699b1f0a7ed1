"""Incidence lists the n-grams of every document."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cuewise.count.incidence import counts_by_label, incidence
from cuewise.count.ngrams import Job, count_ngrams
from cuewise.count.stream import read_stream
from cuewise.count.text import WORD_RULE, text_batches
from cuewise.text.tokens import words

TEXTS = st.lists(
    st.lists(st.sampled_from(["a", "b", "cc", "d's", "[x]"]), max_size=10).map(" ".join),
    max_size=12,
)


@settings(deadline=None)
@given(TEXTS, st.sampled_from([(1,), (1, 2), (1, 2, 3), (2, 3)]), st.integers(1, 3))
def test_every_document_holds_its_n_grams_once(texts, orders, min_count):
    job = Job(1, orders, min_count, 2, " ")
    trie, stream = count_ngrams(
        read_stream(text_batches(texts, np.zeros(len(texts), np.uint32)), WORD_RULE, 2), job
    )
    by_order = trie.names()
    columns, names = [], []
    for m, level in enumerate(trie.levels):
        requested = m + 1 in orders
        start = len(names)
        columns.append(
            np.arange(start, start + len(level)) if requested else -np.ones(len(level), int)
        )
        names += by_order.pop(0) if requested else []
    indptr, indices = incidence(stream, trie, columns, threads=2)
    for i, text in enumerate(texts):
        tokens = words(text)
        grams = {" ".join(tokens[j : j + n]) for n in orders for j in range(len(tokens) - n + 1)}
        held = [names[c] for c in indices[indptr[i] : indptr[i + 1]]]
        assert sorted(held) == sorted(grams & set(names))


def test_rows_are_counted_by_class():
    # Rows hold {0}, {}, {0, 2}, {2}; the last has no class.
    indptr, indices = np.array([0, 1, 1, 3, 4]), np.array([0, 0, 2, 2])
    counts = counts_by_label(indptr, indices, np.array([1, 0, 1, -1]), (3, 2))
    assert counts.tolist() == [[0, 2], [0, 0], [0, 1]]
