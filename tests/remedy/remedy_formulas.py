"""What the tests of published formulas share: written out, and not as the library does it."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax

from cuewise.remedy.bias import bias_only
from cuewise.remedy.task import task_of


def minimum(loss, size):
    return minimize(loss, np.zeros(size), method="BFGS", options={"gtol": 1e-5}).x


def cross_entropy(flat, x, y, k):
    """The loss of every document, written out."""
    w, b = flat[:-k].reshape(x.shape[1], k), flat[-k:]
    return -log_softmax(x @ w + b, axis=1)[np.arange(y.size), y]


def agree(model, flat, x, k, within=5e-3):
    w, b = flat[:-k].reshape(x.shape[1], k), flat[-k:]
    expected = np.exp(log_softmax(x @ w + b, axis=1))
    assert abs(model.logistic.probs(x) - expected).max() < within


def bias_of(case):
    """The cross-fitted probabilities by the cues alone, with the draw that remedies make."""
    t = task_of(case.corpus, case.groups, case.model, np.random.default_rng(0))
    return bias_only(t, 5)
