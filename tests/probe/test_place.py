"""Edits of a located cue by hand: the field, the size of a placebo, the place of an insertion."""

from __future__ import annotations

import numpy as np
import pytest

from cuewise.probe.edits import EditedText, ProbedCue
from cuewise.probe.place import plan_place
from cuewise.probe.placebo import Pool, _between
from cuewise.records import Corpus

# As frequent as the cue, which 6 documents hold: "ban", then "ben", and so on.
POOL = Pool({"ban": 6, "ben": 7, "bin": 8, "bon": 9, "bun": 10})


class Draws:
    """Keeps the order, and inserts in the middle."""

    def __init__(self):
        self.asked = []

    def permutation(self, n):
        return np.arange(n)

    def uniform(self, low, high):
        self.asked.append((low, high))
        return 0.5


def corpus_of(texts, **more):
    labels = (np.arange(len(texts)) % 2).astype(np.int32)
    ids = [str(i) for i in range(len(texts))]
    return Corpus(ids, list(texts), labels, ("no", "yes"), "", **more)


def planned(subject, texts, holders, size=9, support=6, **more):
    target, draws = ProbedCue(subject, 1, np.array(holders), support), Draws()
    return plan_place(corpus_of(texts, **more), target, POOL, size=size, rng=draws), draws


def test_a_holder_loses_the_cue_or_has_it_swapped_and_another_gets_it():
    edits, draws = planned("word:zebra", ["zebra ban ben bin", "bon bun"], [True, False])
    # Of "bon" and others that the text lacks, document 0 gets the first.
    assert edits == [
        EditedText(0, "remove", -1, "ban ben bin"),
        EditedText(0, "swap", -1, "bon ban ben bin"),
        EditedText(0, "remove", 0, "zebra ben bin"),
        EditedText(0, "swap", 0, "zebra bon ben bin"),
        EditedText(0, "remove", 1, "zebra ban bin"),
        EditedText(0, "swap", 1, "zebra ban bon bin"),
        EditedText(0, "remove", 2, "zebra ban ben"),
        EditedText(0, "swap", 2, "zebra ban ben bon"),
        EditedText(1, "insert", -1, "bon zebra bun"),
        EditedText(1, "insert", 0, "bon ban bun"),
        EditedText(1, "insert", 1, "bon ben bun"),
        EditedText(1, "insert", 2, "bon bin bun"),
    ]
    assert draws.asked == [(0.1, 0.9)]


@pytest.mark.parametrize(("field", "cue_in"), [("a", 0), ("b", 1)])
def test_a_pair_is_edited_in_the_field_of_the_cue(field, cue_in):
    plain, held = ["odd words", "odd words"], ["zebra ban ben bin", "bon bun"]
    first, second = (held, plain) if cue_in == 0 else (plain, held)
    edits, _ = planned(f"{field}/word:zebra", first, [True, False], texts_b=second)
    wanted, _ = planned("word:zebra", held, [True, False])
    assert edits == wanted


@pytest.mark.parametrize("size", [1, 2])
def test_an_arm_has_at_most_as_many_documents_as_asked_for(size):
    texts = ["zebra ban ben bin"] * 3 + ["bon bun"] * 3
    edits, draws = planned("word:zebra", texts, [True] * 3 + [False] * 3, size)
    assert {e.row for e in edits} == set(range(size)) | set(range(3, 3 + size))
    assert len(draws.asked) == size


def test_a_topic_word_set_has_placebos_of_a_word_as_frequent_as_one_of_its_words():
    # Twelve documents hold one of two wordings: six each. Document 1 gets the second.
    texts, holders = ["oslo ban ben bin", "bon bun", "bon bun"], [True, False, False]
    edits, _ = planned("field:lima peru|oslo", texts, holders, support=12)
    inserted = [e.text for e in edits if e.operator == "insert"]
    assert inserted[:4] == ["bon oslo bun", "bon ban bun", "bon ben bun", "bon bin bun"]
    assert inserted[4] == "bon lima peru bun"
    removed = [e.text for e in edits if e.operator == "remove"]
    assert removed[1:] == ["oslo ben bin", "oslo ban bin", "oslo ban ben"]


def test_a_phrase_has_placebos_of_as_many_words():
    texts, holders = ["so good ban ben bin bon", "bun"], [True, False]
    edits, _ = planned("ngram:so good", texts, holders)
    inserted = [e.text.replace(" bun", "").replace("bun ", "") for e in edits if e.row == 1]
    assert inserted == ["so good", "ban ben", "ben bin", "bin bon"]


@pytest.mark.parametrize(
    ("span", "apart"),
    [((0, 2), True), ((0, 3), False), ((5, 7), True), ((4, 7), False), ((3, 4), False)],
)
def test_a_span_that_touches_another_does_not_overlap_it(span, apart):
    assert _between(span, [(2, 5)]) is apart
    assert _between(span, [(2, 5), (7, 9)]) is apart
    assert _between(span, []) is True
