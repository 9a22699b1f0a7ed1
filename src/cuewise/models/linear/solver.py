"""The solver of every weighted linear head: L-BFGS on losses of the logits with a ridge penalty.

It minimises Σ terms(XW + b) + λ/2 ‖W − W₀‖² over weights W [d, k] and bias b [k]. With the plain
cross-entropy as the only term and W₀ = 0 the minimum is that of scikit-learn's
`LogisticRegression`: C = 1/λ for three labels or more, and C = 2/λ for two, because scikit-learn
then penalises only the difference of the labels. A test compares the two.

Two fits need another method, and say so where they are made: the L1 head of `remedy.head.dfr`,
which has no gradient at 0, and the training path of `evidence.dynamics`, which is not a minimum.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular
from scipy.optimize import minimize
from scipy.special import log_softmax

from cuewise.models.linear.logistic import Logistic
from cuewise.records import Floats

# More steps change no probability visibly.
_STEPS = 300
# With this many features per document or more, solve in the smaller space of documents.
_WIDE = 8
# Keeps repeated documents apart; far below what shows in a probability.
_JITTER = 1e-8
# The bias at which a label that was never seen starts; its own is -inf.
_UNSEEN = -50

# A term of the loss: its value and its gradient [n, k] at the logits [n, k].
Term = Callable[[Floats], tuple[float, Floats]]


def cross_entropy(
    targets: Floats, weights: Floats | None = None, offset: Floats | None = None
) -> Term:
    """The term Σ wᵢ CE(tᵢ, softmax(zᵢ + oᵢ)) of logits z.

    Parameters
    ----------
    targets:
        Probabilities [n, k]; one-hot for plain labels.
    weights:
        Weights [n] of the documents; None: 1.
    offset:
        Logits [n, k] that are known already; None: 0.

    Examples
    --------
    >>> value, slope = cross_entropy(np.array([[1.0, 0.0]]))(np.zeros((1, 2)))
    >>> round(value, 3), slope.tolist()
    (0.693, [[-0.5, 0.5]])
    """

    def term(logits: Floats) -> tuple[float, Floats]:
        logs = log_softmax(logits if offset is None else logits + offset, axis=1)
        slope = np.exp(logs) * targets.sum(axis=1, keepdims=True) - targets
        losses = -(targets * logs).sum(axis=1)
        if weights is not None:
            losses, slope = losses * weights, slope * weights[:, None]
        return float(losses.sum()), slope

    return term


@dataclass(frozen=True, slots=True)
class Loss:
    """The loss of a head with k columns on features [n, d], dense or sparse.

    `anchor` is the head W₀ that the penalty holds the weights to, and where the search starts;
    None: weights of 0.
    """

    features: Any
    k: int
    penalty: float
    terms: tuple[Term, ...]
    anchor: Logistic | None = None

    def __call__(self, flat: Floats) -> tuple[float, Floats]:
        """The loss and its gradient at the weights, row by row, and then the bias."""
        width = self.features.shape[1]
        w, b = flat[: -self.k].reshape(width, self.k), flat[-self.k :]
        logits = np.asarray(self.features @ w, np.float64) + b
        values, slopes = zip(*(term(logits) for term in self.terms), strict=True)
        slope = sum(slopes[1:], slopes[0])
        away = w if self.anchor is None else w - self.anchor.weights
        value = sum(values) + self.penalty / 2 * float((away**2).sum())
        gradient = np.asarray(self.features.T @ slope) + self.penalty * away
        return value, np.concatenate([gradient.ravel(), slope.sum(axis=0)])


def solve(loss: Loss, start: Logistic | None = None) -> Logistic:
    """The head of the least loss.

    Parameters
    ----------
    loss:
        What is minimised.
    start:
        Where the search starts; None: at the anchor, or at 0.

    Returns
    -------
    Logistic
        Weights [d, k] and bias [k].

    Examples
    --------
    >>> x, y = np.array([[0.0], [1.0], [0.2], [0.9]]), np.array([0, 1, 0, 1])
    >>> head = solve(Loss(x, 2, 0.1, (cross_entropy(one_hot(y, 2)),)))
    >>> head.probs(x).argmax(axis=1).tolist()
    [0, 1, 0, 1]
    """
    n, width = loss.features.shape
    if _WIDE * n <= width and loss.anchor is None:
        with _one_thread():
            return _among_documents(loss)
    start = start or loss.anchor
    flat = np.zeros((width + 1) * loss.k)
    if start is not None:
        flat = np.append(start.weights.ravel(), np.maximum(start.bias, _UNSEEN)).astype(np.float64)
    flat = minimise(loss, flat, n)
    weights = flat[: -loss.k].reshape(width, loss.k).astype(np.float32)
    return Logistic(weights, flat[-loss.k :])


def minimise(
    loss: Callable[[Floats], tuple[float, Floats]], start: Floats, n: int, steps: int = _STEPS
) -> Floats:
    """The point where L-BFGS ends that starts at `start`; the loss is a sum over n documents.

    Liu & Nocedal 1989, "On the limited memory BFGS method for large scale optimization".

    Examples
    --------
    >>> minimise(lambda x: (float(((x - 1) ** 2).sum()), 2 * (x - 1)), np.zeros(2), 1).round(4)
    array([1., 1.])
    """
    options = {"maxiter": steps, "maxcor": 20, "gtol": 1e-5 * max(1.0, n**0.5)}
    with _one_thread():
        end: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    return end


def _one_thread() -> AbstractContextManager[Any]:
    """Products by one thread inside the block.

    A search makes thousands of small products. Threads that wait for each other between them take
    several times as long on a busy machine, and the order of a threaded sum shows in the digits.
    """
    limit: AbstractContextManager[Any] = _libraries().limit(limits=1, user_api="blas")
    return limit


@cache
def _libraries() -> Any:
    """The libraries of linear algebra in this process; looking for them takes milliseconds."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _among_documents(loss: Loss) -> Logistic:
    """The same head, found in as many dimensions as there are documents.

    The best weights are a sum of the documents' features (the representer theorem: Schölkopf et al.
    2001). With X = LQ', Q of orthonormal columns and LL' = XX', those on L have the same penalty.
    """
    # The root of products of near-identical documents needs double precision.
    exact = loss.features.astype(np.float64)
    product = exact @ exact.T
    gram = np.asarray(product.toarray() if hasattr(product, "toarray") else product, np.float64)
    gram[np.diag_indices_from(gram)] += _JITTER * max(float(np.trace(gram)) / len(gram), _JITTER)
    root = cholesky(gram, lower=True)
    head = solve(replace(loss, features=root))
    shares = solve_triangular(root, head.weights.astype(np.float64), lower=True, trans="T")
    return Logistic(np.asarray(loss.features.T @ shares, np.float32), head.bias)


def one_hot(labels: NDArray[np.integer], k: int) -> Floats:
    """Labels [n] as probabilities [n, k].

    Examples
    --------
    >>> one_hot(np.array([1, 0]), 2).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    targets: Floats = np.eye(k)[np.asarray(labels)]
    return targets
