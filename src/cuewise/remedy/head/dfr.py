"""DFR: the last layer fitted again on group-balanced documents."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from cuewise.models.linear.logistic import Logistic
from cuewise.plugins.registry import register
from cuewise.records import Floats, Ints
from cuewise.remedy.cells import even
from cuewise.remedy.heads import mean
from cuewise.remedy.parts import Needs, Refit, Task

INVERSE = (1.0, 0.7, 0.3, 0.1, 0.07, 0.03, 0.01)


@register("remedies")
@dataclass(frozen=True, slots=True)
class Dfr(Refit):
    """Fits the head again by an L1 logistic regression on standardised, group-balanced documents.

    Kirichenko et al. 2023, "Last layer re-training is sufficient for robustness to spurious
    correlations". The penalty is chosen by worst-group accuracy on half of the held-out documents;
    heads of several draws are averaged, a draw for each cue in turn. Documents with a cue that has
    too small a group are left out, or, where they are many, it is refused.

    Parameters
    ----------
    held_out:
        Share of the documents that the head is fitted on.
    least:
        Held-out documents that the smallest group must have.
    draws:
        Heads averaged.
    """

    code: ClassVar[str] = "dfr"
    needs: ClassVar[Needs] = "group in validation"
    knows_cues: ClassVar[bool] = True
    cost: ClassVar[int] = 17
    held_out: float = 0.5
    least: int = 10
    draws: int = 10

    def head(self, t: Task, rng: np.random.Generator) -> Logistic:
        """The head fitted again."""
        order = rng.permutation(t.labels.size)
        part = t.only(np.sort(order[: round(self.held_out * order.size)]))
        return last_layer(part.filled(self.least), self.draws, rng)


def last_layer(t: Task, draws: int, rng: np.random.Generator) -> Logistic:
    """The mean head of group-balanced draws, with the penalty that serves the worst group best."""
    cell = t.cells()
    order = rng.permutation(t.labels.size)
    fit, check = np.array_split(order, 2)
    best = max(INVERSE, key=lambda c: _worst(t, _drawn(t, cell, fit, 0, c, rng), cell, check))
    every = range(max(draws, cell.shape[1]))
    return mean([_drawn(t, cell, np.arange(order.size), draw, best, rng) for draw in every])


def _drawn(
    t: Task, cell: Ints, rows: Ints, draw: int, c: float, rng: np.random.Generator
) -> Logistic:
    own = rows[even(cell[rows, draw % cell.shape[1]], rng)]
    return lasso(t.features[own], t.labels[own], t.k, c)


def lasso(features: Any, labels: np.ndarray, k: int, c: float) -> Logistic:
    """An L1 logistic regression on standardised features, as a head on them as they are."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler(with_mean=isinstance(features, np.ndarray)).fit(features)
    solver = "liblinear" if k == 2 else "saga"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = LogisticRegression(C=c, l1_ratio=1.0, solver=solver, random_state=0)
        model.fit(scaler.transform(features), labels)
    weights = np.zeros((features.shape[1], k), np.float32)
    bias = np.full(k, -np.inf)
    seen = model.classes_
    two = len(seen) == 2
    weights[:, seen] = np.vstack([0 * model.coef_, model.coef_]).T if two else model.coef_.T
    bias[seen] = np.append(0.0, model.intercept_) if two else model.intercept_
    weights /= scaler.scale_[:, None]
    if scaler.with_mean:
        bias -= scaler.mean_ @ weights
    return Logistic(weights, bias)


def _worst(t: Task, head: Logistic, cell: Ints, rows: Ints) -> float:
    """The lowest accuracy of any group there is among some documents."""
    right = head.probs(t.features[rows]).argmax(axis=1) == t.labels[rows]
    rates: list[Floats] = []
    for own in cell[rows].T:
        size = np.bincount(own, minlength=2 * t.k)
        rates.append(np.bincount(own, right, minlength=2 * t.k)[size > 0] / size[size > 0])
    return float(np.concatenate(rates).min())
