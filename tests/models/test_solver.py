"""The solver against scikit-learn and against its own numeric gradient."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import check_grad, minimize
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_info, threadpool_limits

from cuewise.models.linear.logistic import Logistic
from cuewise.models.linear.solver import Loss, cross_entropy, minimise, one_hot, solve

RNG = np.random.default_rng(3)
X = RNG.normal(size=(300, 4))


def labels(k):
    return (X @ RNG.normal(size=(4, k)) + RNG.gumbel(size=(300, k))).argmax(axis=1)


@pytest.mark.parametrize(("k", "penalty"), [(2, 2.0), (3, 1.0), (5, 1.0)])
@pytest.mark.parametrize("c", [0.05, 5.0])
def test_it_is_the_logistic_regression_of_scikit_learn(k, penalty, c):
    y, weights = labels(k), RNG.uniform(0.2, 3, 300)
    peer = LogisticRegression(C=c, tol=1e-10, max_iter=5000).fit(X, y, sample_weight=weights)
    for features in (X, csr_array(X)):
        own = solve(Loss(features, k, penalty / c, (cross_entropy(one_hot(y, k), weights),)))
        assert abs(own.probs(features) - peer.predict_proba(X)).max() < 2e-3


@pytest.mark.parametrize("further", [(), (lambda z: (0.5 * float((z**2).sum()), z),)])
def test_its_gradient_is_that_of_its_loss(further):
    y, k = labels(3), 3
    anchor = Logistic(RNG.normal(size=(4, k)).astype(np.float32), RNG.normal(size=k))
    soft = 0.7 * one_hot(y, k) + 0.1
    term = cross_entropy(soft, RNG.uniform(size=300), RNG.normal(size=(300, k)))
    loss = Loss(X, k, 0.3, (term, *further), anchor)
    at = RNG.normal(size=5 * k)
    assert check_grad(lambda v: loss(v)[0], lambda v: loss(v)[1], at) < 1e-3


def test_a_strong_pull_leaves_the_anchor_where_it_is():
    y = labels(2)
    anchor = Logistic(RNG.normal(size=(4, 2)).astype(np.float32), np.zeros(2))
    term = cross_entropy(one_hot(y, 2))
    near, far = (solve(Loss(X, 2, p, (term,), anchor)) for p in (1e7, 1.0))
    assert abs(near.weights - anchor.weights).max() < 1e-3 < abs(far.weights - anchor.weights).max()


def test_an_offset_is_what_is_known_already():
    y, k = labels(3), 3
    offset = np.log(RNG.dirichlet(np.ones(k), size=300))

    def plain(flat):
        w, b = flat[:-k].reshape(4, k), flat[-k:]
        z = X @ w + b + offset
        log = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        return -log[np.arange(300), y].sum() + 0.5 * (w**2).sum()

    peer = minimize(plain, np.zeros(5 * k), method="BFGS", options={"gtol": 1e-6}).x
    own = solve(Loss(X, k, 1.0, (cross_entropy(one_hot(y, k), offset=offset),)))
    assert abs(own.weights - peer[:-k].reshape(4, k)).max() < 2e-3


@pytest.mark.parametrize("form", [csr_array, np.asarray])
def test_with_few_documents_it_is_found_among_their_sums_and_is_the_same(monkeypatch, form):
    wide = RNG.normal(size=(30, 400)) * (RNG.random((30, 400)) < 0.1)
    wide[1] = wide[0]
    term = cross_entropy(one_hot(RNG.integers(0, 3, 30), 3), RNG.uniform(0.2, 3, 30))
    loss = Loss(form(wide), 3, 0.2, (term,))
    found = solve(loss)
    monkeypatch.setattr("cuewise.models.linear.solver._WIDE", 10**6)
    np.testing.assert_allclose(found.weights, solve(loss).weights, atol=2e-4)
    np.testing.assert_allclose(found.probs(wide), solve(loss).probs(wide), atol=2e-4)


def test_a_search_uses_one_thread_and_gives_the_others_back():
    def blas():
        return {p["num_threads"] for p in threadpool_info() if p["user_api"] == "blas"}

    seen = []

    def loss(x):
        seen.append(blas())
        return float((x**2).sum()), 2 * x

    with threadpool_limits(2, "blas"):
        before = blas()
        minimise(loss, np.ones(3), 1)
        assert blas() == before
    assert seen
    # On macOS nothing says how many threads Accelerate uses.
    assert all(threads <= {1} for threads in seen)


@pytest.mark.parametrize("shape", [(2000, 300), (300, 2400)])
def test_the_number_of_threads_does_not_change_a_head(shape):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=shape), rng.integers(0, 4, size=shape[0])
    heads = []
    for threads in (1, 2):
        with threadpool_limits(threads, "blas"):
            heads.append(solve(Loss(x, 4, 30.0, (cross_entropy(one_hot(y, 4)),))))
    assert heads[0].weights.tobytes() == heads[1].weights.tobytes()
    assert heads[0].bias.tobytes() == heads[1].bias.tobytes()
