"""DFR: the last layer refitted on group-balanced documents."""

from __future__ import annotations

from typing import Any

import numpy as np

from cuewise.models.linear.logistic import Logistic, fit_logistic, mean_head
from cuewise.records import Floats, Ints
from cuewise.remedy.groups import even_draw
from cuewise.remedy.plugin import Refit, remedy
from cuewise.remedy.task import Task

# Inverse penalties that are tried.
INVERSE = (1.0, 0.7, 0.3, 0.1, 0.07, 0.03, 0.01)


@remedy("dfr", needs="group in validation", cost=17)
class Dfr(Refit):
    """Fit the head by an L1 logistic regression on standardised, group-balanced documents.

    It helps where documents are many, even in the smallest group. Half of the held-out documents
    choose the penalty, by the accuracy of the worst group. Heads of several draws are averaged, a
    draw for each cue in turn. Groups that are too small are treated as by `rwg`.

    Parameters
    ----------
    held_out:
        Share of the documents that the head is fitted on.
    least:
        Held-out documents that the smallest group must have.
    draws:
        Number of heads that are averaged.

    References
    ----------
    Kirichenko et al. 2023, "Last layer re-training is sufficient for robustness to spurious
    correlations".
    """

    held_out: float = 0.5
    least: int = 10
    draws: int = 10

    def _head(self, t: Task) -> Logistic:
        _, part = t.split(self.held_out)
        return _last_layer(part.without_thin_groups(self.least), self.draws)


def _last_layer(t: Task, draws: int) -> Logistic:
    """The mean head of balanced draws, with the penalty that serves the worst group best."""
    group, n = t.groups(), t.labels.size
    fit, check = np.array_split(t.rng.permutation(n), 2)

    def drawn(rows: Ints, draw: int, c: float) -> Logistic:
        rows = rows[even_draw(group[rows, draw % group.shape[1]], t.rng)]
        return _lasso(t.features[rows], t.labels[rows], t.k, c)

    best = max(INVERSE, key=lambda c: _worst_accuracy(t, drawn(fit, 0, c), group, check))
    every = range(max(draws, group.shape[1]))
    return mean_head([drawn(np.arange(n), draw, best) for draw in every])


def _lasso(features: Any, labels: np.ndarray, k: int, c: float) -> Logistic:
    """An L1 logistic regression on standardised features, as a head on the features themselves."""
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler(with_mean=isinstance(features, np.ndarray)).fit(features)
    head = fit_logistic(scaler.transform(features), labels, k, c=c, l1=True)
    weights = (head.weights / scaler.scale_[:, None]).astype(np.float32)
    return Logistic(weights, head.bias - scaler.mean_ @ weights if scaler.with_mean else head.bias)


def _worst_accuracy(t: Task, head: Logistic, group: Ints, rows: Ints) -> float:
    """The lowest accuracy of any group among these documents."""
    right = head.probs(t.features[rows]).argmax(axis=1) == t.labels[rows]
    rates: list[Floats] = []
    for column in group[rows].T:
        size = np.bincount(column, minlength=2 * t.k)
        rates.append(np.bincount(column, right, minlength=2 * t.k)[size > 0] / size[size > 0])
    return float(np.concatenate(rates).min())
