"""What harm is: a loss on texts as they are, beyond a limit that the user may move."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from score_samples import as_is

from cuewise.selection.harm import (
    Limits,
    RepairCost,
    harm_of,
    majority_ablated,
    nothing_left,
    repair_cost,
)

# Three labels of 500, 300 and 200 documents.
LABELS = np.repeat([0, 1, 2], [500, 300, 200])
STARTS = (0, 500, 800)


def right(*wrong, labels=LABELS, starts=STARTS):
    """Right about all documents but the first so many of every label."""
    column = np.ones(labels.size)
    for start, count in zip(starts, wrong, strict=True):
        column[start : start + count] = 0
    return as_is(column, labels, model="m")


@pytest.mark.parametrize(
    ("before", "after", "limits", "harm"),
    [
        # Two points in total are allowed, and not a document more.
        ((10, 10, 10), (20, 15, 15), Limits(), None),
        ((10, 10, 10), (20, 16, 15), Limits(), "loss"),
        ((10, 10, 10), (20, 16, 15), Limits(0.021), None),
        # Five points of the recall of any label are allowed, and not a document more.
        ((0, 0, 0), (0, 0, 10), Limits(), None),
        ((0, 0, 0), (0, 0, 11), Limits(), "label"),
        ((0, 0, 0), (0, 0, 11), Limits(0.022), None),
        ((0, 0, 0), (0, 15, 0), Limits(), None),
        ((0, 0, 0), (0, 16, 0), Limits(), "label"),
        # A loss in total comes before that of a label.
        ((0, 0, 0), (0, 0, 21), Limits(), "loss"),
        # A label may lose though the total gains.
        ((100, 0, 0), (0, 0, 50), Limits(), "label"),
        # Nothing may be lost where nothing is allowed.
        ((10, 10, 10), (10, 10, 10), Limits(0.0), None),
        ((10, 10, 10), (11, 10, 10), Limits(0.0), "loss"),
        ((10, 10, 10), (11, 9, 10), Limits(0.0), "label"),
        # Consent allows all but a model below the majority baseline, .5 here.
        ((0, 0, 0), (250, 150, 100), Limits(1.0), None),
        ((0, 0, 0), (250, 150, 101), Limits(1.0), "majority"),
        ((0, 0, 0), (250, 150, 101), Limits(), "majority"),
        # A model that was below it may stay or gain there, and not lose.
        ((400, 200, 100), (400, 200, 100), Limits(), None),
        ((400, 200, 100), (399, 200, 100), Limits(), None),
        ((400, 200, 100), (401, 200, 100), Limits(), "majority"),
    ],
)
def test_what_costs_too_much_is_harm(before, after, limits, harm):
    assert harm_of(right(*before), right(*after), limits) == harm


@pytest.mark.parametrize("n", [50, 100, 350, 650, 950, 1450, 4100])
@pytest.mark.parametrize("won", [0, 3, 7, 14])
def test_a_loss_exactly_at_the_limit_is_no_harm_at_any_size(n, won):
    # Half of the documents are of either label, and both lose alike.
    labels = np.arange(n) % 2
    old, new = np.ones(n), np.ones(n)
    old[:won] = 0
    new[-(n // 50 + won) :] = 0
    before, after = as_is(old, labels), as_is(new, labels)
    assert repair_cost(before, after).total.estimate == pytest.approx(0.02)
    assert harm_of(before, after, Limits()) is None
    new[-(n // 50 + won) - 1] = 0
    assert harm_of(before, as_is(new, labels), Limits()) == "loss"


wrongs = st.tuples(st.integers(0, 500), st.integers(0, 300), st.integers(0, 200))


@given(wrongs, wrongs, st.floats(0, 1))
def test_a_repair_that_loses_for_no_label_is_never_harm(before, fewer, total):
    after = tuple(min(b, f) for b, f in zip(before, fewer, strict=True))
    assert harm_of(right(*before), right(*after), Limits(total)) is None


@given(wrongs, wrongs, st.floats(0, 1), st.floats(0, 1))
def test_what_a_limit_allows_a_wider_one_allows(before, after, one, other):
    narrow, wide = sorted((one, other))
    old, new = right(*before), right(*after)
    if harm_of(old, new, Limits(narrow)) is None:
        assert harm_of(old, new, Limits(wide)) is None


@given(wrongs, wrongs)
def test_a_model_below_majority_is_never_allowed_to_lose(before, after):
    old, new = right(*before), right(*after)
    assert (harm_of(old, new, Limits(1.0)) == "majority") == (
        sum(after) > sum(before) and sum(after) > 500
    )


def test_the_limit_of_a_label_is_two_and_a_half_times_that_in_total():
    assert Limits() == Limits(0.02)
    assert [Limits(t).label for t in (0.0, 0.02, 0.1)] == [0.0, 0.05, 0.25]


def test_the_cost_is_by_document_in_total_and_for_the_label_that_loses_most():
    cost = repair_cost(right(10, 30, 0), right(60, 0, 30))
    assert cost == RepairCost(cost.total, 2, cost.of_label, 0.91, 0.5)
    assert (cost.total.estimate, cost.total.n, cost.total.model) == (0.05, 1000, "m")
    assert (cost.of_label.estimate, cost.of_label.n, cost.of_label.model) == (0.15, 200, "m")
    assert cost.of_label.low < 0.15 < cost.of_label.high
    # Among labels that all gain, the one that gains least.
    gains = repair_cost(right(50, 30, 40), right(0, 0, 30))
    assert (gains.total.estimate, gains.label) == (-0.09, 2)
    assert gains.of_label.estimate == -0.05


def test_a_label_that_no_document_has_is_not_asked_about():
    labels = np.repeat([0, 2], 10)
    old, new = as_is(np.ones(20), labels), as_is(np.r_[np.ones(10), np.zeros(10)], labels)
    cost = repair_cost(old, new)
    assert (cost.label, cost.majority) == (2, 0.5)
    assert cost.of_label.estimate == pytest.approx(1.0)


def test_without_documents_nothing_is_shown_to_be_lost():
    none = np.zeros(0)
    empty = replace(right(0, 0, 0), right_as_is=none, labels=none.astype(int))
    cost = repair_cost(empty, empty)
    assert (cost.label, cost.accuracy, cost.majority) == (0, 0.0, 0.0)
    assert cost.of_label == cost.total
    assert (cost.total.estimate, cost.total.low, cost.total.high) == (0.0, -1.0, 1.0)
    assert harm_of(empty, empty, Limits(0.0)) is None


@pytest.mark.parametrize(("low", "nothing"), [(0.4999, True), (0.5, True), (0.5001, False)])
def test_nothing_is_left_unless_accuracy_is_shown_above_the_majority(low, nothing):
    score = as_is(np.ones(1000), LABELS, low=low)
    assert nothing_left(score) == nothing


def test_a_lower_end_at_the_majority_itself_does_not_show_more():
    # Quarters add up exactly.
    assert nothing_left(as_is(np.ones(4), [0, 0, 0, 1], low=0.75))
    assert not nothing_left(as_is(np.ones(4), [0, 0, 0, 1], low=0.7501))


def test_the_majority_without_the_cues_is_that_of_the_balanced_documents():
    weights = np.r_[np.full(500, 0.0002), np.full(300, 0.002), np.full(200, 0.0015)]
    score = replace(as_is(np.ones(1000), LABELS, low=0.55), weights=weights)
    assert majority_ablated(score) == pytest.approx(0.6)
    assert nothing_left(score)
    assert not nothing_left(replace(score, weights=np.full(1000, 0.001)))


def test_without_documents_it_is_not_said_that_nothing_is_left():
    score = as_is(np.ones(4), [0, 0, 0, 1], low=0.0)
    assert nothing_left(score)
    assert not nothing_left(replace(score, labels=np.zeros(0, int)))
