"""A word that is a cue only inside a phrase is left alone; the phrase is removed as a whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array
from study_samples import study

from cuewise.records import Corpus
from cuewise.selection.left_alone import _contains, within_phrases
from cuewise.selection.scope import Scope

PHRASE, WORD = "word:as it were", "word:it"


def case(inside, outside, names=(PHRASE, WORD), *, discovered=0.3, label=1):
    """Documents by whether the label is 1 and which of two cues they hold.

    `inside` counts those with the phrase, which hold the word too; `outside` is of four counts:
    with the word and label 1, with it and label 0, without and 1, without and 0.
    """
    rows = [(1, 1, 1)] * inside
    for cell, count in zip([(0, 1, 1), (0, 1, 0), (0, 0, 1), (0, 0, 0)], outside, strict=True):
        rows += [cell] * count
    columns = np.array(rows)
    n, m = len(rows), len(names)
    held = np.zeros((n, m), np.int8)
    held[:, :2] = columns[:, :2]
    ids = [str(i) for i in range(n)]
    corpus = Corpus(ids, ids, columns[:, 2].astype(np.int32), ("no", "yes"), "")
    return study(list(names), ["spurious"] * m, values=held, corpus=corpus,
                 discovered=[discovered] * m, label=np.full(m, label))  # fmt: skip


def left(own, columns=(0, 1), rows=None):
    rows = np.arange(len(own.corpus.ids)) if rows is None else rows
    scope = within_phrases(own, Scope("not-cleared", tuple(columns)), rows)
    assert scope.name == "not-cleared"
    return scope.columns


def test_a_word_associated_only_inside_the_phrase_is_left_alone():
    assert left(case(40, (50, 50, 200, 200))) == (0,)


def test_a_word_associated_outside_as_well_stays():
    assert left(case(40, (90, 10, 200, 200))) == (0, 1)


def test_a_word_that_never_occurs_outside_is_left_alone():
    assert left(case(40, (0, 0, 200, 200))) == (0,)


@pytest.mark.parametrize(("yes", "columns"), [(113, (0,)), (114, (0, 1))])
def test_it_counts_as_associated_from_1_96_standard_errors(yes, columns):
    # Outside, 200 of 600 hold the word and half are of label 1: z = (yes - 100) / sqrt(50).
    assert left(case(10, (yes, 200 - yes, 300 - yes, 100 + yes))) == columns


def test_a_word_that_is_associated_outside_with_the_other_label_is_left_alone():
    assert left(case(40, (10, 90, 200, 200))) == (0,)


def test_a_cue_that_makes_its_label_rarer_is_looked_at_in_its_own_direction():
    # The cue makes label 1 rarer, so that outside the phrase it must be rarer too.
    assert left(case(40, (10, 90, 200, 200), discovered=-0.3)) == (0, 1)
    assert left(case(40, (90, 10, 200, 200), discovered=-0.3)) == (0,)
    # And by its own label.
    assert left(case(40, (10, 90, 200, 200), label=0)) == (0, 1)


def test_only_a_phrase_that_is_repaired_too_takes_its_words_along():
    own = case(40, (50, 50, 200, 200))
    assert left(own, columns=(1,)) == (1,)
    assert left(own, columns=(0,)) == (0,)


@pytest.mark.parametrize(
    "names",
    [
        (PHRASE, "word:not"),
        (PHRASE, "word:as were"),
        ("title/word:as it were", WORD),
        ("style:long", WORD),
        (PHRASE, "style:long"),
    ],
)
def test_what_is_no_part_of_the_phrase_stays(names):
    assert left(case(40, (50, 50, 200, 200), names)) == (0, 1)


def test_only_the_rows_that_are_given_are_looked_at():
    own = case(40, (50, 50, 200, 200))
    n = len(own.corpus.ids)
    # Without those outside of label 0 that hold the word, it is associated outside.
    assert left(own, rows=np.setdiff1d(np.arange(n), np.arange(90, 140))) == (0, 1)


def test_where_the_phrase_is_everywhere_or_one_label_is_left_nothing_is_shown_outside():
    assert left(case(40, (0, 0, 0, 0))) == (0,)
    assert left(case(40, (90, 0, 50, 0))) == (0,)


def test_of_nested_phrases_the_fullest_stays():
    names = ("word:as it were", "word:as it", "word:it")
    own = case(40, (50, 50, 200, 200), names)
    values = own.cues.values.toarray()
    values[:, 2] = values[:, 1]
    # "as it" occurs in the fullest phrase alone, "it" elsewhere too.
    values[:, 1] = values[:, 0]
    cues = replace(own.cues, values=csr_array(values))
    assert left(replace(own, cues=cues), columns=(0, 1, 2)) == (0,)


@pytest.mark.parametrize(
    ("phrase", "part", "inside"),
    [
        (("", "as", "it", "were"), ("", "as"), True),
        (("", "as", "it", "were"), ("", "were"), True),
        (("", "as", "it", "were"), ("", "it", "were"), True),
        (("", "as", "it", "were"), ("", "as", "were"), False),
        (("", "as", "it", "were"), ("", "as", "it", "were"), False),
        (("", "it"), ("", "as", "it"), False),
        (("a", "as", "it"), ("b", "it"), False),
        # A word named as the field is not the field.
        (("it", "as", "were"), ("it", "it"), False),
        (("", "as", "it"), (), False),
    ],
)
def test_a_part_is_words_in_a_row_of_a_longer_phrase_of_the_same_field(phrase, part, inside):
    assert _contains(phrase, part) is inside


def test_the_null_case_leaves_words_alone_nineteen_times_in_twenty():
    # Outside the phrase the label has nothing to do with the word.
    kept = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        n = 400
        yes = rng.binomial(n // 4, 0.5)
        others = rng.binomial(3 * n // 4, 0.5)
        kept += left(case(30, (yes, 100 - yes, others, 300 - others))) == (0, 1)
    # One side of a two-sided 5%.
    assert kept <= 12


def test_the_planted_case_keeps_the_word():
    kept = 0
    for seed in range(50):
        rng = np.random.default_rng(seed)
        yes, others = rng.binomial(100, 0.75), rng.binomial(300, 0.5)
        kept += left(case(30, (yes, 100 - yes, others, 300 - others))) == (0, 1)
    assert kept >= 48
