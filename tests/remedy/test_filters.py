"""Remedies that leave documents out: what is left, and how much went."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression

from cuewise.errors import NotApplicable
from cuewise.remedy.data.aflite import AfLite, easiest, predictability
from cuewise.remedy.data.z_filter import ZFilter, rows_within_bound, z_scores
from cuewise.remedy.groups import same_label_shares
from cuewise.remedy.task import task_of


def z_of(held, y, label):
    """Gardner et al. 2021, written out."""
    p0, n = (y == label).mean(), held.sum()
    return ((y[held] == label).mean() - p0) / np.sqrt(p0 * (1 - p0) / n)


@st.composite
def tables(draw):
    """Overlapping cues that go with labels in all sorts of ways, empty groups among them."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    k, g, n = draw(st.integers(2, 4)), draw(st.integers(1, 4)), draw(st.integers(20, 300))
    y = rng.integers(k, size=n)
    lean = rng.uniform(0, 1, (g, k)) ** draw(st.sampled_from([1, 3, 20]))
    return rng.random((n, g)) < lean[:, y].T, y, k


@given(tables(), st.sampled_from([0.5, 1.0, 2.0, 3.66]))
@settings(max_examples=60, deadline=None)
def test_no_cue_is_left_with_a_z_beyond_the_bound(table, bound):
    held, y, k = table
    rows = rows_within_bound(held, y, k, bound, np.random.default_rng(0))
    assert (np.diff(rows) > 0).all()
    assert np.abs(z_scores(held[rows], y[rows], k)).max(initial=0) <= bound
    # Only documents with a cue go.
    gone = np.setdiff1d(np.arange(y.size), rows)
    assert held[gone].any(axis=1).all()


@given(tables())
@settings(max_examples=30, deadline=None)
def test_the_scores_are_those_of_gardner(table):
    held, y, k = table
    found = z_scores(held, y, k)
    for cue in range(held.shape[1]):
        for label in range(k):
            share = (y == label).mean()
            if held[:, cue].any() and 0 < share < 1:
                assert found[cue, label] == pytest.approx(z_of(held[:, cue], y, label))


def test_what_is_inside_already_is_kept_whole(made):
    case = made(agree=0.5, seed=1)
    rows = rows_within_bound(case.held, case.labels, 2, 3.0, np.random.default_rng(0))
    assert rows.size == case.labels.size


def test_no_more_goes_than_must(made):
    case = made(agree=0.8, n=400)
    y, held = case.labels, case.held
    rows = rows_within_bound(held, y, 2, 1.0, np.random.default_rng(0))
    z = abs(z_of(held[rows, 0], y[rows], 1))
    assert 0.75 < z <= 1.0


def test_the_head_is_fitted_on_what_is_left_with_labels_as_frequent_as_before(case):
    x, y = case.model.table, case.labels
    rows = rows_within_bound(case.held, y, 2, 1.0, np.random.default_rng(0))
    ratio = np.bincount(y) / np.bincount(y[rows])
    weights = ratio[y[rows]] / ratio[y[rows]].mean()
    assert same_label_shares(y[rows], y, 2) == pytest.approx(weights)
    peer = LogisticRegression(C=1, tol=1e-10, max_iter=5000).fit(x[rows], y[rows], weights)
    found = case.repaired(ZFilter()).logistic
    assert abs(found.probs(x) - peer.predict_proba(x)).max() < 2e-3


def test_too_much_to_discard_is_refused(case):
    with pytest.raises(NotApplicable, match=r"discards-most .*documents=1600"):
        case.repaired(ZFilter(most=0.1))


def test_a_label_that_would_vanish_is_refused(case):
    always = csr_array(np.ones((case.labels.size, 1), np.int8))
    everywhere = replace(case, groups=replace(case.groups, values=always))
    assert everywhere.repaired(ZFilter()) is not None
    # Every document of one label has a cue that no other has.
    one = csr_array((case.labels[:, None] == 1).astype(np.int8))
    with pytest.raises(NotApplicable, match="discards-most"):
        replace(case, groups=replace(case.groups, values=one)).repaired(ZFilter(most=0.3))


def test_predictability_is_the_share_of_heads_that_are_right_unseen(case):
    t = task_of(case.corpus, case.groups, case.model, np.random.default_rng(5))
    found = predictability(t, 6, 0.1)
    rng, x, y = np.random.default_rng(5), case.model.table, case.labels
    right, asked = np.zeros(y.size), np.zeros(y.size)
    for _ in range(6):
        order = rng.permutation(y.size)
        fit, rest = np.sort(order[:160]), order[160:]
        peer = LogisticRegression(C=1, tol=1e-10, max_iter=5000).fit(x[fit], y[fit])
        right[rest] += peer.predict(x[rest]) == y[rest]
        asked[rest] += 1
    assert abs(found - right / asked).max() < 0.35
    assert (found != right / asked).mean() < 0.01


def test_the_easiest_documents_go_and_never_more_than_half(case):
    t = task_of(case.corpus, case.groups, case.model, np.random.default_rng(0))
    rows = AfLite(partitions=8).kept(t)
    n = case.labels.size
    assert n / 2 <= rows.size < n
    gone = np.setdiff1d(np.arange(n), rows)
    agree = case.held[:, 0] == (case.labels == 1)
    # Documents whose label is that of the cue are easy.
    assert agree[gone].mean() > 0.98 > agree[rows].mean()


def test_noise_is_not_filtered_to_its_opposite(made):
    """With random labels nothing is easy, so next to nothing goes."""
    case = made(agree=0.5, seed=1)
    labels = np.random.default_rng(0).permutation(case.labels)
    random = replace(case, corpus=replace(case.corpus, labels=labels))
    t = task_of(random.corpus, random.groups, random.model, np.random.default_rng(0))
    rows = AfLite(partitions=8).kept(t)
    right = t.fit().probs(t.features[rows]).argmax(axis=1) == labels[rows]
    assert right.mean() > 0.5


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=40),
    st.integers(0, 40),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_the_easiest_are_at_least_tau_and_leave_enough(values, most, tau, least):
    score = np.array(values)
    gone = easiest(score, tau, most, least)
    assert gone.size <= most
    assert (score[gone] >= tau).all()
    rest = np.delete(score, gone)
    if gone.size and rest.size:
        assert rest.mean() >= least - 1e-9
        assert rest.max() <= score[gone].min()
