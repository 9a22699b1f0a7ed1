"""Methods against small independent calculations of their published formulas."""

from __future__ import annotations

import numpy as np
import pytest
from remedy_formulas import agree, bias_of, cross_entropy, minimum
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression

from cuewise.errors import NotApplicable
from cuewise.remedy.erase.leace import Leace, eraser, residual
from cuewise.remedy.head.afr import Afr
from cuewise.remedy.head.dfr import Dfr
from cuewise.remedy.head.group_dro import GroupDro
from cuewise.remedy.head.jtt import Jtt
from cuewise.remedy.head.poe import Poe
from cuewise.remedy.head.rwg import Rwg
from cuewise.remedy.task import task_of


def test_rwg_is_n_over_groups_times_size(case):
    x, y = case.model.table, case.labels
    group = 2 * y + case.held[:, 0]
    weights = y.size / (4 * np.bincount(group)[group])
    peer = LogisticRegression(C=1 / 4, tol=1e-10, max_iter=5000).fit(x, y, sample_weight=weights)
    own = case.repaired(Rwg(strength=4)).logistic.probs(x)
    assert abs(own - peer.predict_proba(x)).max() < 2e-3


def test_poe_adds_the_log_of_the_bias_only_model(case):
    x, y, k = case.model.table, case.labels, 2
    known = np.log(bias_of(case))

    def loss(flat):
        w, b = flat[:-k].reshape(x.shape[1], k), flat[-k:]
        logs = log_softmax(x @ w + b + known, axis=1)
        return -logs[np.arange(y.size), y].sum() + (w**2).sum()

    agree(case.repaired(Poe()), minimum(loss, (x.shape[1] + 1) * k), x, k)


def test_the_bias_only_model_is_that_of_the_other_folds(case):
    y, held = case.labels, case.held[:, 0]
    found = bias_of(case)
    for value in (True, False):
        share = y[held == value].mean()
        assert abs(found[held == value, 1] - share).max() < 0.03


def test_jtt_counts_cross_fitted_errors_more(case):
    x, y = case.model.table, case.labels
    wrong = np.zeros(y.size, bool)
    order = np.random.default_rng(0).permutation(y.size)
    for rows in np.array_split(order, 5):
        others = np.setdiff1d(order, rows)
        first = LogisticRegression(C=0.1, tol=1e-10, max_iter=5000).fit(x[others], y[others])
        wrong[rows] = first.predict(x[rows]) != y[rows]
    weights = np.where(wrong, 5.0, 1.0)
    peer = LogisticRegression(C=1, tol=1e-10, max_iter=5000).fit(x, y, sample_weight=weights)
    own = case.repaired(Jtt(times=5, first=10)).logistic.probs(x)
    assert abs(own - peer.predict_proba(x)).max() < 5e-3


def test_afr_weighs_what_the_first_head_does_badly_on(case):
    x, y, k = case.model.table, case.labels, 2
    order = np.random.default_rng(0).permutation(y.size)
    cut = round(0.5 * y.size)
    one, two = np.sort(order[cut:]), np.sort(order[:cut])
    size = (x.shape[1] + 1) * k

    def erm(flat):
        return cross_entropy(flat, x[one], y[one], k).sum() + (flat[:-k] ** 2).sum()

    first = minimum(erm, size)
    gone = np.exp(-4.0 * np.exp(-cross_entropy(first, x[two], y[two], k)))
    weights = gone / np.bincount(y[two])[y[two]]
    weights /= weights.mean()

    def again(flat):
        away = ((flat[:-k] - first[:-k]) ** 2).sum()
        return (weights * cross_entropy(flat, x[two], y[two], k)).sum() + away

    second = minimize(again, first, method="BFGS", options={"gtol": 1e-5}).x
    agree(case.repaired(Afr(gamma=4.0, held_out=0.5)), second, x, k)


def test_afr_refuses_where_there_are_few_errors(case):
    with pytest.raises(NotApplicable, match=r"few-errors .*least=50"):
        case.repaired(Afr(held_out=0.05))


