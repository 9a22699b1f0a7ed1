"""Runs for placebos: the same as by comparing every pair of spans, and fast in a long text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cuewise.probe.placebo import FreeRuns, Pool, runs
from cuewise.text.spans import merge_spans, word_spans

TEXTS = st.lists(st.sampled_from(["a", "film", "good, bad", "—", "it's", "好看"]), max_size=12)
SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=5)


def overlap(one, other):
    return one[0] < other[1] and other[0] < one[1]


@given(TEXTS.map(" ".join), SPANS, st.integers(1, 4))
def test_runs_are_those_that_overlap_nothing_taken(text, spans, size):
    taken = [(start, start + n) for start, n in spans]
    found = word_spans(text)
    firsts = range(len(found) - size + 1)
    every = [(found[i][0], (found[i][1], found[i + size - 1][2])) for i in firsts]
    assert runs(text, taken, size) == [x for x in every if not any(overlap(x[1], t) for t in taken)]


@given(TEXTS.map(" ".join), SPANS, st.integers(1, 3), st.integers(1, 3))
def test_taking_spans_one_by_one_equals_taking_them_at_once(text, spans, size, other):
    taken = [(start, start + n) for start, n in spans]
    later, at_once = FreeRuns(text, []), FreeRuns(text, taken)
    later.mask(other)
    for span in taken:
        later.take(span)
    assert later.mask(size).tolist() == at_once.mask(size).tolist()
    assert later.mask(other).tolist() == at_once.mask(other).tolist()
    for span in taken:
        inside = [w for w in word_spans(text) if span[0] <= w[1] and w[2] <= span[1]]
        assert at_once.within(span) == len(inside)


@given(TEXTS.map(" ".join), SPANS, st.integers(1, 3))
def test_placebos_in_a_text_overlap_neither_the_cue_nor_each_other(text, spans, size):
    taken = merge_spans([(start, start + n) for start, n in spans])
    pool = Pool({"film": 3, "good": 9, "a": 40, "it": 2})
    for placebo in pool.in_text(text, taken, 5, size, frozenset({"a"})):
        assert len(placebo) == len(taken)
        assert all(not overlap(*two) for two in pairwise(placebo))
        assert not any(overlap(p, t) for p in placebo for t in taken)


def test_runs_are_found_in_a_text_of_a_hundred_thousand_words_with_as_many_cues():
    text = "good film " * 50_000
    taken = [(a, b) for word, a, b in word_spans(text) if word == "good"][::2]
    free = FreeRuns(text, taken)
    for i in range(0, 40_000, 2):
        free.take(free.run(2 * i + 1, 1))
        assert not free.mask(1)[2 * i + 1]
    assert len(runs(text, taken, 1)) == 75_000
