"""Searching the chunks of a text gives the same as searching the whole text."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from cuewise.count.chunks import chunks
from cuewise.count.stream import word_counts
from cuewise.count.text import WORD_RULE
from cuewise.text.tokens import words

TEXTS = st.lists(
    st.text(st.sampled_from("aZ9!?.…'’@#_ \t\n\x1f\u2028é好泪[]Σİ\ud800\U0001f600"), max_size=20),
    max_size=12,
)


@settings(deadline=None)
@given(TEXTS)
def test_chunks_match_python(texts):
    ids, offsets, vocabulary = chunks(texts).tokens(lambda chunk: [chunk])
    split = [[vocabulary[i] for i in ids[a:b]] for a, b in pairwise(offsets)]
    assert split == [re.findall(r"\n|\S+", text) for text in texts]


@settings(deadline=None)
@given(TEXTS)
def test_values_equal_those_of_the_whole_text(texts):
    pattern = re.compile(r"[!?]+|\w")
    values = chunks(texts).values(pattern.findall)
    for i, text in enumerate(texts):
        numbers = values.indices[values.indptr[i] : values.indptr[i + 1]]
        assert sorted(values.names[v] for v in numbers) == sorted(set(pattern.findall(text)))


@settings(deadline=None)
@given(TEXTS)
def test_word_counts_match_python(texts):
    assert word_counts(texts, WORD_RULE).tolist() == [len(words(t)) for t in texts]


@settings(deadline=None)
@given(TEXTS)
def test_endings_equal_those_of_the_whole_text(texts):
    split = chunks(texts)
    last, lines = split.endings()
    assert lines.tolist() == ["\n" in text.strip() for text in texts]
    ends = [split.distinct[n][-1:] for n in last.tolist()]
    assert ends == [text.rstrip()[-1:] for text in texts]


def test_no_chunk_passes_for_a_line_end():
    # "!" takes the place of a line end among the sorted chunks.
    last, lines = chunks(["! a", "a !"]).endings()
    assert lines.tolist() == [False, False]
    assert last.tolist() == [2, 1]
