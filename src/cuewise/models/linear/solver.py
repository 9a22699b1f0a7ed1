"""Multinomial logistic regression with all that remedies ask of it, by L-BFGS.

The loss is Σ wᵢ CE(tᵢ, softmax(xᵢW + b + oᵢ)) + λ/2 ‖W − W₀‖². With wᵢ = 1, no offset and W₀ = 0
it is that of scikit-learn's `LogisticRegression`, C = 1/λ for three labels or more and C = 2/λ for
two, of which scikit-learn penalises only the difference; a test compares them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular
from scipy.optimize import minimize
from scipy.special import log_softmax

from cuewise.models.linear.logistic import Logistic
from cuewise.records import Floats

# Steps; more change nothing that shows in a probability.
_MOST = 300
# From so many features a document on, documents are the fewer dimensions to look in.
_FEW = 8
# Keeps repeated documents apart; far below what shows in a probability.
_JITTER = 1e-8
# A further term of the loss: of logits [n, k] its value and its gradient [n, k].
Term = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True, slots=True)
class Loss:
    """What is minimised over weights [d, k] and bias [k].

    targets[n, k] are probabilities (one-hot for plain labels), weights[n] of the documents,
    offset[n, k] is added to the logits, `anchor` is the head that the penalty pulls to; None: to
    weights of 0.
    """

    features: Any
    targets: Floats
    penalty: float
    weights: Floats | None = None
    offset: Floats | None = None
    anchor: Logistic | None = None
    further: Term | None = None

    def __call__(self, flat: Floats) -> tuple[float, Floats]:
        """The loss and its gradient."""
        width, k = self.features.shape[1], self.targets.shape[1]
        w, b = flat[:-k].reshape(width, k), flat[-k:]
        logits = np.asarray(self.features @ w, np.float64) + b
        shown = logits if self.offset is None else logits + self.offset
        logs = log_softmax(shown, axis=1)
        share = np.exp(logs) * self.targets.sum(axis=1, keepdims=True) - self.targets
        each = -(self.targets * logs).sum(axis=1)
        if self.weights is not None:
            each, share = each * self.weights, share * self.weights[:, None]
        value = float(each.sum())
        if self.further is not None:
            more, slope = self.further(logits)
            value, share = value + more, share + slope
        away = w if self.anchor is None else w - self.anchor.weights
        value += self.penalty / 2 * float((away**2).sum())
        gradient = np.asarray(self.features.T @ share) + self.penalty * away
        return value, np.concatenate([gradient.ravel(), share.sum(axis=0)])


def solve(loss: Loss) -> Logistic:
    """The head of the least loss, from that of `anchor` or from 0 on.

    Examples
    --------
    >>> x, y = np.array([[0.0], [1.0], [0.2], [0.9]]), np.array([0, 1, 0, 1])
    >>> head = solve(Loss(x, one_hot(y, 2), penalty=0.1))
    >>> head.probs(x).argmax(axis=1).tolist()
    [0, 1, 0, 1]
    """
    n, width = loss.features.shape
    if _FEW * n <= width and loss.anchor is None:
        return _by_documents(loss)
    k = loss.targets.shape[1]
    first = np.zeros((width + 1) * k)
    if loss.anchor is not None:
        # A class that was never seen has a bias of -inf.
        bias = np.maximum(loss.anchor.bias, -50)
        first = np.concatenate([loss.anchor.weights.ravel(), bias]).astype(np.float64)
    options = {"maxiter": _MOST, "maxcor": 20, "gtol": 1e-5 * max(1.0, loss.targets.sum() ** 0.5)}
    found = minimize(loss, first, jac=True, method="L-BFGS-B", options=options).x
    weights: NDArray[np.float32] = found[:-k].reshape(width, k).astype(np.float32)
    return Logistic(weights, found[-k:])


def _by_documents(loss: Loss) -> Logistic:
    """The same head found in as many dimensions as there are documents.

    The best weights are a sum of the documents' features (the representer theorem: Schölkopf et al.
    2001). With X = LQ', Q of orthonormal columns and LL' = XX', those on L have the same penalty.
    """
    # Half a float's digits are not enough to take the root of products of like documents.
    exact = loss.features.astype(np.float64)
    product = exact @ exact.T
    gram = np.asarray(product.toarray() if hasattr(product, "toarray") else product, np.float64)
    gram[np.diag_indices_from(gram)] += _JITTER * max(float(np.trace(gram)) / len(gram), _JITTER)
    root = cholesky(gram, lower=True)
    found = solve(replace(loss, features=root))
    shares = solve_triangular(root, found.weights.astype(np.float64), lower=True, trans="T")
    return Logistic(np.asarray(loss.features.T @ shares, np.float32), found.bias)


def one_hot(labels: NDArray[np.integer], k: int) -> Floats:
    """Labels [n] as probabilities [n, k].

    Examples
    --------
    >>> one_hot(np.array([1, 0]), 2).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    targets: Floats = np.eye(k)[np.asarray(labels)]
    return targets
