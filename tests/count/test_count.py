"""Counts are exact, and do not depend on how they were made."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

import cuewise.count as counting
from cuewise.text.tokens import words

documents = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["a", "b", "c", "dd", "Ee", "f"]), max_size=12), st.integers(0, 2)
    ),
    min_size=1,
    max_size=25,
)


@settings(deadline=None)
@given(documents, st.integers(1, 3))
def test_counts_are_those_of_countvectorizer(docs, least):
    texts, labels = [" ".join(d) for d, _ in docs], [y for _, y in docs]
    table = counting.count(texts, labels, words=(1, 2, 3), min_count=least)
    if not any(texts):
        assert table.names() == ()
        return
    vectorizer = CountVectorizer(ngram_range=(1, 3), token_pattern=r"(?u)\w+", binary=True)  # noqa: S106
    x = vectorizer.fit_transform(texts)
    one_hot = np.eye(max(labels) + 1, dtype=np.int64)[labels]
    expected = {
        name: row
        for name, row in zip(vectorizer.get_feature_names_out(), x.T @ one_hot, strict=True)
        if row.sum() >= least
    }
    assert sorted(table.names()) == sorted(expected)
    for name, row in zip(table.names(), table.counts, strict=True):
        assert row.tolist() == expected[name].tolist()


@settings(deadline=None)
@given(documents, st.integers(0, 25))
def test_merging_parts_gives_the_whole(docs, cut):
    texts, labels = [" ".join(d) for d, _ in docs], [y for _, y in docs]
    whole = counting.count(texts, labels, words=(1, 2))
    merged = counting.count(texts[:cut], labels[:cut]).merge(
        counting.count(texts[cut:], labels[cut:])
    )
    assert merged.names() == whole.names()
    assert merged.counts[:, : whole.counts.shape[1]].tolist() == whole.counts.tolist()


def test_words_of_both_languages():
    assert words("It's 5 o'clock [泪]") == ["it's", "5", "o'clock", "[泪]"]
    assert "".join(words("今天天气很好")) == "今天天气很好"
    assert "iphone" in words("我用iPhone拍照")
    assert words("") == []


def test_characters_do_not_cross_punctuation():
    table = counting.count(["好的!行", "a good-film"], [0, 1], words=(), chars=(2,))
    assert table.names() == ("fi", "go", "il", "lm", "od", "oo", "好的")


def test_labels_that_are_no_class_numbers_are_refused():
    with pytest.raises(ValueError, match="one class number >= 0 for each text"):
        counting.count(["a"], [0.5])
    with pytest.raises(ValueError, match=r"shape \(2,\)"):
        counting.count(["a"], [0, 1])
