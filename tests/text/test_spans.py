"""Phrases, merged spans and edits, by hand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuewise.text.edits import insert, remove, replace
from cuewise.text.spans import merge_spans, phrase_spans

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5)).map(lambda s: (s[0], sum(s))))


@pytest.mark.parametrize(
    ("value", "text", "spans"),
    [
        ("film", "Film, filmic FILM", [(0, 4), (13, 17)]),
        ("don't", "I don't.", [(2, 7)]),
        ("so good", "so, GOOD", [(0, 8)]),
        ("好 看", "真好看,好，看", [(1, 3), (4, 7)]),
        ("1", "1 1\ufe0f\u20e3 11", [(0, 1)]),
        ("it", "[it]", [(1, 3)]),
        ("", "a", []),
    ],
)
def test_a_table_of_phrases(value, text, spans):
    assert phrase_spans(value, text) == spans


@given(SPANS)
def test_merged_spans_cover_the_same_places_in_order(spans):
    merged = merge_spans(spans)
    assert {i for a, b in merged for i in range(a, b)} == {i for a, b in spans for i in range(a, b)}
    assert all(a[1] <= b[0] for a, b in pairwise(merged))


@given(st.text(max_size=40), SPANS)
def test_a_replaced_span_leaves_the_rest_as_it_was(text, spans):
    inside = [(a, b) for a, b in merge_spans(spans) if b <= len(text)]
    pieces = [
        text[a:b]
        for a, b in zip(
            [0, *(b for _, b in inside)], [*(a for a, _ in inside), len(text)], strict=True
        )
    ]
    if inside:
        assert replace(text, inside, "\x01") == "\x01".join(pieces)


def test_edits_by_hand():
    assert remove("so , long!", [(5, 9)]) == "so,!"
    assert replace("Film film", [(0, 4), (5, 9)], "book") == "Book book"
    assert insert("很好。真的", "呀", 0.9) == "很好。呀真的"
