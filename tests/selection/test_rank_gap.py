"""Cues without a place: the gap against a calculation by hand, weights, edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.stats import norm

from cuewise.records.interval import Interval
from cuewise.selection.rank_gap import balanced, rank_gaps


def made(seed, adds=0.0, n=2000):
    """Scores that tell the label, and are higher for label 1 by `adds` where the cue is."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, n)
    cue = (rng.random(n) < np.where(labels == 1, 0.8, 0.3)).astype(int)
    score = rng.normal(labels + adds * cue)
    return csr_array(cue[:, None]), labels, np.column_stack([-score, score])


@pytest.mark.parametrize("adds", [0.0, 0.5])
def test_the_gap_is_what_the_cue_adds_and_not_what_goes_with_the_label(adds):
    # Of two normal variables half a deviation apart the one is the greater by Φ(.5 / √2).
    wanted = 2 * norm.cdf(adds / 2**0.5) - 1
    gaps = [rank_gaps(*made(seed, adds, n=600))[0] for seed in range(300)]
    found = np.array([(gap.estimate, gap.low, gap.high) for gap in gaps])
    found = np.where(found[:, :1] < 0, -found[:, [0, 2, 1]], found) if adds else found
    if adds:
        assert found[:, 0].mean() == pytest.approx(wanted, abs=0.01)
    # One of two intervals that hold together in 95 %.
    assert 0.95 < ((found[:, 1] <= wanted) & (found[:, 2] >= wanted)).mean() < 0.995


@given(st.integers(0, 300), st.integers(2, 4))
def test_the_gap_is_that_of_all_pairs_counted_one_by_one(seed, k):
    rng = np.random.default_rng(seed)
    labels, cue = rng.integers(0, k, 120), rng.integers(0, 2, 120)
    scores = rng.integers(0, 6, (120, k)).astype(float)
    (gap,) = rank_gaps(csr_array(cue[:, None]), labels, scores)
    estimate, low, high = gap.estimate, gap.low, gap.high
    total, mean = 0.0, np.zeros(k)
    for y in range(k):
        one, other = (scores[(labels == y) & (cue == arm)] for arm in (1, 0))
        if min(len(one), len(other)) < 10:
            continue
        won = np.sign(one[:, None] - other[None]).mean(axis=(0, 1))
        weight = len(one) * len(other) / (len(one) + len(other))
        total, mean = total + weight, mean + weight * won
    assert min(abs(estimate - mean / total)) < 1e-9
    assert low <= estimate <= high


def test_a_cue_that_a_label_always_holds_compares_nothing():
    labels = np.repeat([0, 1], 30)
    found = rank_gaps(csr_array(labels[:, None]), labels, np.eye(2)[labels])
    assert found == [None]
    assert balanced(csr_array(labels[:, None]), labels, np.eye(2)[labels]) is None


@given(st.integers(0, 500), st.integers(2, 4))
def test_under_the_weights_every_label_that_tells_holds_the_cue_as_often(seed, k):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, k, 200)
    cue = (rng.random(200) < rng.random(k)[labels]).astype(int)
    scores = rng.random((200, k))
    found = balanced(csr_array(cue[:, None]), labels, scores)
    both = [y for y in range(k) if min(np.bincount(cue[labels == y], minlength=2)) >= 10]
    assert (found is None) == (len(both) < 2)
    if found is None:
        return
    right, weights = found
    assert weights.sum() == pytest.approx(1)
    share = cue[np.isin(labels, both)].mean()
    for y in range(k):
        own = weights[labels == y]
        assert own.any() == (y in both)
        assert own[cue[labels == y] == 1].sum() == pytest.approx(own.sum() * share)
    among = np.array(both)[scores[:, both].argmax(axis=1)] == labels
    assert (right[weights > 0] == among[weights > 0]).all()


def test_a_model_that_knows_the_cue_alone_is_right_by_chance():
    rng = np.random.default_rng(1)
    labels = np.repeat([0, 1, 2], 400)
    cue = rng.random(1200) < np.array([0.05, 0.95, 0.0])[labels]
    # Label 2 never holds the cue, which gives it away among three and says nothing among two.
    scores = np.where(cue[:, None], [0.1, 0.7, 0.2], [0.3, 0.1, 0.6])
    right, weights = balanced(csr_array(cue[:, None].astype(int)), labels, scores)
    assert right @ weights == pytest.approx(0.5)
    assert (labels == scores.argmax(axis=1)).mean() > 0.6


def test_no_answer_is_not_right():
    labels, cue = np.repeat([0, 1], 40), np.tile([0, 1], 40)
    scores = np.where(np.arange(80)[:, None] < 20, np.nan, np.eye(2)[labels])
    right, weights = balanced(csr_array(cue[:, None]), labels, scores)
    assert right @ weights == pytest.approx(0.75)


def test_two_cues_are_balanced_together():
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 2, 4000)
    cues = np.column_stack([(rng.random(4000) < 0.85) == labels.astype(bool) for _ in range(2)])
    follows = np.column_stack([1 - cues.mean(axis=1), cues.mean(axis=1)])
    right, weights = balanced(
        csr_array(cues.astype(int)), labels, follows + rng.normal(0, 1e-6, (4000, 2))
    )
    for column in cues.T:
        for y in (0, 1):
            assert weights[(labels == y) & column].sum() == pytest.approx(
                weights[labels == y].sum() * column.mean()
            )
    assert right @ weights == pytest.approx(0.5, abs=0.03)


def test_a_rare_cue_leaves_nearly_all_documents_their_weight():
    rng = np.random.default_rng(4)
    labels = rng.integers(0, 2, 3000)
    cue = rng.random(3000) < np.where(labels == 1, 0.05, 0.02)
    _, weights = balanced(csr_array(cue[:, None].astype(int)), labels, np.eye(2)[labels])
    assert 1 / (weights**2).sum() > 0.95 * 3000


def test_the_ends_of_a_gap_stay_within_its_range():
    # With the cue the score of label 0 is lower in nearly all pairs.
    cue, labels = np.tile([1, 0], 40), np.repeat([0, 1], 40)
    first = np.where(cue == 1, 0.2, 0.8)
    first[:2] = 0.9, 0.7
    scores = np.column_stack([first, np.full(80, 0.5)])
    (gap,) = rank_gaps(csr_array(cue[:, None]), labels, scores)
    estimate, low, high = gap.estimate, gap.low, gap.high
    assert (low, estimate > -1, high < 0) == (-1, True, True)
    turned = np.column_stack([-first, np.full(80, 0.5)])
    assert rank_gaps(csr_array(cue[:, None]), labels, turned) == [Interval(-estimate, -high, 1)]