def test_group_dro_reaches_the_least_worst_group_loss(case):
    x, y, k = case.model.table, case.labels, 2
    group = 2 * y + case.held[:, 0]
    penalty = 4 * 2 / y.size

    def losses(flat):
        each = cross_entropy(flat, x, y, k)
        return np.array([each[group == g].mean() for g in range(4)])

    def total(flat):
        return losses(flat).max() + penalty / 2 * (flat[:-k] ** 2).sum()

    # The smallest t over all groups, as a smooth problem with constraints.
    start = np.append(np.zeros((x.shape[1] + 1) * k), 1.0)
    constraint = {"type": "ineq", "fun": lambda v: v[-1] - losses(v[:-1])}
    best = minimize(
        lambda v: v[-1] + penalty / 2 * (v[: -k - 1] ** 2).sum(),
        start,
        constraints=[constraint],
        method="SLSQP",
        options={"maxiter": 500},
    ).x[:-1]
    found = case.repaired(GroupDro())
    flat = np.concatenate([found.logistic.weights.ravel(), found.logistic.bias])
    assert total(flat) < total(best) + 0.02
    # What a head that only counts errors reaches is far from it.
    erm = task_of(case.corpus, case.groups, case.model, np.random.default_rng(0)).fit(strength=4)
    plain = np.concatenate([erm.weights.ravel(), erm.bias])
    assert total(plain) > total(best) + 0.1


def test_dfr_is_the_mean_of_l1_heads_on_balanced_standardised_draws(case, monkeypatch):
    monkeypatch.setattr("cuewise.remedy.head.dfr.INVERSE", (0.3,))
    taken = []
    real = np.asarray(case.model.table)

    def spy(cell, rng):
        rows = original(cell, rng)
        taken.append((cell.size, rows))
        return rows

    from cuewise.remedy.head import dfr

    original = dfr.even_draw
    monkeypatch.setattr("cuewise.remedy.head.dfr.even_draw", spy)
    model = case.repaired(Dfr(held_out=1.0, draws=3))
    weights, bias = np.zeros(real.shape[1]), 0.0
    for size, rows in taken[-3:]:
        assert size == case.labels.size
        group = 2 * case.labels[rows] + case.held[rows, 0]
        assert np.unique(np.bincount(group)).size == 1
        x, y = real[rows], case.labels[rows]
        mean, scale = x.mean(axis=0), x.std(axis=0)
        peer = LogisticRegression(C=0.3, l1_ratio=1.0, solver="liblinear", random_state=0).fit(
            (x - mean) / scale, y
        )
        own = peer.coef_[0] / scale
        weights, bias = weights + own / 3, bias + (peer.intercept_[0] - mean @ own) / 3
    found = model.logistic
    assert abs(found.weights[:, 1] - found.weights[:, 0] - weights).max() < 1e-4
    assert abs(found.bias[1] - found.bias[0] - bias) < 1e-4


def test_leace_is_the_closed_form(case):
    pytest.importorskip("concept_erasure", reason="needs the 'models' extra")
    x, z = case.model.table, residual(case.held, case.labels)
    matrix, shift = eraser(x, z)
    centred = x - x.mean(axis=0)
    cross = centred.T @ z / y_size(z)
    values, vectors = np.linalg.eigh(centred.T @ centred / y_size(z))
    white = vectors @ np.diag(values**-0.5) @ vectors.T
    back = vectors @ np.diag(values**0.5) @ vectors.T
    column = white @ cross
    projection = back @ (column @ np.linalg.pinv(column)) @ white
    expected = x - centred @ projection.T
    assert abs(x @ matrix + shift - expected).max() < 1e-6
    # No linear function of what is left predicts the cue beyond the label.
    assert abs(centred.T @ z).max() > 10
    assert abs((x @ matrix).T @ z).max() < 1e-6
    # The head for the features as they are says what it says of those erased.
    head = case.repaired(Leace()).logistic
    assert abs(head.probs(x) - head.probs(x @ matrix + shift)).max() < 1e-3


def y_size(z):
    return z.shape[0]
