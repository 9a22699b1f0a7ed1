"""Multinomial logistic regression as a frozen pair of arrays; scikit-learn fits it."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from cuewise.errors import InputError
from cuewise.records import Floats


@dataclass(frozen=True, slots=True)
class Logistic:
    """A linear head: weights [d, k] and bias [k]; a label that was never seen has bias -inf."""

    weights: NDArray[np.float32]
    bias: Floats

    def probs(self, features: Any) -> Floats:
        """Class probabilities [n, k] of dense or sparse features [n, d]."""
        logits = np.asarray(features @ self.weights, dtype=np.float64) + self.bias
        return np.asarray(softmax(logits, axis=1))


def fit_logistic(
    features: Any, labels: NDArray[np.integer], k: int, *, c: float, l1: bool = False
) -> Logistic:
    """Fit a plain logistic regression with scikit-learn; deterministic.

    Heads with weights, offsets, soft targets or an anchor are fitted by `models.linear.solver`.

    Parameters
    ----------
    features:
        Dense or sparse [n, d].
    labels:
        Labels [n] in [0, k); a label that does not occur gets a bias of -inf.
    k:
        Number of labels.
    c:
        Inverse strength of the penalty.
    l1:
        Penalise absolute weights instead of squared ones.

    Raises
    ------
    InputError
        Fewer than two labels occur.

    Examples
    --------
    >>> x = np.array([[0.0], [1.0], [0.1], [0.9]])
    >>> model = fit_logistic(x, np.array([0, 2, 0, 2], dtype=np.int32), 3, c=10)
    >>> model.probs(x).argmax(axis=1).tolist(), model.probs(x)[:, 1].max().item()
    ([0, 2, 0, 2], 0.0)
    """
    seen = np.unique(labels)
    if len(seen) < 2:
        raise InputError(
            f"cannot fit a classifier: the rows to fit on hold {len(seen)} label(s)",
            allowed="two or more labels",
            fix="check --label and --split, or use more rows",
        )
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    # After this many iterations no probability changes visibly.
    options: dict[str, Any] = {"tol": 1e-4, "max_iter": 300}
    if l1:
        solver = "liblinear" if k == 2 else "saga"
        options = {"l1_ratio": 1.0, "solver": solver, "random_state": 0}
    # The order of a threaded sum would show in the last digits.
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = LogisticRegression(C=c, **options).fit(features, labels)
    coef, intercept = fitted.coef_.T, fitted.intercept_
    if len(seen) == 2:  # scikit-learn gives the second class only
        coef, intercept = np.hstack([0 * coef, coef]), np.append(0.0, intercept)
    weights = np.zeros((features.shape[1], k), dtype=np.float32)
    bias = np.full(k, -np.inf)
    weights[:, seen], bias[seen] = coef, intercept
    return Logistic(weights, bias)


def fit_sample(rows: NDArray[np.int64], limit: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """At most `limit` of `rows`, drawn without replacement and in their order."""
    if len(rows) <= limit:
        return rows
    return np.sort(rng.choice(rows, size=limit, replace=False))


def mean_head(heads: Sequence[Logistic]) -> Logistic:
    """The head of the mean weights and the mean bias.

    Examples
    --------
    >>> a, b = (Logistic(np.full((1, 2), v, np.float32), np.zeros(2)) for v in (1, 3))
    >>> mean_head([a, b]).weights.tolist()
    [[2.0, 2.0]]
    """
    weights = np.stack([h.weights for h in heads]).mean(axis=0, dtype=np.float64)
    return Logistic(weights.astype(np.float32), np.stack([h.bias for h in heads]).mean(axis=0))


def fold_map(head: Logistic, matrix: Floats, shift: Floats) -> Logistic:
    """The head that gives for x what `head` gives for x · matrix + shift.

    Examples
    --------
    >>> head = Logistic(np.array([[1.0, 2.0]], np.float32), np.zeros(2))
    >>> fold_map(head, np.array([[3.0]]), np.array([1.0])).bias.tolist()
    [1.0, 2.0]
    """
    weights = head.weights.astype(np.float64)
    return Logistic((matrix @ weights).astype(np.float32), head.bias + shift @ weights)
