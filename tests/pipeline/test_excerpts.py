"""Excerpts hold their cue, and end with a counterexample where one exists."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from cuewise.pipeline.excerpts import HOLDERS, excerpts, holders, shown
from cuewise.records import Corpus


def corpus(texts, labels):
    ids = [str(i) for i in range(len(texts))]
    return Corpus(ids, texts, np.array(labels, np.int32), ("no", "yes", "maybe"), "made up")


def test_holders_are_the_first_of_the_label_and_the_first_of_the_others():
    labels = [0, 1, 2] * 60
    every = corpus([f"text {i}" for i in range(180)], labels)
    held = np.ones((180, 2))
    held[:6, 1] = 0
    first, second = holders(every, csr_array(held), [1, 0])
    numbers = list(map(int, first.ids))
    assert len(numbers) == 2 * HOLDERS
    assert numbers[:HOLDERS] == list(range(1, 3 * HOLDERS, 3))
    assert numbers[HOLDERS:] == [i for i in range(180) if i % 3 != 1][:HOLDERS]
    assert second.ids[0] == "6"
    assert second.ids[HOLDERS] == "7"


@pytest.mark.parametrize(
    ("labels", "fits", "ids"),
    [
        ([1, 1, 0, 0, 1], 1, "102"),
        ([1, 1, 1, 0, 1], 1, "103"),
        ([1, 1, 1, 1, 1], 1, "104"),
        ([0, 1, 0, 0, 0], 1, "104"),
        ([0, 0, 1, 0, 0], 1, "210"),
        ([0, 2, 0, 2, 0], 1, "104"),
        ([1, 1, 0, 0, 0], 0, "421"),
    ],
)
def test_two_that_fit_and_a_counterexample_are_shown_the_shortest_first(labels, fits, ids):
    # By length: 1, 0, 4 (as long as 0, but later), 2, 3.
    texts = ["a cc", "a", "a cccccc", "a ccccccccc", "a bb"]
    own = corpus(texts, labels)
    assert "".join(shown(own, "word:a", own.labels == fits).ids) == ids


def test_the_text_that_holds_the_cue_is_the_one_whose_length_counts():
    own = corpus(["a", "a b c d", "a b"], [1, 1, 1])
    pairs = Corpus(own.ids, own.texts, own.labels, own.label_names, "", texts_b=["xxx", "x", "xx"])
    assert "".join(shown(own, "word:a", own.labels == 1).ids) == "021"
    assert "".join(shown(pairs, "b/word:x", own.labels == 1).ids) == "120"


words = st.lists(st.sampled_from(["film", "plot", "dull", "fun"]), max_size=60)


@given(st.lists(st.tuples(words, words, st.integers(0, 2)), min_size=1, max_size=9))
def test_every_excerpt_holds_the_cue_and_counterexamples_come_last(rows):
    texts = [" ".join([*before, "zebra", *after]) for before, after, _ in rows]
    own = corpus(texts, [label for *_, label in rows])
    found = excerpts(shown(own, "word:zebra", own.labels == 1), "word:zebra")
    assert len(found) == min(len(rows), 3)
    assert all([e.text[a:b] for a, b in e.spans] == ["zebra"] for e in found)
    fits = [e.label == "yes" for e in found]
    assert fits == sorted(fits, reverse=True)
    labels = {label == 1 for *_, label in rows}
    assert len(rows) == 1 or set(fits) == labels
    assert fits.count(True) <= 2 or labels == {True}
