"""Heads fitted again by an objective, against the published formula written out and minimised."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from remedy_formulas import agree, bias_of, cross_entropy, minimum
from scipy.optimize import check_grad
from scipy.sparse import csr_array
from scipy.special import expit, log_softmax, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.linear_model import Ridge as LeastSquares

from cuewise.errors import NotApplicable
from cuewise.models.linear.solver import Loss, one_hot
from cuewise.remedy.erase.inlp import global_test, nullspace
from cuewise.remedy.erase.leace import eraser, residual
from cuewise.remedy.head.confidence import Confidence
from cuewise.remedy.head.dpe import Dpe, Prototypes, _linear
from cuewise.remedy.head.learned_mixin import LearnedMixin, mixin
from cuewise.remedy.head.lisa import Lisa, _partners
from cuewise.remedy.head.mmd import Mmd
from cuewise.remedy.head.reweight import Reweight
from cuewise.remedy.head.ridge import GRID, Ridge
from cuewise.remedy.head.self import SelectiveRefit, _highest
from cuewise.remedy.head.spectral import Spectral
from cuewise.remedy.head.vrex import Vrex
from cuewise.remedy.inference.dropout import Dropout
from cuewise.remedy.task import Task, task_of

K = 2


def parts_of(case):
    """Features, labels, who holds the cue."""
    return case.model.table, case.labels, case.held[:, 0]


def squares(flat):
    """λ/2 ‖W‖² with the λ = 2/c of two labels."""
    return (flat[:-K] ** 2).sum()


def logits(flat, x):
    return x @ flat[:-K].reshape(x.shape[1], K) + flat[-K:]


def test_spectral_decoupling_adds_half_lambda_of_the_squared_logits(case):
    x, y, _ = parts_of(case)

    def loss(flat):
        ce = cross_entropy(flat, x, y, K).mean()
        return ce + 0.1 / 2 * (logits(flat, x) ** 2).sum(axis=1).mean() + squares(flat) / y.size

    agree(case.repaired(Spectral()), minimum(loss, (x.shape[1] + 1) * K), x, K)


def test_reweighting_is_by_one_minus_the_bias(case):
    x, y, _ = parts_of(case)
    weights = 1 - bias_of(case)[np.arange(y.size), y]
    peer = LogisticRegression(C=1 / 4, tol=1e-10, max_iter=5000)
    peer.fit(x, y, sample_weight=weights / weights.mean())
    assert abs(case.repaired(Reweight()).logistic.probs(x) - peer.predict_proba(x)).max() < 2e-3


def test_reweighting_by_the_cue_makes_two_labels_even_within_it(case):
    _, y, held = parts_of(case)
    weights = 1 - bias_of(case)[np.arange(y.size), y]
    for x in (True, False):
        one, two = (weights[(held == x) & (y == label)].sum() for label in (0, 1))
        assert one == pytest.approx(two, rel=0.05)


def test_confidence_distils_a_teacher_scaled_by_the_bias(case):
    x, y, _ = parts_of(case)
    teacher = task_of(case.corpus, case.groups, case.model, np.random.default_rng(0)).fit().probs(x)
    power = 1 - bias_of(case)[np.arange(y.size), y]
    targets = softmax(np.log(teacher) * power[:, None], axis=1)

    def loss(flat):
        logs = log_softmax(logits(flat, x), axis=1)
        return -(targets * logs).sum() + squares(flat)

    agree(case.repaired(Confidence()), minimum(loss, (x.shape[1] + 1) * K), x, K)


def mixin_loss(flat, x, y, bias, entropy, penalty):
    """Clark et al. 2019, with belief from 0 to 1."""
    at = flat.reshape(x.shape[1] + 1, K + 1)
    scores = x @ at[:-1] + at[-1]
    believed = expit(scores[:, K])[:, None] * np.log(bias)
    logs = log_softmax(scores[:, :K] + believed, axis=1)
    of_cues = softmax(believed, axis=1)
    h = -(of_cues * np.log(of_cues)).sum()
    own = penalty / 2 * (at[:-1] ** 2).sum()
    return -logs[np.arange(y.size), y].sum() + entropy * h + own


def test_learned_mixin_is_its_formula_and_is_minimised(case):
    x, y, _ = parts_of(case)
    bias = bias_of(case)
    loss = Loss(x, K + 1, 2.0, (mixin(one_hot(y, K), np.log(bias), 0.03),))
    size = (x.shape[1] + 1) * (K + 1)
    for seed in range(3):
        at = np.random.default_rng(seed).normal(size=size)
        assert loss(at)[0] == pytest.approx(mixin_loss(at, x, y, bias, 0.03, 2.0))
        some = slice(0, 100)
        term = mixin(one_hot(y[some], K), np.log(bias[some]), 0.3)
        part = Loss(x[some], K + 1, 2.0, (term,))
        assert check_grad(lambda v, p=part: p(v)[0], lambda v, p=part: p(v)[1], at) < 1e-3
    best = minimum(lambda v: mixin_loss(v, x, y, bias, 0.03, 2.0), size).reshape(-1, K + 1)[:, :K]
    flat = np.concatenate([best[:-1].ravel(), best[-1]])
    agree(case.repaired(LearnedMixin()), flat, x, K, within=0.02)


def test_vrex_adds_the_variance_of_the_losses_of_groups(case):
    x, y, held = parts_of(case)
    group = 2 * y + held

    def loss(flat):
        each = cross_entropy(flat, x, y, K)
        risk = np.array([each[group == g].mean() for g in range(4)])
        return risk.mean() + 10 * risk.var() + 4 * squares(flat) / y.size

    agree(case.repaired(Vrex()), minimum(loss, (x.shape[1] + 1) * K), x, K)


def test_mmd_adds_the_squared_difference_of_mean_logits_within_a_label(case):
    x, y, held = parts_of(case)

    def loss(flat):
        z, total = logits(flat, x), 0.0
        for label in range(K):
            gap = z[(y == label) & held].mean(axis=0) - z[(y == label) & ~held].mean(axis=0)
            total += (gap**2).sum()
        return cross_entropy(flat, x, y, K).mean() + total + squares(flat) / y.size

    agree(case.repaired(Mmd()), minimum(loss, (x.shape[1] + 1) * K), x, K)


def test_mmd_refuses_too_many_features_and_cues_that_equal_the_label(case, made):
    small = made(n=6)
    with pytest.raises(NotApplicable, match=r"means-memorised .features=6, documents=6"):
        small.repaired(Mmd())
    values = csr_array((case.labels[:, None] == 1).astype(np.int8))
    one = replace(case, groups=replace(case.groups, values=values))
    with pytest.raises(NotApplicable, match="cue-is-label"):
        one.repaired(Mmd())


def test_ridge_takes_the_strongest_penalty_within_a_standard_error(case):
    x, y, _ = parts_of(case)
    folds = np.array_split(np.random.default_rng(0).permutation(y.size), 5)
    losses = np.zeros((len(GRID), y.size))
    for i, strength in enumerate(GRID):
        for rows in folds:
            others = np.setdiff1d(np.arange(y.size), rows)
            peer = LogisticRegression(C=1 / strength, tol=1e-10, max_iter=5000)
            probs = peer.fit(x[others], y[others]).predict_proba(x[rows])
            losses[i, rows] = -np.log(probs[np.arange(rows.size), y[rows]])
    mean, error = losses.mean(axis=1), losses.std(axis=1, ddof=1) / y.size**0.5
    best = mean.argmin()
    chosen = [s for s, m in zip(GRID, mean, strict=True) if m <= mean[best] + error[best]][-1]
    peer = LogisticRegression(C=1 / chosen, tol=1e-10, max_iter=5000).fit(x, y)
    assert 1 < chosen < GRID[-1]
    assert abs(case.repaired(Ridge(folds=5)).logistic.probs(x) - peer.predict_proba(x)).max() < 2e-3


def test_lisa_mixes_each_document_with_one_that_differs_in_the_cue_or_the_label_alone(case):
    _, y, held = parts_of(case)
    cell = (2 * y + held)[:, None].astype(np.int64)
    rng, rows = np.random.default_rng(0), np.arange(y.size)
    within = rng.random(y.size) < 0.5
    other = _partners(cell, rows, np.zeros(y.size, np.int64), within, rng)
    assert ((y[other] == y) == within).all()
    assert ((held[other] != held) == within).all()
    # Every document that may be a partner is one as often as any other.
    asked = np.zeros(20_000, np.int64)
    counts = np.bincount(_partners(cell, asked, asked, asked == 0, rng), minlength=y.size)
    able = (y == y[0]) & (held != held[0])
    assert counts[~able].sum() == 0
    mean = 20_000 / able.sum()
    assert abs(counts[able] - mean).max() < 5 * mean**0.5


def test_lisa_without_mixing_is_erm_and_mixes_labels_as_it_does_features(case, monkeypatch):
    x, y, _ = parts_of(case)
    erm = task_of(case.corpus, case.groups, case.model, np.random.default_rng(0)).fit().probs(x)
    taken = []

    def fit(t, weights=None, *, targets, **options):
        taken.append((t.features, weights, targets))
        return original(t, weights, targets=targets, **options)

    original = Task.fit
    monkeypatch.setattr(Task, "fit", fit)
    # λ = 1 nearly always: what is mixed is the document itself or its partner.
    case.repaired(Lisa(alpha=1e-6, copies=1))
    whole = taken[0][2].max(axis=1) > 1 - 1e-9
    assert whole.mean() > 0.99
    case.repaired(Lisa(copies=2))
    features, weights, soft = taken[1]
    assert soft.sum(axis=1) == pytest.approx(1)
    assert weights.sum() == pytest.approx(y.size)
    share = np.random.default_rng(0).beta(2, 2, 100_000)
    mixed = soft.max(axis=1) < 1 - 1e-9
    assert abs(mixed.mean() - 0.5) < 0.03
    # The greater share of a mixture of Beta(2, 2): its mean is that of max(λ, 1 − λ).
    assert abs(soft[mixed].max(axis=1).mean() - np.maximum(share, 1 - share).mean()) < 0.01
    assert features.mean(axis=0) == pytest.approx(balanced_mean(case), abs=0.12)
    assert abs(case.repaired(Lisa()).logistic.probs(x) - erm).max() > 0.1


def balanced_mean(case):
    """The mean of documents mixed with their partners in equal parts."""
    x, y, held = parts_of(case)
    cell = 2 * y + held
    means = np.array([x[cell == c].mean(axis=0) for c in range(4)])
    partner = (means[cell ^ 1] + means[cell ^ 2]) / 2
    return (x + partner).mean(axis=0) / 2


def test_lisa_is_the_same_on_sparse_features(case):
    dense = case.repaired(Lisa())
    table = case.model.table
    sparse = replace(case, model=replace(case.model, table=csr_array(table)))
    found = sparse.repaired(Lisa()).logistic
    assert abs(found.probs(table) - dense.logistic.probs(table)).max() < 2e-3


def test_inlp_removes_what_predicts_the_cue_beyond_the_label(case):
    x, y, held = parts_of(case)
    inner, concept = residual(x, y), residual(held[:, None], y)
    # One round: off the direction of the partial regression of the cue on the features.
    ridge = LeastSquares(alpha=2.0, fit_intercept=False)
    direction = ridge.fit(inner, concept[:, 0]).coef_
    direction /= np.linalg.norm(direction)
    once = nullspace(inner, concept, 1, 0.01, 2.0)
    assert abs(once - (np.eye(x.shape[1]) - np.outer(direction, direction))).max() < 1e-8
    many = nullspace(inner, concept, 8, 0.01, 2.0)
    assert abs(many @ many - many).max() < 1e-8
    left = inner @ many
    fitted = left @ np.linalg.lstsq(left, concept, rcond=None)[0]
    assert (fitted**2).sum() / (concept**2).sum() < 0.02
    # For a cue that the features do not predict, nothing is removed.
    noise = residual(np.random.default_rng(0).random((y.size, 1)) < 0.5, y)
    assert abs(nullspace(inner, noise, 8, 0.001, 2.0) - np.eye(x.shape[1])).max() == 0


def test_the_test_that_ends_inlp_holds_its_level_and_has_power_in_many_features():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 250)) @ np.diag(rng.uniform(0.2, 3, 250))
    x -= x.mean(axis=0)
    noise = rng.random((300, 400)) < 0.3
    noise = noise - noise.mean(axis=0)
    p = global_test(x.T @ x, x.T @ noise, noise.var(axis=0))
    assert 0.01 < (p < 0.05).mean() < 0.09
    told = (x[:, :1] + 2 * rng.normal(size=(300, 40)) * x[:, 0].std()) > 1
    told = told - told.mean(axis=0)
    assert (global_test(x.T @ x, x.T @ told, told.var(axis=0)) < 0.05).mean() > 0.5


def test_self_fits_again_from_the_first_head_on_what_is_in_dispute(case):
    x, y, _ = parts_of(case)
    order = np.random.default_rng(0).permutation(y.size)
    cut = round(0.5 * y.size)
    one, two = np.sort(order[cut:]), np.sort(order[:cut])
    first = LogisticRegression(C=1, tol=1e-10, max_iter=5000).fit(x[one], y[one])
    early = LogisticRegression(C=1e-3, tol=1e-10, max_iter=5000).fit(x[one], y[one])
    # The early head as sure as its labels bear out, by the best of many temperatures.
    score = early.decision_function(x)
    times = np.exp(np.linspace(-2, 7, 4001))
    signs = 2 * y[one] - 1
    fits = [np.logaddexp(0, -signs * t * score[one]).mean() for t in times]
    calm = expit(times[int(np.argmin(fits))] * score[two])
    p, q = first.predict_proba(x[two]), np.column_stack([1 - calm, calm])
    apart = (p * np.log(p / q)).sum(axis=1)
    rows = np.concatenate(
        [
            np.flatnonzero(y[two] == label)[np.argsort(-apart[y[two] == label])][
                : round(0.25 * (y[two] == label).sum())
            ]
            for label in (0, 1)
        ]
    )
    own, labels = x[two][rows], y[two][rows]
    weights = rows.size / (2 * np.bincount(labels)[labels])
    start = np.column_stack([-first.coef_[0] / 2, first.coef_[0] / 2])

    def again(flat):
        away = ((flat[:-K].reshape(-1, K) - start) ** 2).sum()
        return (weights * cross_entropy(flat, own, labels, K)).sum() + 10 * away

    found = case.repaired(SelectiveRefit(held_out=0.5))
    agree(found, minimum(again, (x.shape[1] + 1) * K), x, K, within=0.02)
    assert _highest(apart, y[two], 0.25).tolist() == sorted(rows.tolist())


def test_a_prototype_member_is_the_nearest_prototype_and_is_trained_apart(case):
    x, y, _ = parts_of(case)
    rng = np.random.default_rng(0)
    before, at = rng.normal(size=(3, x.shape[1], K)), rng.normal(size=x.shape[1] * K)
    loss = Prototypes(x, one_hot(y, K), 2.0, before, 5.0)
    p = at.reshape(-1, K)
    distance = ((x[:, :, None] - p[None]) ** 2).sum(axis=1)
    ce = -log_softmax(-distance / 2, axis=1)[np.arange(y.size), y].sum()
    inner = [[abs(q[:, k] @ p[:, k]) / len(p) for k in range(K)] for q in before]
    assert loss(at)[0] == pytest.approx(ce + (p**2).sum() + 5 * np.mean(inner), rel=1e-4)
    assert abs(_linear(p).probs(x) - softmax(-distance / 2, axis=1)).max() < 1e-4
    small = Prototypes(x[:50], one_hot(y[:50], K), 2.0, before, 5.0)
    assert check_grad(lambda v: small(v)[0], lambda v: small(v)[1], at) < 1e-3


def test_prototypes_of_later_members_are_less_like_the_first_the_more_that_costs(case):
    def alike(apart):
        heads = case.repaired(Dpe(members=2, apart=apart)).heads
        one, two = (h.weights / np.linalg.norm(h.weights, axis=0) for h in heads)
        return abs((one * two).sum(axis=0)).mean()

    assert alike(10.0) < alike(1.0) < alike(0.0)


def test_dropout_is_the_mean_over_masks_on_the_features(case):
    x, k = case.model.table, K
    head = task_of(case.corpus, case.groups, case.model, np.random.default_rng(0)).fit()
    own = replace(case, model=replace(case.model, logistic=head))
    model = own.repaired(Dropout(rate=0.25, masks=8))
    texts = case.corpus.texts[:200]
    expected = np.zeros((200, k))
    for dropped in model.heads:
        mask = np.abs(dropped.weights).sum(axis=1) > 0
        z = ((x[:200] * mask) @ head.weights.astype(float)) / 0.75 + head.bias
        expected += softmax(z, axis=1) / 8
    assert abs(model.predict(texts).probs - expected).max() < 1e-5
    kept = np.array([np.abs(h.weights).sum(axis=1) > 0 for h in model.heads])
    assert (kept.sum(axis=0) == 6).all()
    # An answer does not depend on what else was asked.
    assert abs(model.predict(texts[7:8]).probs - expected[7]).max() < 1e-5


def test_erasing_with_as_many_documents_as_features_keeps_the_label_predictable():
    pytest.importorskip("concept_erasure")
    d, n, lost = 300, 320, []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        labels = (rng.random(n + 2000) < 0.5).astype(int)
        held = (rng.random((labels.size, 5)) < 0.1).astype(float)
        x = rng.normal(size=(labels.size, d)) * np.geomspace(1, 0.01, d)
        x[:, 3] += 2 * labels
        x[:, 10:15] += held
        x = x @ np.linalg.qr(rng.normal(size=(d, d)))[0]
        matrix, shift = eraser(x[:n], residual(held[:n], labels[:n]))
        before, after = (
            LogisticRegression().fit(f[:n], labels[:n]).score(f[n:], labels[n:])
            for f in (x, x @ matrix + shift)
        )
        lost.append(before - after)
    # Without shrinkage it is .034 in the mean.
    assert np.mean(lost) < 0.015
