"""Two models on the same documents: what is lost or gained, with its interval."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from score_samples import rated

from cuewise.selection.choose import gained
from cuewise.selection.paired import lost, paired_difference


def columns(both, won, lost_, neither):
    """Two columns with so many documents in each of the four cells."""
    cells = np.repeat([(1, 1), (0, 1), (1, 0), (0, 0)], [both, won, lost_, neither], axis=0)
    return cells.astype(float).T


def even(n):
    return np.full(n, 1 / n)


counts = st.integers(0, 40)
cells = st.tuples(counts, counts, counts, counts).filter(any)


@given(cells)
def test_the_interval_is_that_of_the_formula_with_half_a_document_in_each_cell(cells):
    old, new = columns(*cells)
    n = sum(cells)
    p, q = (cells[1] + 0.5) / (n + 2), (cells[2] + 0.5) / (n + 2)
    half = 1.96 * ((p + q - (p - q) ** 2) / (n + 2)) ** 0.5
    expected = (max(p - q - half, -1.0), min(p - q + half, 1.0))
    assert paired_difference(old, new, even(n)) == pytest.approx(expected)


@given(cells)
def test_to_swap_the_models_turns_the_interval_round(cells):
    old, new = columns(*cells)
    low, high = paired_difference(old, new, even(old.size))
    assert paired_difference(new, old, even(old.size)) == pytest.approx((-high, -low))


@given(cells)
def test_the_interval_holds_the_estimate_shrunk_towards_none(cells):
    old, new = columns(*cells)
    n = old.size
    low, high = paired_difference(old, new, even(n))
    assert -1 <= low < (cells[1] - cells[2]) / (n + 2) < high <= 1


@given(st.integers(0, 19), st.integers(1, 20), st.integers(40, 80))
def test_the_more_disputes_the_wider(few, further, agreed):
    # As many won as lost, so that the estimate stays 0.
    def width(each):
        low, high = paired_difference(
            *columns(agreed - each, each, each, 40 - each), even(agreed + 40)
        )
        return high - low

    assert width(few) < width(min(few + further, 40))


@given(cells, st.integers(2, 5))
def test_more_documents_of_the_same_sort_make_it_narrower(cells, times):
    def width(*cells):
        low, high = paired_difference(*columns(*cells), even(sum(cells)))
        return high - low

    assert width(*(times * c for c in cells)) < width(*cells)


def test_the_order_of_documents_does_not_count_and_a_document_without_weight_neither():
    old, new = columns(5, 3, 2, 4)
    weights = np.r_[even(14), 0.0]
    shuffled = np.random.default_rng(0).permutation(14)
    own = paired_difference(old, new, even(14))
    assert paired_difference(old[shuffled], new[shuffled], even(14)) == pytest.approx(own)
    assert paired_difference(np.r_[old, 1.0], np.r_[new, 0.0], weights) == pytest.approx(own)


def test_the_interval_stays_within_what_a_difference_can_be():
    # Without a bound it would end at 1.17.
    low, high = paired_difference(np.zeros(1), np.ones(1), even(1))
    assert (round(low, 2), high) == (-0.51, 1.0)
    assert paired_difference(np.ones(1), np.zeros(1), even(1)) == pytest.approx((-1.0, -low))


def test_a_gain_on_documents_that_differ_has_only_the_bounds_of_a_share():
    old, new = rated(0.5, 0.5, 0.1, []), rated(0.75, 0.5, 0.1, [])
    for first in (old, replace(old, right=np.ones(4), weights=even(4))):
        own = gained(first, new)
        assert (own.estimate, own.low, own.high) == (0.25, -1.0, 1.0)


def test_documents_that_differ_are_not_compared():
    assert paired_difference(np.ones(3), np.ones(4), even(3)) is None
    assert paired_difference(np.ones(0), np.ones(0), np.ones(0)) is None
    for sizes in ((3, 4), (0, 0)):
        rate = lost(*map(np.ones, sizes), "m")
        assert (rate.estimate, rate.low, rate.high) == (0.0, -1.0, 1.0)
    assert lost(np.ones(0), np.ones(0), "m").n == 0


@given(cells)
def test_what_is_lost_is_the_gain_turned_round(cells):
    old, new = columns(*cells)
    n = old.size
    low, high = paired_difference(old, new, even(n))
    rate = lost(old, new, "second")
    assert (rate.low, rate.high) == (-high, -low)
    assert rate.estimate == pytest.approx((cells[2] - cells[1]) / n)
    assert (rate.n, rate.model) == (n, "second")
    assert str(rate.estimate) != "-0.0"


def test_what_is_lost_under_weights_is_their_mean_and_counts_who_has_one():
    old, new = np.array([1.0, 1, 0, 1]), np.array([1.0, 0, 1, 0])
    weights = np.array([0.2, 0.5, 0.3, 0.0])
    rate = lost(old, new, "m", weights)
    assert rate.estimate == pytest.approx(0.2)
    assert rate.n == 3
    low, high = paired_difference(old, new, weights)
    assert (rate.low, rate.high) == (-high, -low)


@pytest.mark.parametrize("n", [10, 40])
def test_a_difference_of_few_documents_has_a_width_though_none_is_in_dispute(n):
    even = np.full(n, 1 / n)
    own = replace(rated(0.7, 0.5, 0.1, []), right=(np.arange(n) < 0.7 * n) * 1.0, weights=even)
    same = gained(own, own)
    assert same.estimate == 0
    assert 1 / n < same.high == -same.low < 4 / n
    ahead = gained(replace(own, right=np.zeros(n)), replace(own, right=np.ones(n)))
    assert ahead.low > 0.5
    assert ahead.high == 1


def test_the_interval_of_what_is_gained_is_that_of_paired_shares():
    right = np.array([[1.0] * 6 + [0.0] * 4, [1.0] * 4 + [0.0] * 2 + [1.0] * 3 + [0.0]])
    weights = np.array([0.2, 0.1, 0.1, 0.1, 0.05, 0.05, 0.1, 0.1, 0.1, 0.1])
    old, new = (replace(rated(0.5, 0.5, 0.1, []), right=r, weights=weights) for r in right)
    n = 1 / (weights**2).sum()
    won, lost = (n * 0.3 + 0.5) / (n + 2), (n * 0.1 + 0.5) / (n + 2)
    half = 1.96 * np.sqrt((won + lost - (won - lost) ** 2) / (n + 2))
    own = gained(old, new)
    assert (own.low, own.high) == pytest.approx((won - lost - half, won - lost + half))


def test_the_interval_of_what_is_gained_covers_as_often_as_it_says():
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(400):
        old, new = (rng.random(150) < 0.7).astype(float), (rng.random(150) < 0.75).astype(float)
        a, b = (
            replace(rated(x.mean(), 0.5, 0.1, []), right=x, weights=np.full(150, 1 / 150))
            for x in (old, new)
        )
        own = gained(a, b)
        hits += own.low <= 0.05 <= own.high
    assert 0.92 <= hits / 400 <= 0.98
