"""Cues without a place: the gap against a calculation by hand, weights, edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from cuewise.remedy.gap import even_within, gaps


def made(seed, adds=0.0, n=2000):
    """Decisions that are right in 8 of 10, and `adds` more often label 1 where the cue is."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, n)
    cue = (rng.random(n) < np.where(labels == 1, 0.8, 0.3)).astype(int)
    share = np.where(labels == 1, 0.8, 0.2) + adds * (cue - 0.5)
    return csr_array(cue[:, None]), labels, (rng.random(n) < share).astype(int)


def test_the_gap_is_what_the_cue_adds_and_not_what_goes_with_the_label():
    ((estimate, low, high),) = gaps(*made(0, 0.2), 2)
    assert low < 0.2 < high or low < -0.2 < high
    assert abs(abs(estimate) - 0.2) < 0.05
    ((estimate, low, high),) = gaps(*made(1, 0.0), 2)
    assert low < 0 < high


def test_the_gap_by_hand():
    # Label 0: 3 of 4 with the cue get label 1, 1 of 4 without; label 1: 4 of 4, 2 of 4.
    cue = csr_array(np.array([1] * 4 + [0] * 4 + [1] * 4 + [0] * 4)[:, None])
    labels = np.repeat([0, 1], 8)
    decided = np.array([1, 1, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0])
    assert abs(gaps(cue, labels, decided, 2)[0][0]) == pytest.approx(0.5)


def test_a_cue_that_a_label_always_holds_compares_nothing():
    labels = np.repeat([0, 1], 30)
    found = gaps(csr_array(labels[:, None]), labels, labels, 2)
    assert np.isnan(found[0]).all()
    assert even_within(csr_array(labels[:, None]), labels, 2).sum() == 0


@given(st.integers(0, 500), st.integers(2, 4))
def test_the_weights_hold_the_cue_even_within_every_label_that_tells(seed, k):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, k, 200)
    cue = (rng.random(200) < rng.random(k)[labels]).astype(int)
    weights = even_within(csr_array(cue[:, None]), labels, k)
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1) or weights.sum() == 0
    for y in range(k):
        own = weights[labels == y]
        if own.sum():
            assert own[cue[labels == y] == 1].sum() == pytest.approx(own.sum() / 2)
