"""What is found in pieces between white space is what is found in the whole text."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from cuewise.count.chunks import chunks
from cuewise.count.stream import lengths
from cuewise.count.text import WORDS
from cuewise.text.tokens import words

TEXTS = st.lists(
    st.text(st.sampled_from("aZ9!?.…'’@#_ \t\n\x1f\u2028é好泪[]Σİ\ud800\U0001f600"), max_size=20),
    max_size=12,
)


@settings(deadline=None)
@given(TEXTS)
def test_the_pieces_are_those_of_python(texts):
    ids, offsets, vocabulary = chunks(texts).tokens(lambda piece: [piece])
    found = [[vocabulary[i] for i in ids[a:b]] for a, b in pairwise(offsets)]
    assert found == [re.findall(r"\n|\S+", text) for text in texts]


@settings(deadline=None)
@given(TEXTS)
def test_values_are_those_of_the_whole_text_each_once(texts):
    pattern = re.compile(r"[!?]+|\w")
    values = chunks(texts).values(pattern.findall)
    for i, text in enumerate(texts):
        held = values.held[values.ends[i] : values.ends[i + 1]]
        assert sorted(values.names[v] for v in held) == sorted(set(pattern.findall(text)))


@settings(deadline=None)
@given(TEXTS)
def test_lengths_are_numbers_of_words(texts):
    assert lengths(texts, WORDS).tolist() == [len(words(t)) for t in texts]


@settings(deadline=None)
@given(TEXTS)
def test_shapes_are_those_of_the_whole_text(texts):
    found = chunks(texts)
    last, lines = found.shapes()
    assert lines.tolist() == ["\n" in text.strip() for text in texts]
    ends = [found.distinct[n][-1:] for n in last.tolist()]
    assert ends == [text.rstrip()[-1:] for text in texts]


def test_a_piece_is_no_line_end_where_no_text_has_lines():
    # "!" is where a line end would stand among the sorted pieces.
    last, lines = chunks(["! a", "a !"]).shapes()
    assert lines.tolist() == [False, False]
    assert last.tolist() == [2, 1]
